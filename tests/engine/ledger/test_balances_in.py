"""Balances kept as stretches are refused, warned of and stored as if every row had been kept."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import depth
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest
import small_bank
from admitting import admitted, places

from qiao.engine.errors import DataError
from qiao.engine.ledger import store
from qiao.engine.ledger.checks import balances
from qiao.engine.ledger.checks.stretches import join
from qiao.engine.ledger.gate import Request
from qiao.engine.ledger.reading.proving import Wanted, proved_columns
from qiao.engine.ledger.tables import BY_NAME

WANTED = [Wanted(BY_NAME["balances"].column(name)) for name in ("account_id", "date", "balance")]
HEAD = "account_id,date,balance\n"
ODD = (
    "A1,2025-02-30,1\n", "A1,2025-01-01,1e3\n", "A2,2025-03-01,1.005\n", " A1,2025-03-01,1\n", ",2025-03-01,1\n",
    "  ,2025-03-01,1\n", "A9,2025-03-01,1\n", "A1,2025-03-01\n", '"A1",2025-03-05,"7"\n', '"A1,2025-03-06,7\n',
    "A4,2024-01-01,5\n", "A3,2023-01-01,5\n", "A1,2025-03-01,\n", "\n", ",,\n", "A1,2025-03-07,+5\r\n",
    "A1,2025-03-08,.5\n", "A1,2025-03-08,12345678901234567\n", "A\0,2025-03-08,1\n", "\ufeffA1,2025-03-08,1\n",
    "甲,2025-03-08,1\n", "A2,2925-03-01,0.00\n", "A3,2925-03-01,1.00\n", "A1,1899-12-31,1\n", f"{'A' * 300},2025-01-01,1\n",
)  # fmt: skip


def days(luck: Random, accounts: tuple[str, ...] = ("A1", "A2", "A3", "A4")) -> list[str]:
    """Rows of some days in 2025, each balance standing for a while, in one order or another."""
    rows = []
    for account in accounts:
        balance = 1
        for day in range(1, 29):
            balance = luck.choice([balance, balance, balance, luck.randint(-3, 3)])
            if luck.random() < 0.9:
                rows.append(f"{account},2025-03-{day:02},{balance}.00\n")
    order = luck.choice(["account", "day", "none"])
    if order == "none":
        luck.shuffle(rows)
    return sorted(rows, key=lambda row: row.split(",")[1]) if order == "day" else rows


def all_rows_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(balances, "_NEEDED", {"a column that no file has"})


def by_the_day_too(patch: pytest.MonkeyPatch) -> None:
    """Let few rows a day be enough to be joined day by day."""
    patch.setattr(balances.days, "_ROWS_A_DAY", 1)


@pytest.mark.parametrize("number", range(depth.of(12, 60)))
def test_faults_are_those_of_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    by_the_day_too(monkeypatch)
    monkeypatch.setattr(balances, "_MOST_ACCOUNTS", (1, 100_000)[number % 2])
    luck = Random(number)
    rows = days(luck)
    for odd in luck.choices(ODD, k=luck.choice([0, 1, 1, 3])):
        rows.insert(luck.randint(0, len(rows)), odd)
    if luck.random() < 0.3:
        rows.insert(luck.randint(0, len(rows)), luck.choice(rows))
    text = HEAD + "".join(rows)
    closed = small_bank.TABLES["accounts"].replace("basic,2020-01-01,\n", "basic,2020-01-01,2025-03-20\n", 1)
    found = admitted(tmp_path / "joined", balances=text, accounts=closed)
    with pytest.MonkeyPatch.context() as patch:
        all_rows_kept(patch)
        kept = admitted(tmp_path / "kept", balances=text, accounts=closed)
    assert found.as_json() == kept.as_json()


def stored(folder: Path, source: Path) -> tuple[str, list[str]]:
    """The batch's digest, and the hash of each file of the ledger."""
    made = store.import_batch(Request(source), folder)
    return made.batch.digest, [entry["sha256"] for entry in made.ledger.entries()]


@pytest.mark.parametrize("number", range(depth.of(3, 12)))
def test_what_is_stored_is_that_of_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    by_the_day_too(monkeypatch)
    luck = Random(number)
    bank = {"ratings": small_bank.TABLES["ratings"]}
    texts = [HEAD + "".join(days(luck)) for _ in range(2)]
    sources = [small_bank.write(tmp_path / f"in{place}", balances=text, **bank) for place, text in enumerate(texts)]
    found = [stored(tmp_path / "joined", source) for source in sources]
    with pytest.MonkeyPatch.context() as patch:
        all_rows_kept(patch)
        assert [stored(tmp_path / "kept", source) for source in sources] == found


