"""Months that begin (跨月): every account has its balance sum up to the first day of each month, also one of which nothing came.

Up to such a day it had what it had up to the last one that the ledger before knows, and what its intervals there come to
since. Where a batch moves an account, that then changes like every other of its sums.
"""

from datetime import date, timedelta

from qiao.engine.engines.duckdb import Database, parquet
from qiao.engine.ledger.prepared import Prepared, sql_of
from qiao.engine.periods import day_number

_MOST = 12  # months that may begin at once; before more of them the whole ledger is made anew as quickly


def told(db: Database, staged: set[str], old: Prepared, data_date: date | None) -> bool:
    """Whether the sums after a batch can be told of those before it; then `summed` says up to which days either of them go.

    Not where balances come for the first time, nor where a balance or a rate is of a month after the date of all data: how far
    sums go then depends on what is cut so late.
    """
    was = _summed_until(db, old)
    until = next_month(data_date) if was and data_date else was
    db.run(
        "CREATE OR REPLACE TABLE summed AS SELECT CAST($was AS INTEGER) AS was, CAST($until AS INTEGER) AS until",
        {"was": was, "until": until},
    )
    if was is None:
        return "balances" not in staged
    if until is None or old.data_date is None or was != next_month(old.data_date):
        return False
    latest = "SELECT MAX(day) FROM (SELECT DATE '1970-01-01' + MAX(from_day) AS day FROM old.rates"
    latest += " UNION ALL SELECT MAX(date) FROM t_fx_rates" if "fx_rates" in staged else ""
    latest += " UNION ALL SELECT MAX(through) FROM r_balances" if "balances" in staged else ""
    last = db.value(f"{latest})")
    return (last is None or day_number(last) < until) and until - was <= 31 * _MOST


def have_begun(db: Database) -> bool:
    """Whether a month begins with the batch, of which every account is to have its sum."""
    return bool(db.value("SELECT was < until FROM summed"))


def ahead(db: Database) -> str:
    """SQL: what the accounts of the ledger before have up to the months that begin; no rows where none does."""
    return sql_of("sums_ahead") if have_begun(db) else "SELECT * FROM old.sums WHERE FALSE"


def next_month(day: date) -> int:
    """The first day of the month after a day."""
    return day_number((day.replace(day=1) + timedelta(days=31)).replace(day=1))


def _summed_until(db: Database, old: Prepared) -> int | None:
    """The last day that has balance sums; files know their bounds, so a table in layers is hardly ever read through for it."""
    parts = ("", "plus") if old.has_layers("sums") else ("",)
    days = [db.value(f"SELECT MAX(day) FROM {parquet(old.file('sums', part))}") for part in parts]
    highest = max((day for day in days if day is not None), default=None)
    if highest is None or not old.has_layers("sums"):
        return highest
    found: int | None = db.value("SELECT MAX(day) FROM old.sums WHERE day >= $highest", {"highest": highest})
    return found if found is not None else db.value("SELECT MAX(day) FROM old.sums")
