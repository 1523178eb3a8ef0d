"""Rows in force (有效行): how later batches change what earlier ones gave."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from qiao.engine.engines.duckdb import Database, parquet
from qiao.engine.ledger.batches import Batch, key_text, names_of, same
from qiao.engine.ledger.tables import BY_NAME, Table


def merge(
    db: Database, earlier: Sequence[Batch], staged: set[str], within: Mapping[str, str] | None = None
) -> set[str]:
    """Make `e_…`, the rows in force after `earlier` and the staged batch (`t_…`, may be none); the tables present.

    A later row with the same key replaces the earlier one; a withdrawn row takes it away. What earlier batches gave stays
    as `b_…`. `within` are conditions on the rows of earlier batches by table, where a part of them is enough: then every
    staged row must meet its table's condition too, and of a table that is not named nothing is read.
    """
    present = staged | {name for batch in earlier for name in batch.manifest["tables"]}
    with db.beside() as other, ThreadPoolExecutor(1, thread_name_prefix="qiao-merging") as pool:
        large = pool.submit(_merge_each, other, present & {"balances"}, earlier, staged, within)
        if within is None:  # the whole of it beside all flows would be too much at once
            large.result()
        _merge_each(db, present - {"balances"}, earlier, staged, within)
        large.result()
    return present


def _merge_each(
    db: Database, names: set[str], earlier: Sequence[Batch], staged: set[str], within: Mapping[str, str] | None
) -> None:
    for name in sorted(names):
        table = BY_NAME[name]
        is_read = within is None or name in within
        has_before = is_read and _read_before(db, table, earlier, within[name] if within else "")
        if not has_before and name not in staged:
            empty(db, table)
        elif name == "balances":
            _merge_balances(db, has_before, name in staged)
            if has_before and within is not None:
                _let_stand(db)
        else:
            _merge_rows(db, table, has_before, name in staged)
        if name == "balances":
            _doubt_balances(db, has_before or name not in staged)
        if name == "holdings" and (has_before or name in staged):
            _holding_uses(db, has_before, name in staged)


def empty(db: Database, table: Table) -> None:
    """Make `e_…` of a table without rows."""
    columns = ", ".join(f'"{column.name}" {column.kind.sql}' for column in table.columns)
    db.run(f'CREATE OR REPLACE TABLE "e_{table.name}" (part SMALLINT, row BIGINT, {columns})')
    if table.name == "holdings":
        db.run(
            "CREATE OR REPLACE TABLE e_holding_uses AS SELECT client_id, product_code, from_date, last_used_on FROM e_holdings"
        )


def rows_before(db: Database, table: Table, earlier: Sequence[Batch]) -> None:
    """Make `e_…` of one table as it stands before the staged batch; at least one batch must have delivered it."""
    _merge_rows(db, table, _read_before(db, table, earlier, ""), False)


_STAGED = 2_000_000_000


def _stored(db: Database, table: Table, path: Path) -> str:
    """The table's columns as a batch stored them; one that was added to the table since then is blank in it."""
    there = {name for name, *_ in db.rows(f"DESCRIBE SELECT * FROM {parquet(path)}")}
    return ", ".join(
        f'"{column.name}"' if column.name in there else f'CAST(NULL AS {column.kind.sql}) AS "{column.name}"'
        for column in table.columns
    )


