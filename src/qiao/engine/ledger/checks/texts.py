"""From blocks of rows to typed rows: what is not proved yet is text, of which every cell is held against its column's rule before it is cast."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyarrow as pa

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger.checks import cells
from qiao.engine.ledger.columns import Column
from qiao.engine.ledger.reading import Part
from qiao.engine.progress import Progress


def add(db: Database, part: Part, place: int, blocks: Iterable[pa.RecordBatch]) -> None:
    """Add a part's rows to `t_…`; `_bad` keeps, of a row in which some cell breaks a rule, each cell's rule and text."""
    columns = part.table.columns
    if not place:
        typed = ", ".join(f'"{column.name}" {column.kind.sql}' for column in columns)
        db.run(
            f'CREATE OR REPLACE TABLE "t_{part.table.name}" (part SMALLINT, row BIGINT, {typed}, _bad {cells.BROKEN})'
        )
    for schema, alike in groupby(blocks, lambda block: block.schema):
        with db.incoming(pa.RecordBatchReader.from_batches(schema, alike)) as incoming:
            rows = _held_rows(part, incoming) if schema.equals(part.schema) else _proved_rows(part, schema, incoming)
            db.extend(f"t_{part.table.name}", f"SELECT CAST({place} AS SMALLINT), row, {rows}")


def _proved_rows(part: Part, schema: pa.Schema, incoming: str) -> str:
    there = set(schema.names)
    return f"{', '.join(_proved(column, there) for column in part.table.columns)}, NULL FROM {incoming}"


def _proved(column: Column, there: set[str]) -> str:
    value = f'"{column.name}"' if column.name in there else "NULL"
    return f"COALESCE({value}, FALSE)" if column.name == "withdrawn" else value


def _held_rows(part: Part, incoming: str) -> str:
    found = ", ".join(
        f"struct_pack(rule := {_rule(column.name)}, value := COALESCE(\"{column.name}\", ''))"
        for column in part.table.columns
    )
    return f"{_typed(part)}, CASE WHEN {_is_bad(part)} THEN [{found}] END FROM ({_held(part, incoming)})"


def sorted_out(db: Database, part: Part, block: pa.RecordBatch) -> tuple[list[pa.RecordBatch], set[str | None]]:
    """The typed rows of balances whose cells are all good and that withdraw nothing, and the accounts of the others."""
    with db.incoming(pa.Table.from_batches([block])) as incoming:
        db.run(f"""CREATE OR REPLACE TEMP TABLE _block AS
            SELECT "account_id" AS text, {_typed(part)}, _withdrawn OR {_is_bad(part)} AS is_odd
            FROM ({_held(part, incoming)})""")
    odd = {account for (account,) in db.rows("SELECT DISTINCT text FROM _block WHERE is_odd")}
    return db.arrow("SELECT account_id, date, balance FROM _block WHERE NOT is_odd").to_batches(), odd


def told(part: Part, blocks: Iterable[pa.RecordBatch], progress: Progress) -> Iterator[pa.RecordBatch]:
    """The blocks, telling how many rows have been read."""
    done, table = 0, part.table
    for block in blocks:
        progress(Text(f"读取{table.zh}:{done:,} 行", f"Reading {table.name}: {done:,} rows"), done, None)
        done += block.num_rows
        yield block


def _held(part: Part, incoming: str) -> str:
    """The texts, each beside the rule that it breaks; written out once, since to plan them takes longer than a few rows do."""
    rules = ", ".join(
        f"{cells.problem(column, _is_needed(part, column.name))} AS {_rule(column.name)}"
        for column in part.table.columns
    )
    return f"""SELECT *, {rules} FROM (
        SELECT *, COALESCE(lower("withdrawn") IN ('true', '1', '是'), FALSE) AS _withdrawn FROM {incoming})"""


def _rule(column_name: str) -> str:
    return f'"rule of {column_name}"'


def _typed(part: Part) -> str:
    return ", ".join(f'{cells.typed(column)} AS "{column.name}"' for column in part.table.columns)


def _is_bad(part: Part) -> str:
    return f"COALESCE({', '.join(_rule(column.name) for column in part.table.columns)}) IS NOT NULL"


def _is_needed(part: Part, column_name: str) -> str:
    """When a cell of this column may not be blank, empty for never; a row that withdraws needs only its key."""
    column, table = part.table.column(column_name), part.table
    if column.blank or column_name not in part.layout.columns:
        return ""
    return "TRUE" if column_name in table.key else "NOT _withdrawn"
