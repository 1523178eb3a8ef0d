"""The prepared ledger: what a run reads, all days and amounts as integers, as plain Parquet files and one manifest.

Whatever needs division, order or neighbours (translation to fen, the next balance, the class just before) is done here,
once, when a batch comes in; the kernels of a run then only add, multiply and compare.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from qiao.engine import files
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.errors import RequestError
from qiao.engine.ledger.tables import TABLES

FORMAT = 2
MANIFEST = "ledger.json"

# In the order in which they are made; `assigned` and `steps` are only on the way.
_ORDER = (
    "branches",
    "clients",
    "products",
    "managers",
    "accounts",
    "assigned",
    "assignments",
    "spans",
    "shares",
    "rates",
    "steps",
    "foreign_steps",
    "intervals",
    "capital",
    "flows",
    "status",
    "holdings",
    "limits",
    "duties",
    "referrals",
    "awards",
    "ratings",
    "targets",
    "absences",
    "untranslated",
)
KEPT = tuple(name for name in _ORDER if name not in ("assigned", "steps"))


@dataclass(frozen=True)
class Prepared:
    """A prepared ledger on disk: where its files are, which tables were delivered, and the data's date."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def data_date(self) -> date | None:
        """The latest day that the bank's data covers."""
        text = self.manifest["data_date"]
        return date.fromisoformat(text) if text else None

    @property
    def present(self) -> frozenset[str]:
        """The tables that were delivered."""
        return frozenset(self.manifest["tables"])

    @property
    def digest(self) -> str:
        """The hash over everything that counts."""
        return str(self.manifest["digest"])

    def open(self, engine: Engine) -> None:
        """Make a view of every prepared table in an engine."""
        for name, entry in self.manifest["files"].items():
            engine.view(name, [self.folder / entry["file"]])

    def damaged(self) -> list[str]:
        """The files whose bytes are no longer those of the manifest, or are gone."""
        return [
            entry["file"]
            for entry in self.manifest["files"].values()
            if not (self.folder / entry["file"]).is_file()
            or files.sha256_of(self.folder / entry["file"]) != entry["sha256"]
        ]


def sql_of(name: str) -> str:
    """The text of the preparing query of that name."""
    return resources.files(__package__).joinpath("prepare_sql", f"{name}.sql").read_text(encoding="utf-8")


def prepare(db: Database, present: Iterable[str]) -> None:
    """Make every prepared table in `db` from the rows in force (`e_…`); tables not delivered are empty."""
    there = set(present)
    for table in TABLES:
        if table.name not in there:
            columns = ", ".join(f'CAST(NULL AS {column.kind.sql}) AS "{column.name}"' for column in table.columns)
            db.run(f"CREATE OR REPLACE TABLE e_{table.name} AS SELECT {columns} WHERE FALSE")
    if "holdings" not in there:
        db.run(
            "CREATE OR REPLACE TABLE e_holding_uses AS SELECT client_id, product_code, from_date, last_used_on FROM e_holdings"
        )
    for name in _ORDER:
        db.run(f"CREATE OR REPLACE TABLE {name} AS {sql_of(name)}")


def publish(db: Database, folder: Path, *, present: Iterable[str], data_date: date | None) -> Prepared:
    """Write the prepared tables of `db` into `folder` (new and empty) with their manifest."""
    entries = {}
    for name in KEPT:
        fresh = folder / f"{name}.parquet"
        sha256, rows = files.write_parquet(fresh, db.arrow_batches(f"SELECT * FROM {name}"))
        named = f"{name}-{sha256[:16]}.parquet"
        files.rename(fresh, folder / named)
        entries[name] = {"file": named, "sha256": sha256, "rows": rows}
    counted = {
        "format": FORMAT,
        "data_date": data_date.isoformat() if data_date else None,
        "tables": sorted(present),
        "files": entries,
    }
    manifest = {**counted, "digest": digest_of(counted)}
    files.write_new(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return Prepared(folder, manifest)


def load(folder: Path) -> Prepared:
    """The prepared ledger in `folder`; RequestError when there is none or it is of another format."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(
            f"{folder} 里没有可用的台账清单 {MANIFEST}。", f"{folder} holds no readable ledger manifest {MANIFEST}."
        ) from error
    if manifest.get("format") != FORMAT:
        raise RequestError(
            f"{folder} 的格式版本不受支持。", f"{folder} is of a format that this version does not read."
        )
    return Prepared(folder, manifest)


def digest_of(value: Any) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