def _read_before(db: Database, table: Table, earlier: Sequence[Batch], condition: str) -> bool:
    """Make `b_…`, every row that earlier batches gave of a table, or those that meet the condition; whether any batch did."""
    before = [(batch.number, path) for batch in earlier if (path := batch.file(table.name))]
    db.run(f'DROP VIEW IF EXISTS "b_{table.name}"')
    if not before:
        return False
    # Of balances the accounts and days that are asked for are found by a join: both it and a condition take longer.
    through, where = (", through", "") if table.name == "balances" else ("", condition and f" WHERE {condition}")
    pieces = (
        f"SELECT {number} AS batch, CAST(NULL AS SMALLINT) AS part, CAST(NULL AS BIGINT) AS row, {_stored(db, table, path)}{through} "
        f"FROM {parquet(path)}{where}"
        for number, path in before
    )
    # A part is read once and kept; the whole is read where it is needed.
    if condition:
        read = _FROM_THEIR_DAYS if table.name == "balances" else "SELECT * FROM b"
        db.run(f'CREATE OR REPLACE TABLE "kept_{table.name}" AS WITH b AS ({" UNION ALL ".join(pieces)}) {read}')
    rows = f'SELECT * FROM "kept_{table.name}"' if condition else " UNION ALL ".join(pieces)
    db.run(f'CREATE OR REPLACE VIEW "b_{table.name}" AS {rows}')
    return True


# Of accounts that change from a day on only (`moved`), what is said of that day and later.
_FROM_THEIR_DAYS = """SELECT b.* REPLACE (GREATEST(b.date, m.since) AS date)
    FROM b JOIN moved m ON m.account_id = b.account_id WHERE b.through >= m.since"""


def _let_stand(db: Database) -> None:
    """Put what such accounts hold before their days (`standing`) among the balances in force."""
    db.run("""INSERT INTO e_balances (part, row, account_id, date, balance, withdrawn)
        SELECT NULL, NULL, account_id, DATE '1970-01-01' + from_day,
               CAST(CAST(cents AS DECIMAL(18,0)) * CAST(0.01 AS DECIMAL(3,2)) AS DECIMAL(18,2)), FALSE FROM standing""")


def _all_rows(table: Table, has_before: bool, staged: bool) -> str:
    pieces = [f'SELECT batch, part, row, {names_of(table)} FROM "b_{table.name}"'] if has_before else []
    if staged:
        pieces.append(f'SELECT {_STAGED} AS batch, part, row, {names_of(table)} FROM "t_{table.name}"')
    return " UNION ALL ".join(pieces)


def _merge_rows(db: Database, table: Table, has_before: bool, staged: bool) -> None:
    if not has_before:
        db.run(f'CREATE OR REPLACE VIEW "e_{table.name}" AS SELECT * FROM "t_{table.name}" WHERE NOT withdrawn')
        return
    key = ", ".join(f'"{name}"' for name in table.key)
    db.run(f"""
        CREATE OR REPLACE TABLE "e_{table.name}" AS SELECT part, row, {names_of(table)} FROM (
          SELECT *, ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY batch DESC) AS newest FROM ({_all_rows(table, has_before, staged)})
        ) WHERE newest = 1 AND NOT withdrawn
    """)


def _holding_uses(db: Database, has_before: bool, staged: bool) -> None:
    """Every day of last use that a holding was ever given, since it was last withdrawn."""
    rows = _all_rows(BY_NAME["holdings"], has_before, staged)
    db.run(f"""
        CREATE OR REPLACE TABLE e_holding_uses AS
        WITH given AS ({rows}), gone AS (
          SELECT client_id, product_code, from_date, MAX(batch) AS batch FROM given WHERE withdrawn GROUP BY ALL
        )
        SELECT DISTINCT g.client_id, g.product_code, g.from_date, g.last_used_on
        FROM given g LEFT JOIN gone x USING (client_id, product_code, from_date)
        WHERE NOT g.withdrawn AND g.last_used_on IS NOT NULL AND (x.batch IS NULL OR g.batch > x.batch)
    """)


