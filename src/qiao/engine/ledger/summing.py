"""Balance sums (积数) of a whole ledger, added up in one pass over its intervals, account by account.

What an account has had up to the first day of a month is what its intervals came to up to the last one that began before
that day, less what of this one lies after it. So a running total is enough, looked at only where an account's next interval
begins in another month. A total has two parts, of the lower 32 bits of an amount and of the higher ones: the totals of all
accounts together may run over 64 bits, but the differences of one account do not, and they are what is kept.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import scalars

_NO_DAY = pa.nulls(1, pa.int32())
_LOWER = (1 << 32) - 1
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
    adder = Adder(months.column("month").combine_chunks(), first, until)
    with db.beside() as other:
        intervals = other.arrow_batches(
            "SELECT client_no, account_no, product_no, from_day, to_day, fen FROM intervals"
        )
        db.put("crossed", pa.RecordBatchReader.from_batches(_CROSSED, adder.crossings(intervals)))


class _Running:
    """One total over all accounts, and what it was before the account that is being added up."""

    def __init__(self) -> None:
        self._total = self._before = scalars.int64(0)

    def of_accounts(self, amounts: pa.Array | None, at: pa.Array, is_first: pa.Array) -> pa.Array:
        """Add the amounts (None: nothing at all); the totals of their own accounts up to the rows at these places."""
        if amounts is None:
            total, own = pa.repeat(self._total, len(at)), scalars.int64(0)
        else:
            totals = pc.add(pc.cumulative_sum(amounts), self._total)
            self._total = totals[-1]
            total, own = totals.take(at), amounts.take(at)
        before = pc.fill_null_forward(pc.if_else(is_first, pc.subtract(total, own), scalars.int64(None)))
        before = pc.fill_null(before, self._before)
        if len(before):
            self._before = before[-1]
        return pc.subtract(total, before)


class Adder:
    """Adds up intervals; `months` are those of the days from `first` on."""

    def __init__(self, months: pa.Array, first: int, until: int) -> None:
        self._months = months
        self._first, self._until = pa.scalar(first, pa.int32()), pa.scalar(until, pa.int32())
        self._account = _NO_DAY
        self._running = {name: _Running() for name in _TOTALS}

    def crossings(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The intervals that `crossed` has, of all intervals in order, however they are cut into batches."""
        held: pa.RecordBatch | None = None
        for batch in batches:
            if held is not None:
                yield self._add(held, batch)
            held = batch
        if held is not None:
            yield self._add(held, None)

    def _add(self, rows: pa.RecordBatch, after: pa.RecordBatch | None) -> pa.RecordBatch:
        account, since, fen = (rows.column(name) for name in ("account_no", "from_day", "fen"))
        is_first = _differ(account, pa.concat_arrays([self._account, account[:-1]]))
        self._account = account[-1:]
        next_day = self._next_day(rows, after)
        counted_to = pc.min_element_wise(rows.column("to_day"), self._until)
        amounts = _amounts(fen, pc.subtract(counted_to, since).cast(pa.int64()))
        is_crossing = pc.not_equal(self._month(since), self._month(next_day))
        at = pc.indices_nonzero(pc.or_(is_first, is_crossing))
        days = [*(rows.column(name) for name in _DAYS[:5]), counted_to, next_day, fen]
        first = is_first.take(at)
        totals = [running.of_accounts(amounts[name], at, first) for name, running in self._running.items()]
        columns = [*(column.take(at) for column in days), *totals]
        return pa.RecordBatch.from_arrays(columns, schema=_CROSSED).filter(is_crossing.take(at))

    def _next_day(self, rows: pa.RecordBatch, after: pa.RecordBatch | None) -> pa.Array:
        """The first day of each interval's successor of the same account."""
        account, since = (
            pa.concat_arrays([rows.column(name)[1:], after.column(name)[:1] if after else _NO_DAY])
            for name in ("account_no", "from_day")
        )
        return pc.if_else(_differ(rows.column("account_no"), account), self._until, since)

    def _month(self, days: pa.Array) -> pa.Array:
        return self._months.take(pc.subtract(days, self._first))


def _differ(one: pa.Array, other: pa.Array) -> pa.Array:
    """Where they are not the same; what there is none of is another."""
    return pc.fill_null(pc.not_equal(one, other), True)


def _amounts(fen: pa.Array, days: pa.Array) -> dict[str, pa.Array | None]:
    """What each interval adds to the totals; None where it is nothing for all of them."""
    found: list[pa.Array | None] = []
    bounds = pc.min_max(fen)
    for part, most in ((fen, bounds["max"].as_py()), (pc.negate(fen), -bounds["min"].as_py())):
        above = pc.max_element_wise(part, scalars.int64(0))
        found.append(pc.multiply(pc.shift_right(above, scalars.int64(32)), days) if most >> 32 > 0 else None)
        found.append(pc.multiply(pc.bit_wise_and(above, scalars.int64(_LOWER)), days) if most > 0 else None)
    return dict(zip(_TOTALS, [*found, pa.repeat(scalars.int64(1), len(fen))], strict=True))
