"""Which Parquet columns are taken as exact text, and what is said of the others."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading_rows import Ledger, read

from qiao.engine.ledger.reading import parquet

DAY = date(2025, 1, 1)


def balances(folder: Path, balance: pa.Array, **others: pa.Array) -> Ledger:
    """Read a table of balances with this column of amounts."""
    columns = {
        "account_id": pa.array(["A"] * len(balance)),
        "date": pa.array([DAY] * len(balance), pa.date32()),
        "balance": balance,
        **others,
    }
    pq.write_table(pa.table(columns), folder / "balances.parquet")
    return read(folder)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([Decimal("1.50"), Decimal("-0.01")], pa.decimal128(18, 2)), ["1.50", "-0.01"]),
        (pa.array([Decimal("1.500"), Decimal("1.005")], pa.decimal128(38, 3)), ["1.50", "1.005"]),
        (pa.array([12, -3], pa.int64()), ["12", "-3"]),
        (pa.array([12], pa.uint8()), ["12"]),
        (pa.array(["1.005", "x"]), ["1.005", "x"]),
        (pa.array([0.1, 1234567.89, 1e3]), ["0.1", "1234567.89", "1000"]),
        (pa.array([None, Decimal("2.00")], pa.decimal128(18, 2)), [None, "2.00"]),
        (pa.array(["1.00"]).dictionary_encode(), ["1.00"]),
    ],
)
def test_what_stands_for_exact_text_is_taken(tmp_path: Path, values: pa.Array, texts: list[str | None]) -> None:
    ledger = balances(tmp_path, values)
    assert ledger.rules == []
    assert ledger.column("balances", "balance") == texts
    assert ledger.column("balances", "row") == list(range(2, len(texts) + 2))


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (pa.array([0.1234567890123456]), "digits"),
        (pa.array([float("nan")]), "not_a_number"),
        (pa.array([float("inf")]), "not_a_number"),
    ],
)
def test_a_binary_number_that_is_not_exact_is_a_fault_of_its_row(tmp_path: Path, values: pa.Array, rule: str) -> None:
    ledger = balances(tmp_path, values)
    assert ledger.places == [(rule, 2, "balance")]


@pytest.mark.parametrize("values", [pa.array([[1]]), pa.array([{"a": 1}]), pa.nulls(1, pa.duration("s"))])
def test_a_type_that_stands_for_no_amount_is_a_fault(tmp_path: Path, values: pa.Array) -> None:
    ledger = balances(tmp_path, values)
    assert len(ledger.rules) == 1
    assert ledger.only.column == "balance"


def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    assert len(balances(tmp_path, pa.array([b"\xff"])).rules) == 1


def test_dates_of_every_kind(tmp_path: Path) -> None:
    midnight, noon = datetime(2025, 1, 1), datetime(2025, 1, 1, 12)
    assert balances(tmp_path, pa.array([1]), date=pa.array([midnight], pa.timestamp("us"))).column(
        "balances", "date"
    ) == ["2025-01-01"]
    assert balances(tmp_path, pa.array([1]), date=pa.array(["2025-01-01"])).column("balances", "date") == ["2025-01-01"]
    assert balances(tmp_path, pa.array([1]), date=pa.array([noon], pa.timestamp("ns"))).places == [
        ("time_of_day", 2, "date")
    ]


def test_an_identifier_that_was_kept_as_a_number_is_a_fault(tmp_path: Path) -> None:
    ledger = balances(tmp_path, pa.array([1]), account_id=pa.array([1234.0]))
    assert ledger.only.column == "account_id"


@pytest.mark.parametrize("cut", [0, 3, 20, 200])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, cut: int) -> None:
    balances(tmp_path, pa.array([1] * 100))
    path = tmp_path / "balances.parquet"
    path.write_bytes(path.read_bytes()[:cut])
    assert len(read(tmp_path).rules) == 1


def test_two_columns_of_one_name_and_unknown_ones(tmp_path: Path) -> None:
    assert balances(tmp_path, pa.array([1]), colour=pa.array(["red"])).rules == ["unknown_column"]
    assert balances(tmp_path, pa.array([1]), 账号=pa.array(["A"])).rules == ["duplicate_column"]


def test_two_columns_of_one_very_name_are_one_fault_of_the_file(tmp_path: Path) -> None:
    twice = pa.table(
        [pa.array(["A1"]), pa.array(["x"]), pa.array(["2025-01-01"]), pa.array(["y"])],
        names=["account_id", "balance", "date", "balance"],
    )
    pq.write_table(twice, tmp_path / "balances.parquet")
    ledger = read(tmp_path)
    assert [fault.rule for fault in ledger.faults.faults] == ["duplicate_column"]
    assert 'has two columns named "balance"; rename or remove one.' in ledger.faults.faults[0].text.en


def test_rows_too_large_to_hold_are_refused(tmp_path: Path) -> None:
    assert balances(tmp_path, pa.array(["x" * 5_000_000])).only.rule == "long_row"


@pytest.mark.slow
def test_a_damaged_footer_does_not_end_the_process(tmp_path: Path) -> None:
    """Arrow ends the process when asked about a column whose chunk says other levels than its schema."""
    balances(tmp_path, pa.array(["1.00"] * 100))
    path = tmp_path / "balances.parquet"
    sound = path.read_bytes()
    for at in range(int.from_bytes(sound[-8:-4], "little")):
        path.write_bytes(sound[: -9 - at] + bytes([sound[-9 - at] ^ 4]) + sound[len(sound) - 8 - at :])
        read(tmp_path)


@pytest.mark.parametrize("identifiers", [["A1", "A1", "A2", "A2"], ["A1", "A2", "A3", "A4"]])
def test_a_large_file_s_words_are_read_by_code_only_where_they_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, identifiers: list[str]
) -> None:
    monkeypatch.setattr(parquet, "_WORTH_A_LOOK", 4)
    columns = {
        "account_id": pa.array(identifiers),
        "date": pa.array([DAY] * 4, pa.date32()),
        "balance": pa.array([Decimal(1)] * 4, pa.decimal128(18, 2)),
    }
    pq.write_table(pa.table(columns), tmp_path / "balances.parquet")
    (item,) = read(tmp_path).delivered
    (block,) = item.parts[0].blocks(is_told=True)
    is_coded = pa.types.is_dictionary(block.column("account_id").type)
    assert block.column("account_id").to_pylist() == identifiers
    assert is_coded == (len(set(identifiers)) == 2)
