"""Rows proved block by block are those that the exact way would give, cell by cell."""

from datetime import date
from pathlib import Path
from random import Random

import depth
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest
import small_bank

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import batches, gate, mapping, merging, reading, store
from qiao.engine.ledger.columns import BOOLEAN, DATE, MONEY, Kind
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.reading import parts, proving
from qiao.engine.ledger.tables import BY_NAME

HEADS = {
    "flows": ("flow_id", "client_id", "account_id", "date", "kind", "product_code", "amount", "currency", "direction",
              "counterparty_name", "withdrawn"),
    "clients": ("client_id", "name", "scale", "group_id", "opened_on", "withdrawn"),
}  # fmt: skip
# The first words of a column are good, the others are read in the exact way, where some are faults.
WORDS = {
    "client_id": ["C1", "C2", "C3", " C1", "C1\u3000", ""],
    "account_id": ["A1", "", "A9", "A1 "],
    "date": ["2025-03-03", "2025-04-30", "2025-02-30", "1899-01-01", ""],
    "opened_on": ["2020-01-01", "2020-02-29", "2021-02-29", "20200101"],
    "kind": ["fee", "payment", "手续费", "fees", ""],
    "product_code": ["", "FEE", "DD", "XX"],
    "amount": ["1.00", "-7.50", "+2", "1e3", "99999999999999.99", "100000000000000.00", ""],
    "currency": ["CNY", "USD", "人民币", "CHF", "cny"],
    "direction": ["", "in", "out", "收", "up"],
    "counterparty_name": ["", "某公司", "a b", " c ", "\u2003d", "x\x1fy", '"', "\u00a0"],
    "name": ["甲公司", "", "  ", "e\x1f", "f\x85", "长" * 700, "长" * 2001],
    "scale": ["", "large", "大型", "giant"],
    "group_id": ["", "G1", "g" * 201, "组" * 80],
    "withdrawn": ["", "false", "true", "0", "否", "maybe"],
}  # fmt: skip


def rows_of(luck: Random, table: str) -> list[list[str]]:
    """Rows of which most have only good cells, or all."""
    odd = luck.choice([0.0, 0.0, 0.01, 0.1])
    count = luck.choice([1, 30])
    rows = []
    for number in range(count):
        words = {
            name: luck.choice(WORDS[name]) if luck.random() < odd else luck.choice(WORDS[name][:2])
            for name in HEADS[table]
            if name in WORDS
        }
        if table == "flows":
            words["flow_id"] = (
                f"F{number}" if luck.random() > odd else luck.choice(["F1", "", " F2", "F\u30003", "F4\xa0"])
            )
        rows.append([words[name] for name in HEADS[table]])
    return rows


def found(source: Path, table: str) -> tuple[object, ...]:
    """The typed rows and everything that is said of them."""
    with Database() as db:
        try:
            faults = gate.admit(db, gate.Request(source)).faults
        except gate.RefusedError as error:
            faults = error.faults
        return faults.as_json(), db.rows(f'SELECT * FROM "t_{table}" ORDER BY ALL')


def both_ways(source: Path, table: str) -> None:
    """The same is found whether blocks are proved or not."""
    proved = found(source, table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "is_provable", lambda _: False)
        assert found(source, table) == proved


def typed(texts: pa.Array, kind: Kind) -> pa.Array:
    """The texts in the type that a bank's system would give them, where all can be."""
    types: dict[Kind, pa.DataType] = {DATE: pa.date32(), MONEY: pa.decimal128(18, 2), BOOLEAN: pa.bool_()}
    to = types.get(kind)
    try:
        return texts.cast(to) if to else texts
    except pa.ArrowInvalid:
        return texts


@pytest.mark.parametrize("table", sorted(HEADS))
@pytest.mark.parametrize("number", range(depth.of(10, 80)))
def test_what_is_proved_is_what_the_exact_way_gives(tmp_path: Path, number: int, table: str) -> None:
    luck = Random(number)
    head, rows = HEADS[table], rows_of(luck, table)
    source = small_bank.write(tmp_path / "csv", **{table: ""})
    text = "".join(",".join(row) + luck.choice(["\n", "\r\n"]) for row in [list(head), *rows])
    (source / f"{table}.csv").write_bytes(text.encode())
    both_ways(source, table)
    (source / f"{table}.csv").unlink()
    columns = (pa.array([word or luck.choice([None, ""]) for word in column]) for column in zip(*rows, strict=True))
    kinds = (BY_NAME[table].column(name).kind for name in head)
    by_name = {
        name: typed(pa.array(column.to_pylist(), pa.string()), kind)
        for name, column, kind in zip(head, columns, kinds, strict=True)
    }
    pq.write_table(pa.table(by_name), source / f"{table}.parquet")
    both_ways(source, table)


