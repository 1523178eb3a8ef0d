"""The daily balances, summed by account and stretch, and what a book of them is by client.

A bank of daily rows has one for each account and day that it is open, so that none holds for another day.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from numpy_reference import tables
from numpy_reference.bank import Bank
from numpy_reference.exact import Whole, plus, summed, times
from numpy_reference.shares import Changes

ONE = 10_000  # a coefficient is in ten-thousandths


class Side(NamedTuple):
    """One side of the balances in fen of CNY: sums over days by account and stretch, and what stands on the last day."""

    sums: Whole
    last: Whole


class Balances(NamedTuple):
    """Balances above zero, overdrafts, and the rows of accounts and days that were asked for."""

    positive: Side
    overdraft: Side
    asked: pd.DataFrame


def summed_up(bank: Bank, changes: Changes, asked: pd.DataFrame) -> Balances:
    """Read the daily rows of the period and the one before; `asked` names accounts and days whose balances are wanted."""
    accounts, stretches = len(bank.accounts), changes.stretches
    by_account = changes.of(bank.accounts.client.to_numpy())
    sums = {side: np.zeros(accounts * stretches, np.int64) for side in (1, -1)}
    last = np.zeros(accounts, np.int64)
    is_asked, is_asked_on = _asked(bank, asked)
    found = []
    for batch in tables.batches(bank.folder, "balances", "account_id", "date", "balance"):
        account, day, fen = _in_cny(bank, batch)
        cell = account * stretches + by_account.stretch(account, day)
        below = np.flatnonzero(fen < 0)
        for side, rows in ((1, slice(None)), (-1, below)):
            amounts = (side * fen[rows]).clip(min=0)
            sums[side] = plus(sums[side], summed(amounts, cell[rows], len(sums[side])))
        ends = np.flatnonzero(day == bank.period.last)
        last[account[ends]] = fen[ends]
        rows = np.flatnonzero(is_asked[account] & is_asked_on[day - bank.before.first])
        found.append(pd.DataFrame({"account": account[rows], "day": day[rows], "fen": fen[rows]}))
    sides = [Side(sums[side].reshape(accounts, stretches), (side * last).clip(min=0)) for side in (1, -1)]
    return Balances(*sides, pd.concat(found))


def _in_cny(bank: Bank, batch: Any) -> tuple[Whole, Whole, Whole]:
    """Account, day and balance in fen of CNY of the rows that count: those of both periods, and before the account was closed."""
    account = tables.codes(batch["account_id"], bank.accounts.index)
    day, fen = tables.days(batch["date"]), tables.numbers(batch["balance"], 2)
    counts = day < bank.accounts.closed.to_numpy()[account]
    if day.min() < bank.before.first or day.max() > bank.period.last:
        counts &= (day >= bank.before.first) & (day <= bank.period.last)
    if not counts.all():
        account, day, fen = account[counts], day[counts], fen[counts]
    currency = bank.accounts.currency.to_numpy()
    foreign = np.flatnonzero((currency > 0)[account])
    fen[foreign] = bank.rates.in_cny(fen[foreign], currency[account[foreign]], day[foreign])
    return account, day, fen


def _asked(bank: Bank, asked: pd.DataFrame) -> tuple[Whole, Whole]:
    """Whether a row may be one of those asked for, by account and by day."""
    is_asked = np.zeros(len(bank.accounts), bool)
    is_asked[asked.account] = True
    is_asked_on = np.zeros(bank.period.last - bank.before.first + 1, bool)
    is_asked_on[asked.day - bank.before.first] = True
    return is_asked, is_asked_on


# --- books -----------------------------------------------------------------------------------------------------------


class Book(NamedTuple):
    """Which accounts count with the balance above zero, and which with their overdraft."""

    positive: Whole
    overdraft: Whole


def book(bank: Bank, name: str) -> Book:
    """A book of the standard."""
    found = {"positive": np.zeros(len(bank.accounts), bool), "overdraft": np.zeros(len(bank.accounts), bool)}
    for selection in bank.standard["books"][name]:
        found[selection.get("side", "positive")] |= selected(bank, selection)
    return Book(**found)


def selected(bank: Bank, selection: dict[str, Any]) -> Whole:
    """Which accounts have a product of that family, with these tags and without those."""
    tags = bank.products.tags.fillna("").str.split("|").map(set)
    wanted, refused = set(selection.get("tags", ())), set(selection.get("without_tags", ()))
    fits = (bank.products.family == selection["family"]) & tags.map(lambda own: wanted <= own and not refused & own)
    return fits.to_numpy(dtype=bool)[bank.accounts["product"]]


def by_cell(bank: Bank, balances: Balances, book: Book, by_product: bool) -> Whole:
    """A book's sums over days in fen, by cell; in ten-thousandths of a fen if by the product's coefficient."""
    stretches = balances.positive.sums.shape[1]
    cells = bank.accounts.client.to_numpy()[:, None] * stretches + np.arange(stretches)
    found = np.zeros(len(bank.clients) * stretches, np.int64)
    for counts, side in zip(book, (balances.positive, balances.overdraft), strict=True):
        amounts = side.sums[counts]
        if by_product:
            amounts = times(amounts, bank.products.coefficient.to_numpy()[bank.accounts["product"]][counts][:, None])
        found = plus(found, summed(amounts.ravel(), cells[counts].ravel(), len(found)))
    return found


def last_by_client(bank: Bank, balances: Balances, book: Book) -> Whole:
    """A book on the last day in fen, by client."""
    found = np.zeros(len(bank.clients), np.int64)
    for counts, side in zip(book, (balances.positive, balances.overdraft), strict=True):
        found = plus(found, summed(side.last[counts], bank.accounts.client.to_numpy()[counts], len(found)))
    return found
