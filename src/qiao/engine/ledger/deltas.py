"""A ledger by exact deltas (增量): the one before a batch, of which some rows are taken away and others added.

Its folder is whole in itself: files that did not change are links to those of the ledger before. A table stands in its base
and, where it was changed, in two small files: `minus` tells which rows of the base are gone, `plus` holds those that are new.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from qiao.engine import files
from qiao.engine.engines.duckdb import Database, parquet
from qiao.engine.ledger import prepared, touching
from qiao.engine.ledger.prepared import KEPT, MADE, Made, MadeOf, Prepared
from qiao.engine.ledger.touching import OLD, Touched

_SCOPES = {
    "clients": "client_no IN (SELECT client_no FROM clients)",
    "accounts": "account_no IN (SELECT account_no FROM accounts)",
    "edges": "account_no IN (SELECT account_no FROM edge_scope)",
    "flows": "flow_id IN (SELECT flow_id FROM touched_flows)",
    "untranslated": """(source = 'flows' AND id IN (SELECT flow_id FROM touched_flows))
        OR (source = 'balances' AND EXISTS (SELECT 1 FROM moved_from m WHERE m.account_id = o.id AND o.from_day >= m.from_day))""",
}


def prepare(db: Database, touched: Touched, present: frozenset[str]) -> None:
    """Prepare what was touched in `db`; what it is made of and does not change is as it was."""
    instead: dict[str, str | None] = {
        "intervals": touching.MOVED_INTERVALS,
        **{name: touching.as_it_was(MADE[name]) for name in touched.standing},
        **dict.fromkeys(prepared.PREPARED - touched.needed),
    }
    prepared.prepare(db, present, touching.sums_of_moved(db, touched.made), known=OLD, instead=instead)
    if "sums" in touched.made:  # of what is moved, those from that day on are there already
        db.run("""INSERT INTO sums BY NAME
            SELECT a.* FROM sums_ahead a ANTI JOIN moved m ON m.account_no = a.account_no AND a.day >= m.since_day""")


def publish(
    db: Database, folder: Path, touched: Touched, *, present: frozenset[str], data_date: date | None, made_of: MadeOf
) -> Prepared:
    """Write the ledger after the batch, of what was prepared in `db`, into `folder` (new and empty)."""
    with ThreadPoolExecutor(2, thread_name_prefix="qiao-layering") as pool:
        entries = dict(
            zip((made.name for made in KEPT), pool.map(partial(_entry, db, folder, touched), KEPT), strict=True)
        )
    return prepared.seal(folder, entries, present=present, data_date=data_date, made_of=made_of)


def _entry(db: Database, folder: Path, touched: Touched, made: Made) -> dict[str, Any]:
    old, name = touched.old, made.name
    if name not in touched.made:
        return _linked(old, folder, name)
    with db.beside(f"layers_of_{name}") as apart:
        if made.by == "whole":
            return prepared.write(apart, f"SELECT * FROM {name}", folder, name)
        return _layered(apart, old, folder, made) if _changes(apart, made) else _linked(old, folder, name)


def _linked(old: Prepared, folder: Path, name: str) -> dict[str, Any]:
    """A table's files as they are."""
    entry: dict[str, Any] = old.manifest["files"][name]
    for each in [entry, *(entry[part] for part in ("minus", "plus") if part in entry)]:
        files.link(old.folder / each["file"], folder / each["file"])
    return entry


def _scope(made: Made) -> str:
    """SQL: the rows of the ledger before that are made again, as `o`."""
    if made.by == "steps":
        return f"SELECT * FROM moved_{made.name}"
    if made.by == "sums":
        return "SELECT o.* FROM sums_before o WHERE o.day <= (SELECT was FROM summed)"
    own = f"{made.key[0]} IN (SELECT {made.key[0]} FROM touched_{made.name})"
    return f"SELECT o.* FROM {OLD}{made.name} o WHERE {_SCOPES.get(made.by, own)}"


def _changes(db: Database, made: Made) -> int:
    """Make `before`, the rows as they were, and `changed`, the keys whose rows are others now; how many these are."""
    keys, name = ", ".join(made.key), made.name
    db.run(f"CREATE OR REPLACE TABLE before AS {_scope(made)}")
    db.run(f"""CREATE OR REPLACE TABLE changed AS SELECT DISTINCT {keys} FROM (
        SELECT * EXCLUDE (sign), SUM(sign) AS more FROM (SELECT 1 AS sign, * FROM {name} UNION ALL SELECT -1, * FROM before)
        GROUP BY ALL HAVING more <> 0)""")
    return int(db.value("SELECT COUNT(*) FROM changed"))


def _same(made: Made, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in made.key)


def _layered(db: Database, old: Prepared, folder: Path, made: Made) -> dict[str, Any]:
    """The base as it is, and the rows taken away and added by this batch and those before it; one file if they are no longer few."""
    name, entry = made.name, old.manifest["files"][made.name]
    told, order = ", ".join(made.told_by), made.in_order(old.data_date)
    is_changed = f"JOIN changed c ON {_same(made, 'c', 'x')}"
    gone = f"SELECT DISTINCT {_of('x', made)} FROM before x {is_changed}"
    added = f"SELECT x.* FROM {name} x SEMI {is_changed}"
    if old.has_layers(name):
        plus, minus = parquet(old.file(name, "plus")), parquet(old.file(name, "minus"))
        gone = f"({gone} ANTI JOIN {plus} p ON {_same(made, 'p', 'x')}) UNION SELECT {told} FROM {minus}"
        added = f"{added} UNION ALL SELECT x.* FROM {plus} x ANTI {is_changed}"
    db.run(f"CREATE OR REPLACE TABLE gone AS {gone}")
    db.run(f"CREATE OR REPLACE TABLE added AS {added}")
    if not touching.is_small(
        int(db.value("SELECT (SELECT COUNT(*) FROM gone) + (SELECT COUNT(*) FROM added)")), entry["rows"]
    ):
        rest = f"SELECT x.* FROM {OLD}{name} x ANTI {is_changed}"
        now = f"SELECT x.* FROM {name} x SEMI {is_changed}"
        return prepared.write(db, f"SELECT * FROM ({rest} UNION ALL {now}) ORDER BY {order}", folder, name)
    files.link(old.file(name), folder / entry["file"])
    return {
        **{part: entry[part] for part in ("file", "sha256", "rows")},
        "minus": prepared.write(db, f"SELECT * FROM gone ORDER BY {told}", folder, f"{name}-minus"),
        "plus": prepared.write(db, f"SELECT * FROM added ORDER BY {order}", folder, f"{name}-plus"),
    }


def _of(alias: str, made: Made) -> str:
    return ", ".join(f"{alias}.{name}" for name in made.told_by)


def compacted(db: Database, old: Prepared, folder: Path) -> Prepared:
    """Write the same ledger into `folder` (new and empty) with each table in one file."""
    old.open(db)
    entries = {
        made.name: prepared.write(
            db, f"SELECT * FROM {made.name} ORDER BY {made.in_order(old.data_date)}", folder, made.name
        )
        if old.has_layers(made.name)
        else _linked(old, folder, made.name)
        for made in KEPT
    }
    batches = {name: stamp for name, stamp in old.stamps.items() if "/" in name}
    return prepared.seal(
        folder, entries, present=old.present, data_date=old.data_date, made_of=MadeOf(old.digest, batches)
    )
