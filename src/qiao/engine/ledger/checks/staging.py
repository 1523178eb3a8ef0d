"""From text to typed rows (`t_…`): every cell is held against its column's rule before it is cast."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger.checks import cells, rows
from qiao.engine.ledger.checks.listing import Listing, Rule, Staged
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.reading import Delivered, Part
from qiao.engine.ledger.tables import Table
from qiao.engine.progress import Progress, silent


def stage(
    db: Database,
    delivered: Sequence[Delivered],
    faults: Faults,
    *,
    blank_period: str | None = None,
    progress: Progress = silent,
) -> Staged:
    """Type every delivered table as `t_…` and report what is wrong with single rows and between rows of one table.

    `blank_period` is what a rating without a period means; None where it must be given.
    """
    staged = Staged({item.table.name: tuple(part.source for part in item.parts) for item in delivered})
    listing = Listing(db, faults, staged)
    for item in delivered:
        table = item.table
        for place, part in enumerate(item.parts):
            _type(db, part, place, progress)
        _report_cells(listing, table)
        _report_missing_columns(listing, item)
        rows.check(listing, table, blank_period)
        db.run(f'ALTER TABLE "t_{table.name}" DROP COLUMN _bad')
    return staged


def _is_needed(part: Part, column_name: str) -> str:
    """When a cell of this column may not be blank; a row that withdraws needs only its key."""
    column, table = part.table.column(column_name), part.table
    if column.blank or column_name not in part.layout.columns:
        return "FALSE"
    return "TRUE" if column_name in table.key else "NOT _withdrawn"


def _type(db: Database, part: Part, place: int, progress: Progress) -> None:
    """Add a part's rows; `_bad` keeps the texts of a row in which some cell breaks a rule."""
    table = part.table
    columns = ", ".join(f'{cells.typed(column)} AS "{column.name}"' for column in table.columns)
    problems = {column.name: cells.problem(column, _is_needed(part, column.name)) for column in table.columns}
    texts = ", ".join(
        f'"{name}" := CASE WHEN {found} IS NOT NULL THEN COALESCE("{name}", \'\') END'
        for name, found in problems.items()
    )
    rules = ", ".join(f'"_{name}" := {found}' for name, found in problems.items())
    is_bad = " OR ".join(f"({found}) IS NOT NULL" for found in problems.values())
    into = f'INSERT INTO "t_{table.name}"' if place else f'CREATE OR REPLACE TABLE "t_{table.name}" AS'
    rows = pa.RecordBatchReader.from_batches(part.schema, _told(part, progress))
    with db.incoming(rows) as incoming:
        db.run(f"""{into}
            SELECT CAST({place} AS SMALLINT) AS part, row, {columns}, CASE WHEN {is_bad} THEN struct_pack({texts}, {rules}) END AS _bad
            FROM (SELECT *, COALESCE(lower("withdrawn") IN ('true', '1', '是'), FALSE) AS _withdrawn FROM {incoming})""")


def _told(part: Part, progress: Progress) -> Iterator[pa.RecordBatch]:
    """The part's rows, telling how many have been read."""
    done, table = 0, part.table
    for batch in part.reader():
        progress(Text(f"读取{table.zh}:{done:,} 行", f"Reading {table.name}: {done:,} rows"), done, None)
        done += batch.num_rows
        yield batch


def _report_cells(listing: Listing, table: Table) -> None:
    db, name = listing.db, table.name
    if db.value(f'SELECT COUNT(*) FROM "t_{name}" WHERE _bad IS NOT NULL'):
        cases = " UNION ALL ".join(
            f'SELECT part, row, {place} AS place, _bad."{c.name}" AS value, _bad."_{c.name}" AS rule '
            f'FROM "t_{name}" WHERE _bad."_{c.name}" IS NOT NULL'
            for place, c in enumerate(table.columns)
        )
        db.run(f"CREATE OR REPLACE TEMP TABLE _cells AS {cases}")
        found = db.rows(f"SELECT * FROM _cells ORDER BY part, row, place LIMIT {listing.faults.room(name)}")
        for part, row, place, value, rule in found:
            column = table.columns[place]
            listing.add(Rule(rule, name, column.name), part, row, value, cells.sentence(column, rule, value))
        for rule, count in db.rows(
            f"SELECT rule, COUNT(*) FROM (SELECT * FROM _cells ORDER BY part, row, place OFFSET {len(found)}) GROUP BY rule ORDER BY rule"
        ):
            listing.faults.count_more(rule, count, table=name)
        for column in table.columns:
            if column.name != "withdrawn":  # what broke one rule should not be told again by the next
                db.run(f'UPDATE "t_{name}" SET "{column.name}" = NULL WHERE _bad."_{column.name}" IS NOT NULL')
        db.run("DROP TABLE _cells")


def _report_missing_columns(listing: Listing, item: Delivered) -> None:
    """A column that may not be blank and is not there at all is told once for its file, not for each row."""
    table = item.table
    for place, part in enumerate(item.parts):
        only_withdraws = listing.db.value(
            f'SELECT COUNT(*) > 0 AND bool_and(withdrawn) FROM "t_{table.name}" WHERE part = {place}'
        )
        for column in table.columns:
            if column.blank or column.name in part.layout.columns or (only_withdraws and column.name not in table.key):
                continue
            text = Text(
                f"缺少 {column.name}({column.zh})列;请补上该列,或在映射文件的 columns 中注明它的列名。",
                f"the column {column.name} is missing; add it, or name its heading under columns in the mapping.",
            )
            listing.add(Rule("missing_column", table.name, column.name), place, part.layout.header_row, None, text)
