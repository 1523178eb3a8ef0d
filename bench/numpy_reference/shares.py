"""Who has which part of a client: constant within the client's stretches, between one change of hands and the next.

What is summed is summed by client and stretch before it is multiplied by a share. Stretch 0 is all before the period; a cell
is a client and its stretch, a pair a manager and a client.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from numpy_reference import tables
from numpy_reference.bank import Bank
from numpy_reference.exact import Whole, summed, times

WHOLE = 10_000  # a share is in basis points


class Changes(NamedTuple):
    """The days on which a new stretch begins, those that all clients have and those of each; NEVER where one has fewer."""

    common: tuple[int, ...]
    own: list[Whole]

    @property
    def stretches(self) -> int:
        """How many each client has, empty ones among them."""
        return len(self.common) + len(self.own) + 1

    def of(self, clients: Whole) -> "Changes":
        """The same by account, or whatever else has a client."""
        return Changes(self.common, [starts[clients] for starts in self.own])

    def stretch(self, places: Whole, days: Whole) -> Whole:
        """The number of the stretch that each day is in, of the client or account at that place."""
        found = np.zeros(len(days), np.int32)
        for start in self.common:
            found += days >= start
        for starts in self.own:
            found += days >= starts[places]
        return found


class Shares(NamedTuple):
    """Who has what in the period.

    `held` has a row for each cell and assignment in force in it: pair, cell, client, basis points, days, and whether the
    period's last day is in it. `leads` has a row for each lead assignment: client, pair, first and last day.
    """

    changes: Changes
    starts: Whole
    pairs: pd.DataFrame
    held: pd.DataFrame
    leads: pd.DataFrame

    def attributed(self, by_cell: Whole, held: pd.DataFrame | None = None) -> Whole:
        """Sums by cell as sums by pair, times basis points."""
        held = self.held if held is None else held
        parts = times(by_cell[held.cell.to_numpy()], held.share.to_numpy())
        return summed(parts, held.pair.to_numpy(), len(self.pairs))

    def lead(self, clients: Whole, days: Whole) -> Whole:
        """The pair of each client and its lead manager on that day, -1 where there is none."""
        asked = pd.DataFrame({"client": clients, "day": days}).reset_index().merge(self.leads, on="client")
        asked = asked[(asked["first"] <= asked.day) & (asked.day <= asked["last"])]
        found = np.full(len(clients), -1)
        found[asked["index"]] = asked.pair
        return found

    def leads_on(self, day: int) -> pd.DataFrame:
        """The lead assignments that are in force on a day."""
        return self.leads[(self.leads["first"] <= day) & (day <= self.leads["last"])]


def shared(bank: Bank, since: tuple[int, ...]) -> Shares:
    """The assignments that touch the period; further stretches begin on the days in `since`."""
    rows = tables.read(bank.folder, "assignments", "client_id", "manager_id", "from_date", "to_date", "share", "role")
    given = pd.DataFrame({
        "client": tables.codes(rows["client_id"], bank.clients),
        "manager": tables.codes(rows["manager_id"], bank.managers),
        "first": tables.days(rows["from_date"]),
        "last": tables.days(rows["to_date"]),
        "share": tables.numbers(rows["share"], 4),
        "is_lead": tables.texts(rows["role"]) == "lead",
    })  # fmt: skip
    given = given[(given["first"] <= bank.period.last) & (given["last"] >= bank.period.first)]
    common = (bank.period.first, *(day for day in since if day > bank.period.first))
    changes = Changes(common, _own(given, bank))
    starts = _starts(changes, len(bank.clients))
    place = given.manager * len(bank.clients) + given.client
    known, given["pair"] = np.unique(place, return_inverse=True)
    pairs = pd.DataFrame({"manager": known // len(bank.clients), "client": known % len(bank.clients)})
    return Shares(changes, starts, pairs, _held(given, starts, bank), given[given.is_lead].drop(columns="share"))


def _own(given: pd.DataFrame, bank: Bank) -> list[Whole]:
    """The days after the period's first on which a client's shares change, as one array for the first of each client, and so on."""
    changed = pd.DataFrame({
        "client": np.concatenate([given.client, given.client]),
        "day": np.concatenate([given["first"], given["last"].clip(upper=bank.period.last) + 1]),
    })  # fmt: skip
    changed = changed[(changed.day > bank.period.first) & (changed.day <= bank.period.last)].drop_duplicates()
    place = changed.groupby("client").cumcount()
    found = np.full((place.max() + 1 if len(place) else 0, len(bank.clients)), tables.NEVER, np.int32)
    found[place, changed.client] = changed.day
    return list(found)


def _starts(changes: Changes, clients: int) -> Whole:
    """The first day of each stretch of each client, by client and number; the first began long ago."""
    found = np.full((clients, changes.stretches), -tables.NEVER, np.int32)
    for number, start in enumerate((*changes.common, *changes.own), 1):
        found[:, number] = start
    return np.sort(found, axis=1)


def _held(given: pd.DataFrame, starts: Whole, bank: Bank) -> pd.DataFrame:
    """Each assignment in each stretch of the period that it covers; it covers all of it or nothing."""
    stretches = starts.shape[1]
    ends = np.c_[starts[:, 1:], np.full(len(starts), tables.NEVER)].clip(max=bank.period.last + 1)
    held = given.loc[given.index.repeat(stretches - 1), ["client", "pair", "first", "last", "share"]]
    number = np.tile(np.arange(1, stretches), len(given))
    start, end = starts[held.client, number], ends[held.client, number]
    held = held.assign(
        cell=held.client * stretches + number, start=start, days=end - start, is_last=end > bank.period.last
    )
    return held[(held.days > 0) & (held["first"] <= start) & (start <= held["last"])]
