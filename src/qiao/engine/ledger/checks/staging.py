"""From delivered tables to typed rows (`t_…`), with what is wrong with single rows and between rows of one table."""

from collections.abc import Sequence

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger.checks import balances, cells, horizons, rows, texts
from qiao.engine.ledger.checks.horizons import Horizon
from qiao.engine.ledger.checks.listing import Listing, Rule, Staged
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.reading import Delivered
from qiao.engine.ledger.tables import Table
from qiao.engine.progress import Progress, silent


def stage(
    db: Database,
    delivered: Sequence[Delivered],
    faults: Faults,
    limit: Horizon,
    *,
    blank_period: str | None = None,
    progress: Progress = silent,
) -> Staged:
    """Type every delivered table as `t_…` and report what is wrong with single rows and between rows of one table.

    `limit` is the last day on which a balance or flow may be dated, `blank_period` what a rating without a period means; None
    where it must be given.
    """
    staged = Staged({item.table.name: tuple(part.source for part in item.parts) for item in delivered})
    listing = Listing(db, faults, staged)
    for item in delivered:
        table = item.table
        if balances.is_one(item):
            balances.stage(db, item, limit, progress)
        else:
            for place, part in enumerate(item.parts):
                texts.add(db, part, place, texts.told(part, part.blocks(is_told=True), progress))
        _report_cells(listing, table)
        _report_missing_columns(listing, item)
        rows.check(listing, table, blank_period)
        horizons.check(listing, table.name, limit)
        db.run(f'ALTER TABLE "t_{table.name}" DROP COLUMN _bad')
        if balances.is_one(item):
            balances.settle(db)
    return staged


def _report_cells(listing: Listing, table: Table) -> None:
    db, name = listing.db, table.name
    if db.value(f'SELECT COUNT(*) FROM "t_{name}" WHERE _bad IS NOT NULL'):
        cases = " UNION ALL ".join(
            f"SELECT part, row, {place} AS place, {found}.value AS value, {found}.rule AS rule "
            f'FROM "t_{name}" WHERE {found}.rule IS NOT NULL'
            for place, found in enumerate(cells.broken(table, column) for column in table.columns)
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
                rule = f"{cells.broken(table, column)}.rule"
                db.run(f'UPDATE "t_{name}" SET "{column.name}" = NULL WHERE {rule} IS NOT NULL')
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
