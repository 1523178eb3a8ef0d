"""Days between the desk's dates (inclusive at both ends) and the ledger's day numbers (half-open), and lists of spans."""

from collections.abc import Iterable, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.periods import EVER, FAR, day_number

Span = tuple[date, date]
Days = tuple[int, int]


def windows(first: date, last: date, spans: Sequence[Span] | None) -> tuple[Days, ...]:
    """The days from `first` to `last` that lie in `spans` (None: all of them), half-open, in order and without overlap."""
    whole = (day_number(first), day_number(last) + 1)
    asked = [whole] if spans is None else [(day_number(since), day_number(until) + 1) for since, until in spans]
    cut = ((max(start, whole[0]), min(stop, whole[1])) for start, stop in asked)
    return _merged(days for days in cut if days[0] < days[1])


def _merged(found: Iterable[Days]) -> tuple[Days, ...]:
    merged: list[Days] = []
    for start, stop in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return tuple(merged)


def is_inside(start: int, stop: int, within: Sequence[Days]) -> bool:
    """Whether the days from `start` up to `stop` touch any of the windows."""
    return any(start < until and stop > since for since, until in within)


def as_dates(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Day numbers as dates; the day of "still running" and of "since ever" as null."""
    is_real = pc.and_(pc.less(column, FAR), pc.greater(column, EVER))
    return pc.if_else(is_real, column, pa.scalar(None, column.type)).cast(pa.date32())


def last_days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The last day before each day number, as dates; null for "still running"."""
    return as_dates(pc.if_else(pc.less(column, FAR), pc.subtract(column, pa.scalar(1, column.type)), column))
