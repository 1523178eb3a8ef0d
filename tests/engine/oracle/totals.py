"""What the whole bank has, what the managers have of it, and what nobody has: exact, each counted for itself."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oracle.measures import NOTHING, Measures

KINDS = ["deposit", "weighted_deposit", "demand_deposit", "loan", "small_business_loan", "trade_finance"]
AVERAGES = {f"{kind}_adb": kind for kind in KINDS}
BASES = {f"{kind}_base": kind for kind in KINDS if kind not in {"demand_deposit", "trade_finance"}}


@dataclass(frozen=True)
class Totals:
    """One measure of the whole bank in CNY."""

    total: Fraction
    assigned: Fraction
    unassigned: Fraction


def totals(measures: Measures, name: str) -> Totals:
    """The totals of an average or of a base by client."""
    return _of_average(measures, AVERAGES[name]) if name in AVERAGES else _of_base(measures, BASES[name])


def _of_average(measures: Measures, kind: str) -> Totals:
    days, people = measures.span.days, measures.people
    unassigned = NOTHING
    for client in people.clients:
        for day in days:
            nobodys = 1 - people.given_away(client, day)
            unassigned += nobodys * measures.balances.of_client(kind, client, day)
    assigned = sum((measures.exact_average(kind, manager, days) for manager in people.managers), NOTHING)
    return Totals(_bank(measures, kind, days), assigned, unassigned / len(days))


def _of_base(measures: Measures, kind: str) -> Totals:
    days, days_before, people = measures.span.days, measures.span.days_before, measures.people
    unassigned = NOTHING
    for client in people.clients:
        nobodys = sum((1 - people.given_away(client, day) for day in days), NOTHING) / len(days)
        unassigned += nobodys * measures.balances.average_of_client(kind, client, days_before)
    assigned = sum((measures.exact_base(kind, manager) for manager in people.managers), NOTHING)
    return Totals(_bank(measures, kind, days_before), assigned, unassigned)


def _bank(measures: Measures, kind: str, days: list[date]) -> Fraction:
    """The average of all accounts, to whomever they belong."""
    accounts = [row["account_id"] for row in measures.ledger.rows["accounts"]]
    parts = (measures.balances.counts_as(kind, account, day) for account in accounts for day in days)
    return sum(parts, NOTHING) / len(days)
