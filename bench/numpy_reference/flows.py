"""Flows: their totals by client and stretch, and which clients had any of a kind."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from numpy_reference import tables
from numpy_reference.bank import Bank, Period
from numpy_reference.exact import Whole, counted, summed
from numpy_reference.shares import Changes

NO_LINE = "none"


class Flows(NamedTuple):
    """All flows of the period and the one before: client, day, kind, and the amount in hundredths of its own currency.

    `totals` has what totals are made of, in hundredths: flows of the period by cell, kind and fee line, in CNY, and of some
    kinds in USD too, as the sums of each flow's rounded amount.
    """

    rows: pd.DataFrame
    kinds: pd.Index
    totals: dict[str, pd.DataFrame]
    cells: int

    def total(self, kinds: list[str], currency: str, lines: list[str] | None) -> Whole:
        """The total of some kinds, and of some fee lines alone, by cell."""
        rows = self.totals[currency]
        counts = rows.kind.isin(self.kinds.get_indexer(kinds))
        if lines is not None:
            counts &= rows.line.isin(lines)
        return summed(rows.amount.to_numpy()[counts], rows.cell.to_numpy()[counts], self.cells)

    def of(self, kind: str) -> pd.DataFrame:
        """The flows of one kind."""
        return self.rows[self.rows.kind.to_numpy() == self.kinds.get_loc(kind)]


def read(bank: Bank, changes: Changes) -> Flows:
    """Read the flows and sum up those that some measure totals."""
    found = tables.read(bank.folder, "flows", "client_id", "date", "currency", "kind", "product_code", "amount")
    kinds = pd.Index(found["kind"].unique().cast("string").to_pandas())
    rows = pd.DataFrame({
        "client": tables.codes(found["client_id"], bank.clients),
        "day": tables.days(found["date"]),
        "kind": tables.codes(found["kind"], kinds),
        "amount": tables.numbers(found["amount"], 2),
    })  # fmt: skip
    asked = [measure for measure in bank.standard["measures"].values() if measure["kind"] == "flow"]
    totals = {}
    for currency in ("CNY", "USD"):
        wanted = {kind for measure in asked if measure["currency"] == currency for kind in measure["flow_kinds"]}
        counts = bank.period.holds(rows.day.to_numpy()) & rows.kind.isin(kinds.get_indexer(sorted(wanted)))
        counts = np.flatnonzero(counts)
        own = tables.codes(found["currency"], bank.rates.currencies)[counts]
        lines = tables.codes(found["product_code"], bank.products.index)[counts]
        totals[currency] = _totals(bank, changes, rows.iloc[counts].assign(currency=own, product=lines), currency)
    return Flows(rows, kinds, totals, len(bank.clients) * changes.stretches)


def _totals(bank: Bank, changes: Changes, rows: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Sums in one currency by cell, kind and fee line; every flow is rounded before."""
    client, day, own = rows.client.to_numpy(), rows.day.to_numpy(), rows.currency.to_numpy()
    amount = rows.amount.to_numpy().copy()
    wanted = bank.rates.currencies.get_loc(currency)
    foreign = np.flatnonzero(own != wanted)
    amount[foreign] = bank.rates.in_cny(amount[foreign], own[foreign], day[foreign])
    if wanted:
        amount[foreign] = bank.rates.from_cny(amount[foreign], np.full(len(foreign), wanted), day[foreign])
    # A blank product, -1, is the last of the lines.
    lines = np.append(bank.products.fee_line.fillna(NO_LINE), NO_LINE)
    line, names = pd.factorize(lines)
    cell = client * changes.stretches + changes.stretch(client, day)
    group = (cell.astype(np.int64) * 128 + rows.kind) * 128 + line[rows["product"]]
    found = pd.Series(amount).groupby(group.to_numpy()).sum()
    place = found.index.to_numpy()
    return pd.DataFrame({
        "cell": place // 128**2, "kind": place // 128 % 128, "line": names[place % 128], "amount": found.to_numpy()
    })  # fmt: skip


def had(rows: pd.DataFrame, period: Period, clients: int, at_least: int = 0) -> Whole:
    """How many of the flows in a period each client had, those of at least so much."""
    counts = period.holds(rows.day.to_numpy()) & (rows.amount.to_numpy() >= at_least)
    return counted(rows.client.to_numpy()[counts], clients)