def test_no_row_is_kept_twice_where_the_second_reading_keeps_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawing = f"{HEAD.strip()},withdrawn\nA1,2025-01-01,1.00,\nA2,2025-03-01,,true\n"
    early = "".join(f"A{number},2012-03-0{number},{number}.00,\n" for number in range(1, 5))
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "balances.csv").write_text(withdrawing + early)
    found = []
    for most in (100_000, 2):
        monkeypatch.setattr(balances, "_MOST_ACCOUNTS", most)
        place = tmp_path / f"most{most}"
        bank = small_bank.write(tmp_path / f"bank{most}", balances=f"{HEAD}A2,2025-03-01,5.00\n")
        store.import_batch(Request(bank), place)
        made = store.import_batch(Request(tmp_path / "later"), place).batch.manifest["tables"]["balances"]
        found.append(made)
    assert [made["rows"] for made in found] == [6, 6]
    assert found[0] == found[1]


def test_nights_in_files_of_their_own_are_stored_as_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_the_day_too(monkeypatch)
    rows = sorted(days(Random(2)), key=lambda row: row.split(",")[1])
    one = small_bank.write(tmp_path / "one", balances=HEAD + "".join(rows))
    many = small_bank.write(tmp_path / "many", balances="")
    nights: dict[str, list[str]] = {}
    for row in rows:
        nights.setdefault(row.split(",")[1], []).append(row)
    for night, of_it in nights.items():
        (many / f"日终余额_{night}.csv").write_text(HEAD + "".join(of_it), encoding="utf-8")
    listed = "".join(f"  日终余额_{night}: balances\n" for night in nights)
    (many / "mapping.yaml").write_text(f"tables:\n{listed}", encoding="utf-8")
    assert stored(tmp_path / "store-of-many", many)[1] == stored(tmp_path / "store-of-one", one)[1]


def test_typed_parquet_is_proved_and_stored_alike(tmp_path: Path) -> None:
    text = HEAD + "".join(days(Random(1)))
    source = small_bank.write(tmp_path / "csv", balances=text)
    other = small_bank.write(tmp_path / "parquet", balances="")
    table = arrow_csv.read_csv(source / "balances.csv")
    kinds = pa.schema([("account_id", pa.string()), ("date", pa.date32()), ("balance", pa.decimal128(18, 2))])
    pq.write_table(table.cast(kinds), other / "balances.parquet")
    assert stored(tmp_path / "of-csv", source)[1] == stored(tmp_path / "of-parquet", other)[1]


@pytest.mark.parametrize("balance", ["100000000000000.00", "-100000000000000.00", None])
def test_a_typed_value_out_of_range_is_named(tmp_path: Path, balance: str | None) -> None:
    source = small_bank.write(tmp_path / "in", balances="")
    columns = {"account_id": ["A1", "A1"], "date": ["2025-01-01", "2025-01-02"], "balance": ["1.00", balance]}
    kinds = {"account_id": pa.string(), "date": pa.date32(), "balance": pa.decimal128(18, 2)}
    typed = {name: pa.array(values, pa.string()).cast(kinds[name]) for name, values in columns.items()}
    pq.write_table(pa.table(typed), source / "balances.parquet")
    with pytest.raises(DataError, match="row 3, column balance"):
        store.import_batch(Request(source), tmp_path / "store")


def test_a_fault_in_the_last_of_many_blocks_is_named_by_its_row(tmp_path: Path) -> None:
    lines = [f"A1,{1900 + i // 336}-{i // 28 % 12 + 1:02}-{i % 28 + 1:02},{i}.00\n" for i in range(1000 * 336)]
    found = admitted(tmp_path, balances=HEAD + "".join(lines) + "A1,2999-12-31,1e3\n", today=date(2999, 12, 1))
    assert places(found) == [("shape", "balances", "balance", len(lines) + 2, "1e3")]


def test_identifiers_that_a_dictionary_has_twice_are_joined_by_their_words() -> None:
    words = pa.array(["A1", "A2", "A1"])
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 2, 1], pa.int32()), words)
    once = pa.array(["A1", "A1", "A2"]).dictionary_encode()
    day = pa.array([date(2025, 1, n) for n in (1, 2, 3)], pa.date32())
    money = pa.array([Decimal("1.00")] * 3, pa.decimal128(18, 2))
    found = [proved_columns([column, day, money], WANTED) for column in (coded, once)]
    joined = [join(*columns).stretches for columns in found if columns is not None]
    assert [rows.column("account_id").to_pylist() for rows in joined] == [["A1", "A2"]] * 2
    assert joined[0].column("through").to_pylist() == [date(2025, 1, 2), date(2025, 1, 3)]


def test_identifiers_that_are_too_long_are_not_written_out_to_prove_them() -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), pa.array(["A" * 300, "A" * 300]))
    assert proved_columns([coded], WANTED[:1]) is None
