"""Batches (批次): what one import stored, as typed Parquet and a manifest, and how later batches change earlier rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from qiao.engine import files
from qiao.engine.engines.duckdb import Database, parquet
from qiao.engine.errors import RequestError
from qiao.engine.ledger.columns import MONEY
from qiao.engine.ledger.tables import BY_NAME, TABLES, Table

FORMAT = 1
MANIFEST = "manifest.json"
NOTHING_PROVED: Mapping[str, list[int]] = {}


@dataclass(frozen=True)
class Batch:
    """A stored batch: its folder and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def number(self) -> int:
        """Its place in the store's order."""
        return int(self.manifest["number"])

    @property
    def digest(self) -> str:
        """The hash over what it holds (not who or when)."""
        return str(self.manifest["digest"])

    @property
    def data_date(self) -> date | None:
        """The data date that it states."""
        text = self.manifest["data_date"]
        return date.fromisoformat(text) if text else None

    @property
    def imported_at(self) -> datetime:
        """When it was stored."""
        return datetime.fromisoformat(self.manifest["imported_at"])

    def file(self, table: str) -> Path | None:
        """The Parquet file of a table, if it was delivered."""
        entry = self.manifest["tables"].get(table)
        return self.folder / entry["file"] if entry else None

    def need_sound(self, proved: Mapping[str, list[int]] = NOTHING_PROVED) -> None:
        """RequestError when a file is gone or its bytes are no longer those that were stored.

        `proved` are stamps of files that were hashed before: what has not changed since is not hashed again.
        """
        for name, found in self.stamps(self.folder).items():
            if not found or (found != proved.get(name) and not self._is_sound(name.partition("/")[2])):
                raise damaged(self.folder / name.partition("/")[2])

    def stamps(self, folder: Path) -> dict[str, list[int]]:
        """The stamps of its files as they lie in `folder`, by `digest/file`."""
        names = (entry["file"] for entry in self.manifest["tables"].values())
        return {f"{self.digest}/{name}": files.stamp(folder / name) for name in names}

    def _is_sound(self, name: str) -> bool:
        hashes = {entry["file"]: entry["sha256"] for entry in self.manifest["tables"].values()}
        return bool(files.sha256_of(self.folder / name) == hashes[name])


def read_all(folder: Path) -> list[Batch]:
    """The store's batches in order; whatever is not finished is not seen.

    Raises:
        RequestError: one is gone, cannot be read or is of another format.
    """
    found = [_read_manifest(path) for path in sorted(folder.glob("[0-9]*-*"))]
    for number, batch in enumerate(found, 1):
        if batch.number != number:
            raise RequestError(
                f"{folder} 缺少第 {number} 批;批次不可删除,请从备份恢复。",
                f"{folder} lacks batch {number}; a batch cannot be taken out, restore it from a backup.",
            )
    return found


