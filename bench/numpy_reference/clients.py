"""What is counted of the clients that a manager leads on the last day, by client."""

import itertools
from typing import Any

import numpy as np
import pandas as pd

from numpy_reference import flows, tables
from numpy_reference.bank import Bank, Period, months_before
from numpy_reference.exact import Whole, counted, half_up, scaled, summed, times
from numpy_reference.shares import Shares


def windows(bank: Bank, months: int) -> list[int]:
    """The first days of the last months of the period, the first of them first, and the day after the period."""
    end = bank.period.last + 1
    return [months_before(end, back) for back in range(months, -1, -1)]


def opened_in(bank: Bank) -> Whole:
    """Which clients were opened in the period."""
    rows = tables.read(bank.folder, "clients", "client_id", "opened_on")
    found = np.zeros(len(bank.clients), bool)
    found[tables.codes(rows["client_id"], bank.clients)] = bank.period.holds(tables.days(rows["opened_on"]))
    return found


def average(shares: Shares, by_cell: Whole, since: int, until: int) -> Whole:
    """Each client's average in fen, rounded, without any share, over days that are whole stretches."""
    stretches = by_cell.reshape(shares.starts.shape)
    counts = (shares.starts >= since) & (shares.starts < until)
    return half_up(np.where(counts, stretches, 0).sum(axis=1), until - since)


def new_effective(bank: Bank, shares: Shares, found: flows.Flows, deposits: Whole, measure: dict[str, Any]) -> Whole:
    """Opened in the period, with enough deposits in its last months and enough flows in each of them."""
    firsts = windows(bank, int(measure["months"]))
    bar, each = scaled(measure["average_at_least"], 2), int(measure["flows_each_month"])
    counts = opened_in(bank) & (average(shares, deposits, firsts[0], firsts[-1]) >= bar)
    rows = found.of(measure["flow_kind"])
    for first, end in itertools.pairwise(firsts):
        counts &= flows.had(rows, Period(first, end - 1), len(bank.clients)) >= each
    return counts.astype(np.int64)


def new_accounts(bank: Bank, measure: dict[str, Any]) -> Whole:
    """How many accounts of a type were opened in the period and are open after it."""
    accounts = bank.accounts
    counts = (accounts.account_type == measure["account_type"]) & bank.period.holds(accounts.opened)
    return counted(accounts.client[counts & (accounts.closed > bank.period.last)], len(bank.clients))


def new_with_flows(bank: Bank, found: flows.Flows, measure: dict[str, Any]) -> Whole:
    """With flows of a kind in the period, or in so many calendar months of it in a row, and none in the months before."""
    rows = found.of(measure["flow_kind"])
    first, clients = bank.period.first, len(bank.clients)
    before = Period(months_before(first, int(measure["months_before"])), first - 1)
    is_new = flows.had(rows, before, clients, at_least=1) == 0
    months = windows(bank, 12)
    has = [
        flows.had(rows, Period(start, end - 1), clients, at_least=1) > 0 for start, end in itertools.pairwise(months)
    ]
    run = int(measure.get("consecutive_months", 1))
    in_a_row = [np.logical_and.reduce(has[start : start + run]) for start in range(12 - run + 1)]
    return (is_new & np.logical_or.reduce(in_a_row)).astype(np.int64)


def active(bank: Bank, found: flows.Flows, measure: dict[str, Any]) -> tuple[Whole, Whole]:
    """Clients with a flow of a kind in the last days, and all."""
    last = Period(bank.period.last + 1 - int(measure["within_days"]), bank.period.last)
    has = flows.had(found.of(measure["flow_kind"]), last, len(bank.clients)) > 0
    return has.astype(np.int64), np.ones(len(bank.clients), np.int64)


def families(bank: Bank, shares: Shares, deposits: Whole, measure: dict[str, Any]) -> tuple[Whole, Whole]:
    """Product families held and lately used by clients with enough deposits, and those clients."""
    last = bank.period.last
    has_enough = average(shares, deposits, bank.period.first, last + 1) >= scaled(measure["average_at_least"], 2)
    rows = tables.read(bank.folder, "holdings", "client_id", "product_code", "from_date", "last_used_on")
    used = tables.days(rows["last_used_on"])
    counts = (
        (used > last - int(measure["used_within_days"])) & (used <= last) & (tables.days(rows["from_date"]) <= last)
    )
    family = pd.factorize(bank.products.family)[0][tables.codes(rows["product_code"], bank.products.index)]
    held = pd.DataFrame({"client": tables.codes(rows["client_id"], bank.clients), "family": family})
    held = held[counts].drop_duplicates()
    number = counted(held.client, len(bank.clients)).clip(max=int(measure["at_most"]))
    return np.where(has_enough, number, 0), has_enough.astype(np.int64)


def duties(bank: Bank, shares: Shares, kind: str) -> tuple[Whole, Whole]:
    """Duties of a kind that were due in the period and done in time, and all of them, by manager of the lead on that day."""
    rows = tables.read(bank.folder, "duties", "client_id", "kind", "due_on", "done_on")
    due, done = tables.days(rows["due_on"]), tables.days(rows["done_on"])
    counts = bank.period.holds(due) & (tables.texts(rows["kind"]) == kind)
    pair = shares.lead(tables.codes(rows["client_id"], bank.clients)[counts], due[counts])
    in_time = (done <= due)[counts][pair >= 0]
    manager = shares.pairs.manager.to_numpy()[pair[pair >= 0]]
    return counted(manager[in_time], len(bank.managers)), counted(manager, len(bank.managers))


def capital(bank: Bank, shares: Shares) -> Whole:
    """Economic capital in fen × days × basis points of the period, by pair: it holds to the client's next row."""
    rows = tables.read(bank.folder, "capital", "client_id", "date", "economic_capital")
    found = pd.DataFrame({
        "client": tables.codes(rows["client_id"], bank.clients),
        "since": tables.days(rows["date"]),
        "fen": tables.numbers(rows["economic_capital"], 2),
    }).sort_values(["client", "since"])  # fmt: skip
    found["until"] = found.groupby("client").since.shift(-1, fill_value=tables.NEVER)
    found = found[(found.until > bank.period.first) & (found.since <= bank.period.last)]
    held = shares.held[["client", "pair", "share", "start", "days"]].merge(found, on="client")
    held["days"] = np.minimum(held.start + held.days, held.until) - np.maximum(held.start, held.since)
    held = held[held.days > 0]
    parts = times(times(held.fen.to_numpy(), held.days.to_numpy().astype(np.int64)), held.share.to_numpy())
    return summed(parts, held.pair.to_numpy(), len(shares.pairs))
