"""Rows of balances joined to stretches (连段): consecutive days of one account with one balance, as one row."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("date", pa.date32()),
        ("through", pa.date32()),
        ("balance", pa.decimal128(18, 2)),
    ]
)
_DAY = pa.scalar(1, pa.int32())


@dataclass
class Joiner:
    """Joins rows in the order in which they come; what a row in another place would go on stays a stretch of its own.

    `is_ordered`: every stretch so far came after the one before it, by account and day, so that no day was given twice.
    """

    is_ordered: bool = True
    _open: pa.RecordBatch | None = None
    _last: pa.RecordBatch | None = None

    def add(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """The stretches that have ended by these rows (account_id, date and balance, none blank); the last one stays open."""
        found = _joined(rows if self._open is None else _together(self._open, rows))
        self._open = found.slice(found.num_rows - 1)
        return self._ended(found.slice(0, found.num_rows - 1))

    def rest(self) -> pa.RecordBatch | None:
        """The stretch that is still open, when no more rows come."""
        return None if self._open is None else self._ended(self._open)

    def _ended(self, found: pa.RecordBatch) -> pa.RecordBatch:
        if self.is_ordered and found.num_rows:
            self.is_ordered = _is_ordered(found if self._last is None else _together(self._last, found))
            self._last = found.slice(found.num_rows - 1)
        return found


def as_stretches(accounts: pa.Array, days: pa.Array, balances: pa.Array) -> pa.RecordBatch:
    """Rows of single days."""
    return pa.RecordBatch.from_arrays([accounts, days, days, balances], schema=SCHEMA)


def _together(first: pa.RecordBatch, second: pa.RecordBatch) -> pa.RecordBatch:
    return pa.concat_batches([first, second])


def _joined(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Each row joined to the one before it where it goes on with it."""
    account, day, through, balance = rows.columns
    goes_on = pc.and_(
        pc.and_(pc.equal(account[1:], account[:-1]), pc.equal(balance[1:], balance[:-1])),
        pc.equal(day[1:].view(pa.int32()), pc.add(through[:-1].view(pa.int32()), _DAY)),
    )
    begins = pc.add(pc.indices_nonzero(pc.invert(goes_on)).cast(pa.int64()), 1)
    if len(begins) == rows.num_rows - 1:
        return rows
    firsts = pa.concat_arrays([pa.array([0], pa.int64()), begins])
    lasts = pa.concat_arrays([pc.subtract(begins, 1), pa.array([rows.num_rows - 1], pa.int64())])
    columns = [account.take(firsts), day.take(firsts), through.take(lasts), balance.take(firsts)]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _is_ordered(rows: pa.RecordBatch) -> bool:
    account, day, through, _ = rows.columns
    later = pc.and_(pc.equal(account[1:], account[:-1]), pc.greater(day[1:], through[:-1]))
    return bool(pc.all(pc.or_(pc.greater(account[1:], account[:-1]), later), min_count=0).as_py())
