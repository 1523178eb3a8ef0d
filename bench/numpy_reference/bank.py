"""What is small of a bank and known throughout: who and what there is, the rates, and the days that count."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from numpy_reference import tables
from numpy_reference.exact import Whole, half_up, times

_MICRO = 10**6


class Period(NamedTuple):
    """A year by its first and last day, in days since 1970."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first + 1

    def holds(self, days: Whole) -> Whole:
        """Which of the days are in it."""
        return (days >= self.first) & (days <= self.last)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(tables.day(f"{number}-01-01"), tables.day(f"{number}-12-31"))


def months_before(day: int, months: int) -> int:
    """So many months before a day: the same day of the month, or the month's last."""
    return tables.day(str((pd.Timestamp(day, unit="D") - pd.DateOffset(months=months)).date()))


class Rates(NamedTuple):
    """CNY for units of each currency on each day from `first` on, in micro; the first currency is CNY itself."""

    currencies: pd.Index
    first: int
    micro: Whole
    units: Whole

    def in_cny(self, fen: Whole, currency: Whole, days: Whole) -> Whole:
        """Amounts in fen of CNY, half up; the whole part is multiplied apart, so that 64 bits hold the rest."""
        rate, whole = self._of(currency, days)
        amount = abs(fen)
        return np.sign(fen) * (times(amount // whole, rate) + half_up(times(amount % whole, rate), whole))

    def from_cny(self, fen: Whole, currency: Whole, days: Whole) -> Whole:
        """Amounts in CNY in hundredths of another currency, half up."""
        rate, whole = self._of(currency, days)
        amount = abs(fen)
        return np.sign(fen) * (times(amount // rate, whole) + half_up(times(amount % rate, whole), rate))

    def _of(self, currency: Whole, days: Whole) -> tuple[Whole, Whole]:
        micro = self.micro[currency, days - self.first]
        if not micro.all():
            raise ValueError("a rate is missing")
        return micro, self.units[currency, days - self.first]


class Bank(NamedTuple):
    """Its identifiers in the order of their texts, and its accounts and products, which name others by their place."""

    folder: Path
    standard: dict[str, Any]
    period: Period
    before: Period
    managers: pd.Index
    clients: pd.Index
    accounts: pd.DataFrame
    products: pd.DataFrame
    rates: Rates


def opened(folder: Path, standard: dict[str, Any], number: int) -> Bank:
    """The bank in a folder, for the assessment of a year."""
    period, before = year(number), year(number - 1)
    managers, clients = (
        pd.Index(np.sort(tables.texts(tables.read(folder, f"{name}s", f"{name}_id")[f"{name}_id"])))
        for name in ("manager", "client")
    )
    rates = _rates(folder, before.first, period.last)
    products = _products(folder)
    accounts = _accounts(folder, clients, products, rates)
    return Bank(folder, standard, period, before, managers, clients, accounts, products, rates)


def _rates(folder: Path, first: int, last: int) -> Rates:
    """A rate holds until the next; 0 before a currency's first."""
    rows = tables.read(folder, "fx_rates", "currency", "date", "rate_to_cny", "units")
    foreign = pd.Index(rows["currency"].unique().cast("string").to_pandas())
    currencies = foreign.insert(0, "CNY")
    given = pd.DataFrame({
        "currency": tables.codes(rows["currency"], currencies),
        "day": tables.days(rows["date"]),
        "micro": tables.numbers(rows["rate_to_cny"], 6),
        "units": tables.numbers(pc.fill_null(rows["units"], 1)),
    }).sort_values("day")  # fmt: skip
    micro = np.full((len(currencies), last - first + 1), _MICRO)
    units = np.full_like(micro, _MICRO)
    for currency, own in given.groupby("currency"):
        place = np.searchsorted(own.day, np.arange(first, last + 1), "right")
        micro[currency] = np.append(0, own.micro)[place]
        units[currency] = np.append(1, own.units)[place] * _MICRO
    return Rates(currencies, first, micro, units)


def _products(folder: Path) -> pd.DataFrame:
    """By code: family, tags, fee line, and the coefficient in ten-thousandths."""
    rows = tables.read(folder, "products", "product_code", "family", "tags", "fee_line", "coefficient")
    blank = pc.fill_null(rows["coefficient"], 1)
    found = {name: tables.texts(rows[name]) for name in ("family", "tags", "fee_line")}
    return pd.DataFrame(found | {"coefficient": tables.numbers(blank, 4)}, index=tables.texts(rows["product_code"]))


def _accounts(folder: Path, clients: pd.Index, products: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """By identifier: the places of client, product and currency, the type, and the days of opening and closing."""
    columns = ("account_id", "client_id", "product_code", "currency", "account_type", "opened_on", "closed_on")
    rows = tables.read(folder, "accounts", *columns)
    return pd.DataFrame({
        "client": tables.codes(rows["client_id"], clients),
        "product": tables.codes(rows["product_code"], products.index),
        "currency": tables.codes(rows["currency"], rates.currencies),
        "account_type": rows["account_type"].cast("string").to_pandas().to_numpy(),
        "opened": tables.days(rows["opened_on"]),
        "closed": tables.days(rows["closed_on"]),
    }, index=tables.texts(rows["account_id"]))  # fmt: skip
