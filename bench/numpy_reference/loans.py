"""What loan_status says: which accounts are bad on the last day, which turned bad in the period, and which were overdue."""

from typing import Any

import numpy as np
import pandas as pd

from numpy_reference import balances, tables
from numpy_reference.bank import Bank
from numpy_reference.exact import Whole
from numpy_reference.shares import Shares


def statuses(bank: Bank) -> pd.DataFrame:
    """Each status and the days on which it holds: to the account's next one, or to its closing."""
    rows = tables.read(bank.folder, "loan_status", "account_id", "date", "five_class", "overdue_days", "exempted")
    found = pd.DataFrame({
        "account": tables.codes(rows["account_id"], bank.accounts.index),
        "first": tables.days(rows["date"]),
        "five_class": tables.numbers(rows["five_class"]),
        "overdue_days": tables.numbers(rows["overdue_days"]),
        "is_exempted": rows["exempted"].to_numpy(),
    }).sort_values(["account", "first"], ignore_index=True)  # fmt: skip
    account, first = found.account.to_numpy(), found["first"].to_numpy()
    is_followed = np.append(account[1:] == account[:-1], False)
    until = np.where(is_followed, np.append(first[1:], 0), tables.NEVER)
    found["until"] = np.minimum(until, bank.accounts.closed.to_numpy()[account])
    # The row just before, exempted or not; without one the account was in class 1.
    found["class_before"] = np.where(np.append(False, is_followed[:-1]), np.append(1, found.five_class[:-1]), 1)
    return found


def is_bad_at_end(bank: Bank, rows: pd.DataFrame, five_class_at_least: int) -> Whole:
    """Which accounts are at least in that class on the period's last day."""
    holds = (rows["first"] <= bank.period.last) & (bank.period.last < rows.until)
    found = np.zeros(len(bank.accounts), bool)
    found[rows.account[holds & (rows.five_class >= five_class_at_least)]] = True
    return found


def events(bank: Bank, rows: pd.DataFrame, measure: dict[str, Any]) -> pd.DataFrame:
    """The accounts that turned bad in the period, and the day."""
    bar = int(measure["five_class_at_least"])
    selected = np.logical_or.reduce([balances.selected(bank, each) for each in measure["selections"]])
    turned = (rows.five_class >= bar) & (rows.class_before < bar) & ~rows.is_exempted
    counts = turned & bank.period.holds(rows["first"]) & (rows["first"] < rows.until) & selected[rows.account]
    return rows.loc[counts, ["account", "first"]].rename(columns={"first": "day"})


def groups(bank: Bank, shares: Shares, found: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Events by client and lead manager: the pair, and the sum of the accounts' balances on the events' days in fen."""
    found = found.merge(asked, on=["account", "day"], how="left")
    client = bank.accounts.client.to_numpy()[found.account]
    fen = found.fen.fillna(0).astype(np.int64)
    pair = shares.lead(client, found.day.to_numpy())
    return fen[pair >= 0].groupby(pair[pair >= 0]).sum().rename_axis("pair").rename("fen").reset_index()


def spells(bank: Bank, shares: Shares, rows: pd.DataFrame) -> pd.DataFrame:
    """Unbroken overdue spells that touch the period: pair of the lead on the first day in it, and the most overdue days in it."""
    overdue = rows[(rows.overdue_days > 0) & (rows["first"] < rows.until)]
    overdue = overdue[(overdue["first"] <= bank.period.last) & (overdue.until > bank.period.first)]
    account, first, until = (overdue[name].to_numpy() for name in ("account", "first", "until"))
    is_next = np.append(False, (account[1:] == account[:-1]) & (first[1:] == until[:-1]))
    found = (
        overdue.groupby(np.cumsum(~is_next))
        .agg(account=("account", "first"), day=("first", "min"), overdue_days=("overdue_days", "max"))
        .astype(np.int64)
    )
    client = bank.accounts.client.to_numpy()[found.account]
    pair = shares.lead(client, found.day.clip(lower=bank.period.first).to_numpy())
    return found.assign(pair=pair)[pair >= 0]