def _merge_balances(db: Database, has_before: bool, staged: bool) -> None:
    """Balances in force: only runs whose days two batches both name are opened into days; the newest batch's day stands."""
    if not has_before:
        db.run("CREATE OR REPLACE VIEW e_balances AS SELECT * FROM r_balances WHERE NOT withdrawn")
        return
    pieces = ["SELECT batch, part, row, account_id, date, through, balance, withdrawn FROM b_balances"]
    if staged:
        pieces.append(f"SELECT {_STAGED}, part, row, account_id, date, through, balance, withdrawn FROM r_balances")
    db.run(
        f"CREATE OR REPLACE TABLE _pieces AS SELECT ROW_NUMBER() OVER () AS piece, * FROM ({' UNION ALL '.join(pieces)})"
    )
    db.run("""
        CREATE OR REPLACE TABLE _contested AS
        WITH marks AS (
          SELECT *, MAX(through) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached,
                 MIN(date) OVER (PARTITION BY account_id ORDER BY date, piece ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS coming
          FROM _pieces WINDOW w AS (PARTITION BY account_id ORDER BY date, piece)
        ) SELECT * FROM marks WHERE reached >= date OR coming <= through
    """)
    db.run("""
        CREATE OR REPLACE TABLE e_balances AS
        SELECT part, row, account_id, date, balance, withdrawn FROM _pieces
        WHERE NOT withdrawn AND piece NOT IN (SELECT piece FROM _contested)
        UNION ALL
        SELECT c.part, c.row, c.account_id, n.day, c.balance, c.withdrawn FROM (
          SELECT day, arg_max(piece, batch) AS piece FROM (
            SELECT piece, account_id, batch, date + CAST(UNNEST(range(through - date + 1)) AS INTEGER) AS day FROM _contested
          ) GROUP BY account_id, day
        ) n JOIN _contested c ON c.piece = n.piece WHERE NOT c.withdrawn
    """)
    db.run("DROP TABLE _contested")
    db.run("DROP TABLE _pieces")


def _doubt_balances(db: Database, of_all: bool) -> None:
    """Make `doubted_balances`, those in force that rules have to look at: of a first batch only what was kept row by row."""
    rows = "e_balances" if of_all else "balance_rows WHERE NOT withdrawn"
    db.run(f"CREATE OR REPLACE VIEW doubted_balances AS SELECT part, row, account_id, date, balance FROM {rows}")


def withdrawn_without_row(
    db: Database, table: Table, earlier: Sequence[Batch], limit: int
) -> tuple[int, list[tuple[Any, ...]]]:
    """Staged rows that withdraw what is not in force before them: how many, and (part, row, key text) of the first.

    The rows must be merged, so that `b_…` stands.
    """
    before = any(batch.file(table.name) for batch in earlier)
    found = f'LEFT JOIN "b_{table.name}" b ON {_same_day(table, "b", "t")}' if before else ""
    query = f"""SELECT t.part, t.row, {key_text(table, "t")} AS key FROM "t_{table.name}" t {found}
        WHERE t.withdrawn GROUP BY ALL {"HAVING arg_max(NOT b.withdrawn, b.batch) IS NOT TRUE" if before else ""}"""
    count = int(db.value(f"SELECT COUNT(*) FROM ({query})"))
    return count, db.rows(f"{query} ORDER BY t.part, t.row LIMIT {limit}") if count else []


def _same_day(table: Table, before: str, staged: str) -> str:
    """That a row of an earlier batch is of the staged row's key; for balances, that its run has the staged day."""
    if table.name == "balances":
        return f"{before}.account_id = {staged}.account_id AND {staged}.date BETWEEN {before}.date AND {before}.through"
    return same(table.key, before, staged)


def replaced(db: Database, table: Table, earlier: Sequence[Batch]) -> int:
    """How many staged rows stand in the place of a row that an earlier batch gave; the rows must be merged."""
    if not any(batch.file(table.name) for batch in earlier):
        return 0
    key = ", ".join(f't."{name}"' for name in table.key)
    return int(
        db.value(f"""SELECT COUNT(*) FROM (SELECT DISTINCT {key} FROM "t_{table.name}" t JOIN "b_{table.name}" b
            ON {_same_day(table, "b", "t")})""")
    )
