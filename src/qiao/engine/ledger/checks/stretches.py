"""Rows of balances joined to stretches (连段): consecutive days of one account with one balance, as one row."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.ledger import scalars

SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("date", pa.date32()),
        ("through", pa.date32()),
        ("balance", pa.decimal128(18, 2)),
    ]
)
_ONE_DAY = datetime.timedelta(days=1)


class Joined(NamedTuple):
    """The stretches of a block of rows, and whether each came after the one before it."""

    stretches: pa.RecordBatch
    is_ordered: bool


class _Stretch(NamedTuple):
    """One row of stretches."""

    account_id: str
    date: datetime.date
    through: datetime.date
    balance: Decimal

    def goes_on_with(self, last: "_Stretch") -> bool:
        """Whether the last one ended on the day before with the same."""
        return (self.account_id, self.balance, self.date) == (last.account_id, last.balance, last.through + _ONE_DAY)


@dataclass
class Joiner:
    """Joins blocks of rows in the order in which they come; what a row in another place would go on stays a stretch of its own.

    `is_ordered`: every stretch so far came after the one before it, by account and day, so that no day was given twice.
    """

    is_ordered: bool = True
    _open: pa.RecordBatch | None = None

    def add(self, block: Joined) -> Iterator[pa.RecordBatch]:
        """The stretches that have ended by the next block; the last one stays open."""
        found = block.stretches
        self.is_ordered = self.is_ordered and block.is_ordered
        if self._open is not None:
            last, first = (_Stretch(**row) for row in _together(self._open, found.slice(0, 1)).to_pylist())
            self.is_ordered = self.is_ordered and (last.account_id, last.through) < (first.account_id, first.date)
            if first.goes_on_with(last):
                joined = first._replace(date=last.date)
                self._open = pa.RecordBatch.from_pylist([joined._asdict()], schema=SCHEMA)
                found = found.slice(1)
            if found.num_rows:
                yield self._open
        if found.num_rows:
            self._open = found.slice(found.num_rows - 1)
            yield found.slice(0, found.num_rows - 1)

    @property
    def is_used(self) -> bool:
        """Whether there were any rows."""
        return self._open is not None

    def rest(self) -> Iterator[pa.RecordBatch]:
        """The stretch that is still open, when no more rows come."""
        if self._open is not None:
            yield self._open


def join(accounts: pa.Array, days: pa.Array, balances: pa.Array) -> Joined:
    """The rows of a block, at least one and none with a blank, joined among themselves.

    Accounts may be coded by a dictionary in which none stands twice.
    """
    is_coded = pa.types.is_dictionary(accounts.type)
    account, *rest = _joined([accounts.indices if is_coded else accounts, days, days, balances])
    if is_coded:
        account = accounts.dictionary.take(account)
    found = pa.RecordBatch.from_arrays([account, *rest], schema=SCHEMA)
    return Joined(found, is_ordered(found))


def _together(first: pa.RecordBatch, second: pa.RecordBatch) -> pa.RecordBatch:
    return pa.concat_batches([first, second])


def _joined(columns: list[pa.Array]) -> list[pa.Array]:
    """Each row (account, date, through and balance) joined to the one before it where it goes on with it."""
    account, day, through, balance = columns
    goes_on = pc.and_(
        pc.and_(pc.equal(account[1:], account[:-1]), pc.equal(balance[1:], balance[:-1])),
        pc.equal(day[1:].view(pa.int32()), pc.add(through[:-1].view(pa.int32()), scalars.int32(1))),
    )
    begins = pc.add(pc.indices_nonzero(pc.invert(goes_on)).cast(pa.int64()), 1)
    if len(begins) == len(account) - 1:
        return columns
    firsts = pa.concat_arrays([pa.array([0], pa.int64()), begins])
    lasts = pa.concat_arrays([pc.subtract(begins, 1), pa.array([len(account) - 1], pa.int64())])
    return [account.take(firsts), day.take(firsts), through.take(lasts), balance.take(firsts)]


def is_ordered(rows: pa.RecordBatch) -> bool:
    """Whether each stretch comes after the one before it, by account and day."""
    account, day, through, _ = rows.columns
    later = pc.and_(pc.equal(account[1:], account[:-1]), pc.greater(day[1:], through[:-1]))
    return bool(pc.all(pc.or_(pc.greater(account[1:], account[:-1]), later), min_count=0).as_py())