def test_the_bank_s_own_words_are_never_proved_away(tmp_path: Path) -> None:
    source = small_bank.write(tmp_path / "in")
    mapping = "values:\n  flows:\n    kind: {fee: payment}\n  accounts:\n    account_type: {loan: basic}\n"
    (source / "mapping.yaml").write_text(mapping, encoding="utf-8")
    with Database() as db:
        gate.admit(db, gate.Request(source))
        assert db.value("SELECT kind FROM t_flows WHERE flow_id = 'F1'") == "payment"
        assert db.value("SELECT COUNT(*) FROM t_accounts WHERE account_type = 'loan'") == 0


def test_good_tables_are_proved_and_not_read_as_text(tmp_path: Path) -> None:
    source = small_bank.write(tmp_path / "in")
    for name in ("flows", "clients", "accounts"):
        table = arrow_csv.read_csv(
            source / f"{name}.csv", convert_options=arrow_csv.ConvertOptions(strings_can_be_null=True)
        )
        kinds = {column.name: column.kind for column in BY_NAME[name].columns}
        of_kinds = {MONEY: pa.decimal128(18, 2), DATE: pa.date32()}
        fields = [(field, of_kinds.get(kinds[field], pa.string())) for field in table.schema.names]
        (source / f"{name}.csv").unlink()
        pq.write_table(table.cast(pa.schema(fields)), source / f"{name}.parquet")
    faults = Faults()
    delivered = reading.deliver(source, mapping.read(source, None, faults), faults)
    parts_of = [part for item in delivered for part in item.parts]
    as_text = {
        part.table.name for part in parts_of for block in part.blocks(is_told=True) if block.schema == part.schema
    }
    assert not {"flows", "clients", "accounts", "balances"} & as_text


@pytest.mark.parametrize(
    ("rows", "is_so"),
    [
        ([], True),
        ([("A", date(2025, 1, 1))], True),
        ([("A", None)], False),
        ([("A", date(2025, 1, 2)), ("B", date(2025, 1, 1))], True),
        ([("A", date(2025, 1, 1)), ("A", date(2025, 1, 1))], False),
        ([("A", date(2025, 1, 2)), ("A", date(2025, 1, 1))], False),
        ([("甲", date(2025, 1, 2)), ("B", date(2025, 1, 1))], False),
    ],
)
def test_keys_in_order_are_whole_and_rise_from_row_to_row(rows: list[tuple[str, date | None]], is_so: bool) -> None:
    with Database() as db:
        merging.empty(db, BY_NAME["capital"])
        db.run("CREATE VIEW t_capital AS SELECT * FROM e_capital")
        for client, day in rows:
            db.run("INSERT INTO e_capital (client_id, date) VALUES ($1, $2)", [client, day])
        assert batches.is_in_order(db, BY_NAME["capital"]) == is_so


def test_rows_are_stored_alike_in_whatever_order_they_come(tmp_path: Path) -> None:
    head, *lines = small_bank.TABLES["flows"].splitlines()
    found = []
    for name, order in (("sorted", lines), ("turned", lines[::-1])):
        source = small_bank.write(tmp_path / name, flows="\n".join([head, *order, ""]))
        batch = store.import_batch(gate.Request(source), tmp_path / f"{name}-store").batch
        found.append(batch.manifest["tables"]["flows"])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "texts", [["A1", "B2"], ["A1", "B2 "], ["A1", "甲\u3000"], ["A1", "甲"], ["A1", ""], ["", ""], ["A1", "\u00a0"]]
)
def test_a_slice_is_proved_by_its_own_letters(texts: list[str]) -> None:
    column = pa.array([" before", *texts, "after "])[1:-1]
    (wanted,) = (proving.Wanted(BY_NAME["flows"].column(name)) for name in ["counterparty_name"])
    is_proved = proving.proved_columns([column], [wanted]) is not None
    assert is_proved == all(text == text.strip() and text for text in texts)
