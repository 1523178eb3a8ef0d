"""Balance sums (积数) of a whole ledger, added up in one pass over its intervals, account by account.

What an account has had up to the first day of a month is what its intervals came to up to the last one that began before
that day, less what of this one lies after it. So a running total is enough, looked at only where an account's next interval
begins in another month. A total has two parts, of the lower 32 bits of an amount and of the higher ones: the totals of all
accounts together may run over 64 bits, but the differences of one account do not, and they are what is kept.
"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.engines.duckdb import Database

_NOTHING = pa.scalar(0, pa.int64())
_HALF = pa.scalar(32, pa.int64())
_LOWER = pa.scalar((1 << 32) - 1, pa.int64())
_TOTALS = ("positive_high", "positive_low", "overdrawn_high", "overdrawn_low", "begun")
_DAYS = ("client_no", "account_no", "product_no", "from_day", "to_day", "counted_to", "next_day")
_CROSSED = pa.schema(
    [*((name, pa.int32()) for name in _DAYS), ("fen", pa.int64()), *((name, pa.int64()) for name in _TOTALS)]
)


def cross(db: Database, until: int | None) -> None:
    """Make `crossed`: every interval after which its account's next one, or `until`, is in another month, with the totals up to it.

    Totals are of the days before `until`, the first day of a month after the last interval has begun; None where there are no
    intervals. These must stand account by account and day by day.
    """
    first = db.value("SELECT MIN(from_day) FROM intervals")
    if first is None or until is None:
        db.put("crossed", _CROSSED.empty_table())
        return
    months = db.arrow(f"SELECT CAST(month_of(day) AS INTEGER) AS month FROM range({first}, {until} + 1) days(day)")
    adder = _Adder(months.column("month").combine_chunks(), first, until)
    with db.beside() as other:
        intervals = other.arrow_batches("SELECT client_no, account_no, product_no, from_day, to_day, fen FROM intervals")
        found = (adder.add(rows, after) for rows, after in _with_next(intervals))
        db.put("crossed", pa.RecordBatchReader.from_batches(_CROSSED, found))


def _with_next(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch | None]]:
    """Each batch with the one after it."""
    held: pa.RecordBatch | None = None
    for batch in batches:
        if held is not None:
            yield held, batch
        held = batch
    if held is not None:
        yield held, None


class _Adder:
    """Adds up intervals; `months` are those of the days from `first` on."""

    def __init__(self, months: pa.Array, first: int, until: int) -> None:
        self._months = months
        self._first, self._until = pa.scalar(first, pa.int32()), pa.scalar(until, pa.int32())
        self._account = pa.nulls(1, pa.int32())
        self._totals = {name: _NOTHING for name in _TOTALS}
        self._before = {name: _NOTHING for name in _TOTALS}

    def add(self, rows: pa.RecordBatch, after: pa.RecordBatch | None) -> pa.RecordBatch:
        """The intervals of `rows` that `crossed` has; `after` is what comes next."""
        account, since, until, fen = (rows.column(name) for name in ("account_no", "from_day", "to_day", "fen"))
        begins = _differ(account, pa.concat_arrays([self._account, account[:-1]]))
        self._account = account[-1:]
        nothing = pa.nulls(1, pa.int32())
        later_account, later = (
            pa.concat_arrays([column[1:], after.column(name)[:1] if after else nothing])
            for name, column in (("account_no", account), ("from_day", since))
        )
        next_day = pc.if_else(_differ(account, later_account), self._until, later)
        counted_to = pc.min_element_wise(until, self._until)
        amounts = _amounts(fen, pc.subtract(counted_to, since).cast(pa.int64()))
        totals = {name: pc.add(pc.cumulative_sum(column), self._totals[name]) for name, column in amounts.items()}
        self._totals = {name: column[-1] for name, column in totals.items()}
        crosses = pc.not_equal(self._month(since), self._month(next_day))
        kept = pc.or_(begins, crosses)
        days = [*(rows.column(name) for name in _DAYS[:5]), counted_to, next_day, fen]
        is_crossing, is_begin = crosses.filter(kept), begins.filter(kept)
        own = [
            self._of_account(name, totals[name].filter(kept), amounts[name].filter(kept), is_begin) for name in _TOTALS
        ]
        columns = [*(column.filter(kept) for column in days), *own]
        return pa.RecordBatch.from_arrays(columns, schema=_CROSSED).filter(is_crossing)

    def _month(self, days: pa.Array) -> pa.Array:
        return self._months.take(pc.subtract(days, self._first))

    def _of_account(self, name: str, totals: pa.Array, amounts: pa.Array, is_begin: pa.Array) -> pa.Array:
        """The totals of each row's own account: less what they were before its first interval."""
        began = pc.if_else(is_begin, pc.subtract(totals, amounts), pa.scalar(None, pa.int64()))
        before = pc.fill_null(pc.fill_null_forward(began), self._before[name])
        if len(before):
            self._before[name] = before[-1]
        return pc.subtract(totals, before)


def _differ(one: pa.Array, other: pa.Array) -> pa.Array:
    """Where they are not the same; what there is none of is another."""
    return pc.fill_null(pc.not_equal(one, other), True)


def _amounts(fen: pa.Array, days: pa.Array) -> dict[str, pa.Array]:
    """What each interval adds to the totals."""
    found = []
    for part in (fen, pc.negate(fen)):
        above = pc.max_element_wise(part, _NOTHING)
        found += [pc.shift_right(above, _HALF), pc.bit_wise_and(above, _LOWER)]
    sums = [pc.multiply(part, days) for part in found]
    return dict(zip(_TOTALS, [*sums, pa.repeat(pa.scalar(1, pa.int64()), len(fen))], strict=True))
