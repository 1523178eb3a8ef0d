"""From blocks of text to typed rows: every cell is held against its column's rule before it is cast."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger.checks import cells
from qiao.engine.ledger.reading import Part
from qiao.engine.progress import Progress


def add(db: Database, part: Part, place: int, blocks: Iterable[pa.RecordBatch]) -> None:
    """Add a part's rows to `t_…`; `_bad` keeps the texts of a row in which some cell breaks a rule."""
    name, columns = part.table.name, [column.name for column in part.table.columns]
    kept = ", ".join(
        f'"{name}" := CASE WHEN {_rule(name)} IS NOT NULL THEN COALESCE("{name}", \'\') END' for name in columns
    )
    rules = ", ".join(f'"_{name}" := {_rule(name)}' for name in columns)
    into = f'INSERT INTO "t_{name}"' if place else f'CREATE OR REPLACE TABLE "t_{name}" AS'
    with db.incoming(pa.RecordBatchReader.from_batches(part.schema, blocks)) as incoming:
        db.run(f"""{into}
            SELECT CAST({place} AS SMALLINT) AS part, row, {_typed(part)},
                   CASE WHEN {_is_bad(part)} THEN struct_pack({kept}, {rules}) END AS _bad
            FROM ({_held(part, incoming)})""")


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
