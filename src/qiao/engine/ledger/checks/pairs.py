"""The rows that two days have of one account (配对).

Where accounts come in nearly the same order every day, as an export mostly writes them, pairs are found by walking along
both days; else each account is looked up, which takes ten times as long.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.ledger import scalars

_MOST_STEPS = 64  # where two days part more often, accounts are looked up
_AT_ONCE = 1 << 14  # rows compared before a look whether any differs
_FURTHEST = 32  # accounts in a row that one day has and the other has not


class Pairs(Protocol):
    """Which row of a day has the account of which row of the day before."""

    def brought(self, before: pa.Array) -> pa.Array:
        """What stands beside each row of the day before, beside the day's row of its account; none where that has no pair."""
        ...

    def taken_back(self, now: pa.Array) -> pa.Array:
        """What is so of each row of the day, beside the row of its account the day before; false where that has no pair."""
        ...


def paired(now: pa.Array, before: pa.Array) -> Pairs:
    """The pairs of two days' accounts, at least one each; one that was stepped over in vain costs a stretch, which is joined later."""
    return _walked(now, before) or _LookedUp(now, before)


@dataclass(frozen=True)
class _LookedUp:
    """Pairs of days in any order of accounts."""

    now: pa.Array
    before: pa.Array

    @cached_property
    def _places(self) -> pa.Array:
        return pc.index_in(self.now, self.before)

    def brought(self, before: pa.Array) -> pa.Array:
        """By each account's place."""
        return before.take(self._places)

    def taken_back(self, now: pa.Array) -> pa.Array:
        """By the places of those of which it is so."""
        kept = pc.inverse_permutation(self._places.filter(now), max_index=len(self.before) - 1)
        return pc.is_valid(kept)


@dataclass(frozen=True)
class _Walked:
    """Pairs of days in nearly the same order: so many alike, then so many that only the day has and only the one before, and on."""

    steps: list[tuple[int, int, int]]

    def brought(self, before: pa.Array) -> pa.Array:
        """Piece by piece."""
        pieces, place = [], 0
        for alike, only_now, only_before in self.steps:
            pieces += [before.slice(place, alike), pa.nulls(only_now, before.type)]
            place += alike + only_before
        return _together(pieces)

    def taken_back(self, now: pa.Array) -> pa.Array:
        """Piece by piece."""
        pieces, place = [], 0
        for alike, only_now, only_before in self.steps:
            pieces += [now.slice(place, alike), pa.repeat(scalars.boolean(False), only_before)]
            place += alike + only_now
        return _together(pieces)


def _together(pieces: list[pa.Array]) -> pa.Array:
    filled = [piece for piece in pieces if len(piece)]
    return filled[0] if len(filled) == 1 else pa.concat_arrays(filled)


def _walked(now: pa.Array, before: pa.Array) -> _Walked | None:
    """The pairs of two days; None where they part too often or too far."""
    steps: list[tuple[int, int, int]] = []
    here = there = 0
    while len(steps) < _MOST_STEPS:
        alike = _alike(now[here:], before[there:])
        here, there = here + alike, there + alike
        if here == len(now) or there == len(before):
            steps.append((alike, len(now) - here, len(before) - there))
            return _Walked(steps)
        apart = _meeting(now[here : here + _FURTHEST], before[there : there + _FURTHEST])
        if apart is None:
            return None
        steps.append((alike, *apart))
        here, there = here + apart[0], there + apart[1]
    return None


def _alike(now: pa.Array, before: pa.Array) -> int:
    """How many accounts stand first in both, one by one."""
    count = min(len(now), len(before))
    for place in range(0, count, _AT_ONCE):
        end = min(place + _AT_ONCE, count)
        parting = pc.index(pc.equal(now[place:end], before[place:end]), scalars.boolean(False)).as_py()
        if parting >= 0:
            return place + int(parting)
    return count


def _meeting(now: pa.Array, before: pa.Array) -> tuple[int, int] | None:
    """How many accounts to step over in each until both have the same again."""
    stood = {account: place for place, account in reversed(list(enumerate(before.to_pylist())))}
    for place, account in enumerate(now.to_pylist()):
        if account in stood:
            return place, stood[account]
    return None
