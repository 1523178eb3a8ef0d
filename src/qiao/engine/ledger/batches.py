"""Batches (批次): what one import stored, as typed Parquet and a manifest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qiao.engine import files
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger.columns import MONEY
from qiao.engine.ledger.tables import Table

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"  # as `sha256sum --check` reads it; batches stored before it came have none
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
        """RequestError when a file is gone or its bytes, or those of the manifest, are no longer those that were stored.

        `proved` are stamps of files that were hashed before: what has not changed since is not hashed again.
        """
        if not self._has_its_manifest():
            raise damaged(self.folder / MANIFEST)
        for name, found in self.stamps(self.folder).items():
            if not found or (found != proved.get(name) and not self._is_sound(name.partition("/")[2])):
                raise damaged(self.folder / name.partition("/")[2])

    def stamps(self, folder: Path) -> dict[str, list[int]]:
        """The stamps of its files as they lie in `folder`, by `digest/file`."""
        names = (entry["file"] for entry in self.manifest["tables"].values())
        return {f"{self.digest}/{name}": files.stamp(folder / name) for name in names}

    def _has_its_manifest(self) -> bool:
        """Whether the manifest is, to the byte, the one that was stored."""
        try:
            sealed = (self.folder / SEAL).read_bytes()
        except FileNotFoundError:
            return True
        return sealed == _seal(files.sha256_of(self.folder / MANIFEST))

    def _is_sound(self, name: str) -> bool:
        hashes = {entry["file"]: entry["sha256"] for entry in self.manifest["tables"].values()}
        return bool(files.sha256_of(self.folder / name) == hashes[name])


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a batch whose tables are there, and the hash of it."""
    data = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    files.write_new(folder / SEAL, _seal(files.write_new(folder / MANIFEST, data)))


def _seal(sha256: str) -> bytes:
    return f"{sha256}  {MANIFEST}\n".encode()


def read_all(folder: Path) -> list[Batch]:
    """The store's batches in order; whatever is not finished, or is taken away this instant, is not seen.

    Raises:
        RequestError: one is gone, cannot be read or is of another format.
    """
    found = [batch for path in sorted(folder.glob("[0-9]*-*")) if (batch := _read_manifest(path))]
    for number, batch in enumerate(found, 1):
        if batch.number != number:
            raise RequestError(
                f"{folder} 缺少第 {number} 批;批次不可删除,请从备份恢复。",
                f"{folder} lacks batch {number}; a batch cannot be taken out, restore it from a backup.",
            )
    return found


def _read_manifest(folder: Path) -> Batch | None:
    """The batch in a folder; None where that has been taken away."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        written = manifest["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        if not folder.exists():
            return None
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


def names_of(table: Table) -> str:
    """SQL: its columns."""
    return ", ".join(f'"{column.name}"' for column in table.columns)


def key_text(table: Table, alias: str) -> str:
    """SQL: the key of a row as people read it."""
    return " || ' / ' || ".join(f"COALESCE(CAST({alias}.\"{name}\" AS VARCHAR), '')" for name in table.key)


def same(columns: Sequence[str], left: str, right: str) -> str:
    """SQL: that two rows have the same in these columns, blank or not."""
    return " AND ".join(f'{left}."{name}" IS NOT DISTINCT FROM {right}."{name}"' for name in columns)


def _key(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.key)


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
_EPOCH = date(1970, 1, 1)
_JOINED = "SELECT account_id, date, through, balance, FALSE AS withdrawn FROM balance_stretches"


def recent_from(day: date) -> date:
    """The day from which on others are recent beside this one: the first of the month two before its own."""
    months = day.year * 12 + day.month - 3
    return date(months // 12, months % 12 + 1, 1)


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
    return f'SELECT {names_of(table)} FROM "t_{table.name}" {order}'


def is_in_order(db: Database, table: Table) -> bool:
    """Whether each row of a staged table (`t_…`) has a whole key above that of the row before it: then none is given twice."""
    before = ", ".join(f'LAG("{name}") OVER ()' for name in table.key)
    blank = " OR ".join(f'"{name}" IS NULL' for name in table.key)
    rows = f'SELECT ROW({_key(table)}) AS key, ROW({before}) AS before, {blank} AS is_blank, ROW_NUMBER() OVER () AS n FROM "t_{table.name}"'
    return not db.value(f"SELECT COUNT(*) FROM ({rows}) WHERE is_blank OR (n > 1 AND (key > before) IS NOT TRUE)")


def _stored_balances(db: Database) -> str:
    """The balances that are stored: a correction of recent days then finds what it needs by the bounds of the last row groups."""
    last = db.value("SELECT MAX(through) FROM r_balances")
    recent = f"DATE '{recent_from(last) if last else _EPOCH}'"
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


def staged_rows(name: str) -> str:
    """SQL: where the rows of a table of the incoming batch stand, of balances as stretches of days."""
    return "r_balances" if name == "balances" else f'"t_{name}"'


def latest(db: Database, rows: Mapping[str, str]) -> date | None:
    """The latest date in balances and flows; `rows` says where the rows of each table stand."""
    days = [
        db.value(f"SELECT MAX({day}) FROM {rows[name]} WHERE NOT withdrawn")
        for name, day in (("balances", "through"), ("flows", "date"))
        if name in rows
    ]
    return max(filter(None, days), default=None)
