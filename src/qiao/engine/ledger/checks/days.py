"""Rows of balances that come day by day, every account's of one day before any of the next, joined to stretches (连段).

So a ledger comes that was put aside every night. Each day is laid beside the one before it: an account that goes on with the
same keeps the day since when it has it, any other's stretch has ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.ledger import scalars
from qiao.engine.ledger.checks.pairs import paired
from qiao.engine.ledger.checks.stretches import SCHEMA, is_ordered

_ROWS_A_DAY = 64  # on average at least, in a block that comes day by day


@dataclass(frozen=True)
class _Day:
    """One day's rows, at least one, each with the day since when its account has the same."""

    day: int
    accounts: pa.Array
    since: pa.Array
    balances: pa.Array

    def stretches(self, ended: pa.Array | None = None) -> pa.RecordBatch:
        """What the rows at these places come to if they end here (None: all of them)."""
        columns = self.accounts, self.since, self.balances
        account, since, balance = columns if ended is None else (column.take(ended) for column in columns)
        through = pa.repeat(scalars.day(self.day), len(account))
        return pa.RecordBatch.from_arrays([account, since, through, balance], schema=SCHEMA)


class DayJoiner:
    """Joins blocks that come day by day.

    `is_used`: there was such a block; `is_ordered`: all its stretches came by account and day, so that no day was given
    twice, as it is where there is only one day.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.is_used = False
        self.is_ordered = True
        self._coming: list[pa.RecordBatch] = []
        self._before: _Day | None = None

    def add(self, days: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The stretches that have ended by a block's last day but one; `days` are its rows, cut by the day."""
        self.is_used = True
        for rows in days:
            if self._coming and _day_of(self._coming[0]) != _day_of(rows):
                yield from self._close()
            self._coming.append(rows)

    def rest(self) -> Iterator[pa.RecordBatch]:
        """The stretches that are still open, when no more rows come."""
        if self._coming:
            yield from self._close()
        if self._before is not None:
            found = self._before.stretches()
            self.is_ordered = self.is_ordered and is_ordered(found)
            yield found
            self._before = None

    def _close(self) -> Iterator[pa.RecordBatch]:
        """The day that was coming is whole: what of the day before does not go on with it has ended."""
        day, rows = _day_of(self._coming[0]), pa.Table.from_batches(self._coming).combine_chunks()
        accounts, balances = (rows.column(name).chunk(0) for name in ("account_id", "balance"))
        self._coming = []
        if self._before is None:
            self._before = _begun(day, accounts, balances)
            return
        self.is_ordered = False
        ended, self._before = _followed(self._before, day, accounts, balances)
        yield ended


def cut(rows: pa.RecordBatch) -> list[pa.RecordBatch] | None:
    """The rows (account_id, date and balance, none blank) by the day; None where they do not come day by day."""
    days = rows.column("date").view(pa.int32())
    steps = pc.subtract(days[1:], days[:-1])
    if (pc.min(steps).as_py() or 0) < 0:
        return None
    begins = [0, *(place + 1 for place in pc.indices_nonzero(steps).to_pylist()), rows.num_rows]
    if rows.num_rows < _ROWS_A_DAY * (len(begins) - 1):
        return None
    account = rows.column("account_id").cast(pa.string())
    plain = pa.RecordBatch.from_arrays(
        [account, rows.column("date"), rows.column("balance")], ["account_id", "date", "balance"]
    )
    return [plain.slice(first, end - first) for first, end in pairwise(begins)]


def _day_of(rows: pa.RecordBatch) -> int:
    return int(rows.column("date").view(pa.int32())[0].as_py())


def _begun(day: int, accounts: pa.Array, balances: pa.Array) -> _Day:
    return _Day(day, accounts, pa.repeat(scalars.day(day), len(accounts)), balances)


def _followed(before: _Day, day: int, accounts: pa.Array, balances: pa.Array) -> tuple[pa.RecordBatch, _Day]:
    """What has ended with the day before, and the day that follows it."""
    if day != before.day + 1:
        return before.stretches(), _begun(day, accounts, balances)
    pairs = paired(accounts, before.accounts)
    goes_on = pc.fill_null(pc.equal(pairs.brought(before.balances), balances), scalars.boolean(False))
    since = pc.if_else(goes_on, pairs.brought(before.since), scalars.day(day))
    # An account that the day has twice goes on twice: its stretches then overlap, by which that is found.
    ended = pc.indices_nonzero(pc.invert(pairs.taken_back(goes_on)))
    return before.stretches(ended), _Day(day, accounts, since, balances)