def _read_manifest(folder: Path) -> Batch:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        written = manifest["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise damaged(path) from error
    if written != FORMAT:
        raise RequestError(
            f"{folder} 的格式版本不受支持。", f"{folder} is of a format that this version does not read."
        )
    return Batch(folder, manifest)


def damaged(path: Path) -> RequestError:
    """The refusal of a batch whose bytes are gone or changed."""
    return RequestError(
        f"{path} 缺失或已损坏;请从备份恢复该批次。", f"{path} is gone or damaged; restore this batch from a backup."
    )


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _key(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.key)


def _same_key(table: Table, left: str, right: str) -> str:
    return " AND ".join(f'{left}."{name}" IS NOT DISTINCT FROM {right}."{name}"' for name in table.key)


# A run of consecutive days with one balance is one row: `through` is the last day on which the bank said so. Dropping
# the unchanged days altogether would lose what a later correction in their midst has to leave standing.
_RUNS = """
WITH beside AS (
  SELECT *, COALESCE(date <> LAG(through) OVER same + 1, TRUE) AS begins FROM r_balances
  WINDOW same AS (PARTITION BY account_id, balance, withdrawn ORDER BY date)
), numbered AS (
  SELECT *, SUM(CAST(begins AS INTEGER)) OVER (PARTITION BY account_id, balance, withdrawn ORDER BY date) AS island FROM beside
)
SELECT account_id, MIN(date) AS date, MAX(through) AS through, balance, withdrawn FROM numbered
GROUP BY account_id, balance, withdrawn, island ORDER BY MAX(through) >= {recent}, account_id, date
"""
# From here on balances count as recent: the month of the batch's last day and the two before it.
_RECENT = "SELECT CAST(CAST(DATE_TRUNC('month', MAX(through)) - INTERVAL 2 MONTH AS DATE) AS VARCHAR) FROM r_balances"
_JOINED = "SELECT account_id, date, through, balance, FALSE AS withdrawn FROM balance_stretches"


def write_table(db: Database, table: Table, folder: Path) -> dict[str, Any]:
    """Write a staged table (`t_…`) of the incoming batch as typed Parquet; its manifest entry with control sums."""
    fresh = folder / f"{table.name}.parquet"
    sha256, stored = files.write_parquet(fresh, db.arrow_batches(_stored_rows(db, table)), varied=_varied(table))
    named = f"{table.name}-{sha256[:16]}.parquet"
    files.rename(fresh, folder / named)
    rows, sums = _control_sums(db, table)
    return {"file": named, "sha256": sha256, "rows": rows, "stored_rows": stored, "sums": sums}


def _varied(table: Table) -> list[str]:
    """Columns of which hardly two rows have the same value: amounts, and what alone tells one row from another."""
    return [column.name for column in table.columns if column.kind is MONEY or table.key == (column.name,)]


def _stored_rows(db: Database, table: Table) -> str:
    """The rows that are stored, in the order of the key; of balances what was said of long ago before what is recent."""
    if table.name == "balances":
        return _stored_balances(db)
    order = "" if is_in_order(db, table) else f"ORDER BY {_key(table)}"
    return f'SELECT {_names(table)} FROM "t_{table.name}" {order}'


def is_in_order(db: Database, table: Table) -> bool:
    """Whether each row of a staged table (`t_…`) has a whole key above that of the row before it: then none is given twice."""
    before = ", ".join(f'LAG("{name}") OVER ()' for name in table.key)
    blank = " OR ".join(f'"{name}" IS NULL' for name in table.key)
    rows = f'SELECT ROW({_key(table)}) AS key, ROW({before}) AS before, {blank} AS is_blank, ROW_NUMBER() OVER () AS n FROM "t_{table.name}"'
    return not db.value(f"SELECT COUNT(*) FROM ({rows}) WHERE is_blank OR (n > 1 AND (key > before) IS NOT TRUE)")


def _stored_balances(db: Database) -> str:
    """The balances that are stored: a correction of recent days then finds what it needs by the bounds of the last row groups."""
    recent = f"DATE '{db.value(_RECENT) or '1970-01-01'}'"
    if db.value("SELECT COUNT(*) FROM balance_rows"):
        return _RUNS.format(recent=recent)
    return f"{_JOINED} WHERE through < {recent} UNION ALL {_JOINED} WHERE through >= {recent}"  # each comes in order


def _control_sums(db: Database, table: Table) -> tuple[int, dict[str, str]]:
    """How many rows were delivered, and what each column of decimals comes to."""
    if table.name == "balances":
        days = "through - date + 1"
        asked = f"CAST(COALESCE(SUM({days}), 0) AS BIGINT), COALESCE(SUM(balance * CAST({days} AS DECIMAL(6,0))), 0)"
        rows, total = db.rows(f"SELECT {asked} FROM r_balances")[0]
        return rows, {"balance": f"{total:.2f}"}
    names = [column.name for column in table.columns if column.kind.sql.startswith("DECIMAL")]
    asked = ", ".join(["COUNT(*)", *(f'CAST(COALESCE(SUM("{name}"), 0) AS VARCHAR)' for name in names)])
    rows, *totals = db.rows(f'SELECT {asked} FROM "t_{table.name}"')[0]
    return rows, dict(zip(names, totals, strict=True))


def merge(
    db: Database, earlier: Sequence[Batch], staged: set[str], within: Mapping[str, str] | None = None
) -> set[str]:
    """Make `e_…`, the rows in force after `earlier` and the staged batch (`t_…`, may be none); the tables present.

    A later row with the same key replaces the earlier one; a withdrawn row takes it away. What earlier batches gave stays
    as `b_…`. `within` are conditions on the rows of earlier batches by table, where a part of them is enough: then every
    staged row must meet its table's condition too, and of a table that is not named nothing is read.
    """
    present = staged | {name for batch in earlier for name in batch.manifest["tables"]}
    for name in sorted(present):
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
    return present


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


def _stored(table: Table, path: Path) -> str:
    """The table's columns as a batch stored them; one that was added to the table since then is blank in it."""
    there = set(pq.read_schema(path).names)
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
    through = ", through" if table.name == "balances" else ""
    pieces = (
        f"SELECT {number} AS batch, CAST(NULL AS SMALLINT) AS part, CAST(NULL AS BIGINT) AS row, {_stored(table, path)}{through} "
        f"FROM {parquet(path)}{condition and f' WHERE {condition}'}"
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
    pieces = [f'SELECT batch, part, row, {_names(table)} FROM "b_{table.name}"'] if has_before else []
    if staged:
        pieces.append(f'SELECT {_STAGED} AS batch, part, row, {_names(table)} FROM "t_{table.name}"')
    return " UNION ALL ".join(pieces)


def _merge_rows(db: Database, table: Table, has_before: bool, staged: bool) -> None:
    if not has_before:
        db.run(f'CREATE OR REPLACE VIEW "e_{table.name}" AS SELECT * FROM "t_{table.name}" WHERE NOT withdrawn')
        return
    key = ", ".join(f'"{name}"' for name in table.key)
    db.run(f"""
        CREATE OR REPLACE TABLE "e_{table.name}" AS SELECT part, row, {_names(table)} FROM (
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
        SELECT part, row, account_id, day, balance, withdrawn FROM (
          SELECT *, ROW_NUMBER() OVER (PARTITION BY account_id, day ORDER BY batch DESC) AS newest FROM (
            SELECT part, row, account_id, batch, balance, withdrawn,
                   CAST(UNNEST(generate_series(date, through, INTERVAL 1 DAY)) AS DATE) AS day
            FROM _contested
          )
        ) WHERE newest = 1 AND NOT withdrawn
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
    key = " || ' / ' || ".join(f"COALESCE(CAST(t.\"{name}\" AS VARCHAR), '')" for name in table.key)
    found = f'LEFT JOIN "b_{table.name}" b ON {_same_day(table, "b", "t")}' if before else ""
    query = f"""SELECT t.part, t.row, {key} AS key FROM "t_{table.name}" t {found}
        WHERE t.withdrawn GROUP BY ALL {"HAVING arg_max(NOT b.withdrawn, b.batch) IS NOT TRUE" if before else ""}"""
    count = int(db.value(f"SELECT COUNT(*) FROM ({query})"))
    return count, db.rows(f"{query} ORDER BY t.part, t.row LIMIT {limit}") if count else []


def _same_day(table: Table, before: str, staged: str) -> str:
    """That a row of an earlier batch is of the staged row's key; for balances, that its run has the staged day."""
    if table.name == "balances":
        return f"{before}.account_id = {staged}.account_id AND {staged}.date BETWEEN {before}.date AND {before}.through"
    return _same_key(table, before, staged)


def replaced(db: Database, table: Table, earlier: Sequence[Batch]) -> int:
    """How many staged rows stand in the place of a row that an earlier batch gave; the rows must be merged."""
    if not any(batch.file(table.name) for batch in earlier):
        return 0
    key = ", ".join(f't."{name}"' for name in table.key)
    return int(
        db.value(f"""SELECT COUNT(*) FROM (SELECT DISTINCT {key} FROM "t_{table.name}" t JOIN "b_{table.name}" b
            ON {_same_day(table, "b", "t")})""")
    )


def delivered_tables(batches: Sequence[Batch]) -> list[str]:
    """The tables that any of the batches delivered, in the order of reports."""
    names = {name for batch in batches for name in batch.manifest["tables"]}
    return [table.name for table in TABLES if table.name in names]
