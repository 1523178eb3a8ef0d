"""Days without gaps (时段), both ends in them, as assignments and periods are written down."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from qiao.desk.common.hubs import Hub

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a day up to and including another; `last` None goes on."""

    first: date
    last: date | None

    def meeting(self, other: "Span") -> "Span | None":
        """The days that both have."""
        first = max(self.first, other.first)
        lasts = [last for last in (self.last, other.last) if last is not None]
        last = min(lasts) if lasts else None
        return None if last is not None and last < first else Span(first, last)

    def has(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days in as few spans as possible, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.first):
        before = found[-1] if found else None
        if before is None or (before.last is not None and span.first > before.last + _DAY):
            found.append(span)
        elif before.last is not None:
            found[-1] = Span(before.first, None if span.last is None else max(before.last, span.last))
    return found


# The assessment desk tells which periods are open, in objection or not yet locked; a provider takes nothing.
UNLOCKED: Hub[Span] = Hub("unlocked periods")


def unlocked(today: date) -> list[Span]:
    """Days whose figures may still change somebody's grade.

    Until the assessment desk has told of a period, these are this year and the one before, which no bank has locked before
    its own year end is done.
    """
    return joined(UNLOCKED.gather()) or [Span(date(today.year - 1, 1, 1), date(today.year, 12, 31))]
