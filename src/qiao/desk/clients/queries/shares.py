"""How much of a figure is somebody's own: by their share on each day."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.clients.models import Assignment
from qiao.desk.clients.spans import Span
from qiao.desk.people.models import User
from qiao.engine import Line, Step

WHOLE_BP = 10_000


class Share(NamedTuple):
    """Days on which so many basis points of a client count."""

    span: Span
    bp: int

    @property
    def ratio(self) -> Decimal:
        """As a ratio."""
        return Decimal(self.bp).scaleb(-4)


WHOLE = (Share(Span(date.min, None), WHOLE_BP),)


def own(assignments: Iterable[Assignment], user: User, window: Span) -> tuple[Share, ...]:
    """The shares of the person, and of whom they stand in for, on days of the window; none where nothing is theirs."""
    theirs = (one for one in assignments if one.manager_id in user.reach.acts_for)
    return tuple(Share(one.span, int(one.share * WHOLE_BP)) for one in theirs if one.span.meeting(window))


def pieces(line: Line, shares: Iterable[Share]) -> Iterator[tuple[Step, int]]:
    """The steps of a line cut where a share begins or ends, each with the basis points that count of it."""
    found = [(step, bp) for span, bp in shares for step in line.between(span.first, span.last or date.max).steps]
    yield from sorted(found)


def weight(line: Line, shares: Iterable[Share]) -> int:
    """Balance × days × share over all of a line, in fen and ten-thousandths."""
    return sum(step.fen * step.days * bp for step, bp in pieces(line, shares))


def on(day: date, shares: Iterable[Share]) -> int:
    """The basis points that count on a day."""
    return sum(bp for span, bp in shares if span.has(day))


def rounded(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, the half away from zero, as the engine rounds."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole
