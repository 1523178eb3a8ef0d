"""Rates: every day with a foreign amount needs a middle rate on or before it, as far back as figures are made."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule

_FIRST, _LAST = date(1800, 1, 1), date(9999, 1, 1)
_FOREVER = f"DATE '{_LAST}'"


@dataclass(frozen=True)
class Needed:
    """Since when amounts must be translated, and up to which day (not counted): older gaps are warnings."""

    balances: date
    flows: date
    stop: date = _LAST


def from_data_date(data_date: date | None) -> Needed:
    """For an import: the year of the data date and the one before it."""
    since = date(data_date.year - 1, 1, 1) if data_date else _FIRST
    return Needed(since, since)


# First days on which an account's balance, and a flow, stand without a rate: up to the currency's first rate.
_BALANCES = f"""
WITH held AS (
  SELECT b.part, b.row, b.account_id, a.currency, b.date, b.balance,
         LEAST(LEAD(b.date, 1, {_FOREVER}) OVER (PARTITION BY b.account_id ORDER BY b.date), COALESCE(a.closed_on, {_FOREVER})) AS stop
  FROM doubted_balances b JOIN e_accounts a ON a.account_id = b.account_id WHERE a.currency <> 'CNY'
)
SELECT part, row, currency, account_id AS subject, date AS since, LEAST(stop, COALESCE(first, {_FOREVER})) AS stop
FROM held LEFT JOIN firsts USING (currency)
WHERE balance <> 0 AND date < stop AND date < COALESCE(first, {_FOREVER})"""
_FLOWS = f"""
SELECT part, row, currency, flow_id AS subject, date AS since, date + 1 AS stop
FROM e_flows LEFT JOIN firsts USING (currency)
WHERE currency <> 'CNY' AND amount <> 0 AND date < COALESCE(first, {_FOREVER})"""


def check(listing: Listing, present: AbstractSet[str], needed: Needed) -> None:
    """Report amounts without a rate: a fault each where they are needed, one warning a currency elsewhere."""
    source = "e_fx_rates" if "fx_rates" in present else "(SELECT '' AS currency, DATE '2000-01-01' AS date WHERE FALSE)"
    listing.db.run(
        f"CREATE OR REPLACE TEMP TABLE firsts AS SELECT currency, MIN(date) AS first FROM {source} GROUP BY currency"
    )
    for table, query, since in (("balances", _BALANCES, needed.balances), ("flows", _FLOWS, needed.flows)):
        if table in present:
            listing.db.run(f"CREATE OR REPLACE TEMP TABLE gaps AS {query}")
            _report(listing, table, since, needed.stop)
    listing.db.run("DROP TABLE IF EXISTS gaps")
    listing.db.run("DROP TABLE firsts")


def _report(listing: Listing, table: str, since: date, stop: date) -> None:
    is_needed = f"stop > DATE '{since}' AND since < DATE '{stop}'"
    column = "date"
    listing.broken(
        Rule("no_rate", table, column),
        f"SELECT part, row, currency, subject, GREATEST(since, DATE '{since}') FROM gaps WHERE {is_needed}",
        lambda currency, subject, day: Text(
            f"{subject} 在 {day} 有 {currency} 金额,但 fx_rates 中没有该日或之前的汇率;请补上汇率。",
            f"{subject} has an amount in {currency} on {day} and fx_rates has no rate on or before that day; add one.",
        ),
    )
    listing.broken(
        Rule("no_old_rate", table, column, "warning"),
        f"SELECT MIN(part), MIN(row), currency, COUNT(*) FROM gaps WHERE NOT ({is_needed}) AND part IS NOT NULL GROUP BY currency",
        lambda currency, count: Text(
            f"有 {count} 行较早的 {currency} 金额没有汇率,无法折算;如需考评那段时间,请补上。",
            f"{count} earlier rows in {currency} have no rate and cannot be translated; add rates to assess that time.",
        ),
    )
