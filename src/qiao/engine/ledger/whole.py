"""The whole ledger (全量台账): made of all rows in force, and written with its balances a portion of accounts (账户段) at a time.

Steps stand in the order of their accounts, so what is made of one portion follows what was made of the one before. Of intervals,
which are many more where rates cut them, there is never more than a portion: how large a bank may be is the disk's to say.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import months, prepared, summing
from qiao.engine.ledger.prepared import KEPT, MADE, MadeOf, Prepared, sql_of
from qiao.engine.periods import day_number, from_number

STEPS_AT_ONCE = 8_000_000
_ABOVE_ALL = 2**31 - 1
# What is made a portion of accounts after the other; and what is made as it is written, of steps and of flows.
_IN_PORTIONS = ("intervals", "sums", "edge_sums")
_LEFT = frozenset((*_IN_PORTIONS, "foreign_steps", "untranslated", "flow_days"))
_LARGE = frozenset(("flows", "flow_days"))
# What the sums up to edges are made of where nothing was there before: all intervals, cut on every edge.
_EDGE_SUMS = {
    "edge_intervals": "SELECT 1 AS sign, * FROM intervals",
    "edge_sums_before": """SELECT client_no, account_no, product_no, from_day AS day, CAST(0 AS DECIMAL(38,0)) AS positive,
        CAST(0 AS DECIMAL(38,0)) AS overdrawn, 0 AS begun, 0 AS ended, fen, 0 AS standing FROM intervals WHERE FALSE""",
    "edge_days": prepared.edge_days("accounts", prepared.turns("status")),
}
# Where the tables of a portion stand, before those of the whole.
_PORTION = "portion"


def prepare(db: Database, present: Iterable[str]) -> None:
    """Make in `db` what `publish` writes, or makes the rest of, from the rows in force (`e_…`)."""
    prepared.prepare(db, present, instead=dict.fromkeys(_LEFT))


def publish(
    db: Database, folder: Path, *, present: Iterable[str], data_date: date | None, made_of: MadeOf | None = None
) -> Prepared:
    """Write the ledger of what was prepared into `folder` (new and empty): its balances, and beside them the other tables."""
    others = sorted(
        (made.name for made in KEPT if made.name not in _IN_PORTIONS), key=_LARGE.__contains__, reverse=True
    )
    with ThreadPoolExecutor(1, thread_name_prefix="qiao-writing") as pool:
        waiting = {name: pool.submit(_write, db, folder, name, data_date) for name in others}
        written = _write_balances(db, folder, data_date)
    entries = {made.name: written.get(made.name) or waiting[made.name].result() for made in KEPT}
    return prepared.seal(folder, entries, present=present, data_date=data_date, made_of=made_of)


def _write(db: Database, folder: Path, name: str, data_date: date | None) -> dict[str, Any]:
    with db.beside() as other:
        query = sql_of(name) if name in _LEFT else f"SELECT * FROM {name}"
        if MADE[name].until:
            query = f"SELECT * FROM ({query}) ORDER BY {MADE[name].in_order(data_date)}"
        return prepared.write(other, query, folder, name)


def _write_balances(db: Database, folder: Path, data_date: date | None) -> dict[str, dict[str, Any]]:
    with db.beside(_PORTION) as portion:
        until = _summed_until(portion, data_date)
        schema = portion.arrow_batches(f"SELECT * FROM ({sql_of('intervals')}) LIMIT 0").schema
        rows = pa.RecordBatchReader.from_batches(schema, _intervals(portion, until, data_date))
        written = {"intervals": prepared.write_rows(rows, folder, "intervals")}
        for name, query in (("sums", _by_day(portion, "sums")), ("edge_sums", "SELECT * FROM edge_sums")):
            written[name] = prepared.write(portion, query, folder, name)
    return written


def _intervals(db: Database, until: int | None, data_date: date | None) -> Iterator[pa.RecordBatch]:
    """The intervals of one portion after the other, then the recent ones of all; on the way `sums` and `edge_sums` are made of them."""
    is_recent = MADE["intervals"].is_recent(data_date) or "FALSE"
    with db.beside() as other, ThreadPoolExecutor(1, thread_name_prefix="qiao-summing") as pool:
        for number, (first, stop) in enumerate(_portions(db)):
            for name in ("accounts", "steps"):
                db.define(name, f"SELECT * FROM main.{name} WHERE account_no >= {first} AND account_no < {stop}")
            db.keep("intervals", sql_of("intervals"))
            summed = pool.submit(add_sums, other, until, is_first=number == 0)
            yield from db.arrow_batches(f"SELECT * FROM intervals WHERE NOT {is_recent}")
            (db.extend if number else db.keep)("recent_intervals", f"SELECT * FROM intervals WHERE {is_recent}")
            summed.result()
        yield from db.arrow_batches("SELECT * FROM recent_intervals")


def _portions(db: Database) -> list[tuple[int, int]]:
    """Bounds of account numbers, between which there are about as many steps as are worked on at once."""
    bounds = db.rows(
        f"SELECT DISTINCT account_no FROM main.steps WHERE rowid > 0 AND rowid % {STEPS_AT_ONCE} = 0 ORDER BY account_no"
    )
    return list(pairwise([0, *(account for (account,) in bounds), _ABOVE_ALL]))


def add_sums(db: Database, until: int | None, *, is_first: bool) -> None:
    """Make `sums` and `edge_sums` of the intervals of a portion, or add them to those before it; by month up to the day `until`."""
    prepared.define_macros(db)
    summing.cross(db, until)
    prepared.define(db, _EDGE_SUMS)
    add = db.keep if is_first else db.extend
    add("sums", sql_of("whole_sums"))
    add("edge_sums", sql_of("edge_sums"))


def _by_day(db: Database, name: str) -> str:
    """SQL: what every portion has in the order of days and accounts, in that order."""
    days = [day for (day,) in db.rows(f"SELECT DISTINCT day FROM {name} ORDER BY day")]
    return " UNION ALL ".join(f"SELECT * FROM {name} WHERE day = {day}" for day in days) or f"SELECT * FROM {name}"


def _summed_until(db: Database, data_date: date | None) -> int | None:
    """The first day of the month after the data's date, or after the last day on which an interval begins, if that is later."""
    prepared.define_macros(db)
    since = day_number(data_date or date.min)
    db.define("rates", f"SELECT * FROM main.rates WHERE to_day > {since}")
    db.define("steps", f"SELECT * FROM main.steps WHERE from_day > {since} OR (to_day > {since} AND currency <> 'CNY')")
    last = db.value(f"SELECT MAX(from_day) FROM ({sql_of('intervals')})")
    db.run("DROP VIEW rates")
    if last is None and data_date is None:
        return None
    return months.next_month(from_number(since if last is None else max(last, since)))
