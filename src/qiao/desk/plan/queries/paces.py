"""Pace (进度): the share of a target that is reached against the share of the working days that have passed, and the forecast.

What is reached of a target is what of the whole period's figure is earned: an average fills with the days, so that of a balance held
for half of the period half counts; a total counts as it is. A level (a ratio) is measured by its target on any day, and time does not
matter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from qiao.desk.assess.models import Period, Run
from qiao.desk.assess.queries import results
from qiao.desk.common.composing import among, composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.desk.plan.models import Standing, Target
from qiao.desk.plan.queries import figures, indicators, spans
from qiao.desk.plan.queries.figures import Figures, Known
from qiao.desk.plan.queries.indicators import LEVEL, Item
from qiao.desk.plan.queries.spans import Clock
from qiao.desk.plan.queries.trees import Unit

ROOM = Fraction(5, 100)  # so far from 1 a pace is still on pace
MARKS = AHEAD, ON_PACE, BEHIND, OPEN = "ahead", "on_pace", "behind", "open"
_AHEAD, _BEHIND = 1 + ROOM, 1 - ROOM
_PLACES = Decimal("0.0001")


class Pace(NamedTuple):
    """How far a figure is; ratios with four places, None where there is no target or no figure."""

    reached: Decimal | None = None
    pace: Decimal | None = None
    mark: str = OPEN


class Line(NamedTuple):
    """One indicator of one unit."""

    item: Item
    target: Decimal | None
    value: Decimal | None
    forecast: Decimal | None
    pace: Pace
    own: Known | None

    @property
    def ends(self) -> Decimal | None:
        """The forecast as a share of the target."""
        if self.forecast is None or not self.target:
            return None
        return rounded(_ratio(self.forecast, self.target))


class Part(NamedTuple):
    """A part of a unit: how many of its indicators bear which mark, and its line of the one that is looked at."""

    unit: Unit
    marks: Mapping[str, int]
    line: Line | None
    url: str


def rounded(value: Fraction) -> Decimal:
    """Half up at 0.0001."""
    exact = Decimal(value.numerator * 10**6 // value.denominator).scaleb(-6)
    return exact.quantize(_PLACES, ROUND_HALF_UP)


def _ratio(above: Decimal, below: Decimal) -> Fraction:
    """What two figures are to each other, exactly."""
    (up, over), (down, under) = above.as_integer_ratio(), below.as_integer_ratio()
    return Fraction(up * under, over * down)


def pace(kind: str, earned: Decimal | None, target: Decimal | None, clock: Clock) -> Pace:
    """How far what is earned is on its way to a target."""
    if earned is None or not target:
        return Pace()
    reached = _ratio(earned, target)
    found = reached / clock.elapsed if kind != LEVEL and clock.elapsed else reached
    mark = AHEAD if found >= _AHEAD else BEHIND if found < _BEHIND else ON_PACE
    return Pace(rounded(reached), rounded(found), mark)


# --- from the newest run ------------------------------------------------------------------------------------------------


def run_of(period: Period, user: User) -> Run | None:
    """Whose figures are shown: the run in force, else the newest one that the reader may see and that was worked out."""
    standing = results.in_force(period)
    wanted = {"period": period.pk, "standard": period.standard_id, "standing": standing.pk if standing else 0}
    found = next(iter(_runs(user.reach, **wanted)), None)
    if found is not None:
        found.period, found.standard = period, period.standard
    return found


@composed
def _runs(reach: Reach, *, period: int, standard: int, standing: int) -> QuerySet[Run]:
    worked_out = Exists(Standing.objects.filter(run=OuterRef("pk")))
    found = Run.objects.visible_to(reach.bearer).filter(worked_out, period=period, standard=standard)
    in_force = ExpressionWrapper(Q(pk=standing), output_field=BooleanField())
    return found.defer("told").order_by(in_force.desc(), "-as_of", "-made_at", "-number")[:1]


Held = Mapping[tuple[int, str], tuple[Decimal | None, ...]]


def held(run: Run | None, unit: Unit) -> Held:
    """Value, what is earned, forecast, and what a ratio is made of, of everybody in a unit, in one question.

    The run is one that the reader may see, and so is the unit, with all that it is made of.
    """
    if run is None:
        return {}
    rows = _held(run=run.pk, people=list(unit.people))
    return {(person, code): tuple(rest) for person, code, *rest in rows if person is not None}


@composed
def _held(*, run: int, people: list[int]) -> QuerySet[Standing, Any]:
    columns = ("person_id", "indicator", "value", "earned", "forecast", "above", "below")
    return Standing.objects.filter(among("person", people), run=run).order_by().values_list(*columns)


def _together(unit: Unit, item: Item, found: Held) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The value, what is earned and the forecast of everybody in a unit."""
    rows = [row for person in unit.people if (row := found.get((person, item.code)))]
    if len(rows) == 1:
        return rows[0][0], rows[0][1], rows[0][2]
    if item.kind == LEVEL:
        above = sum((row[3] or Decimal() for row in rows), Decimal())
        below = sum((row[4] or Decimal() for row in rows), Decimal())
        level = rounded(_ratio(above, below)) if below else None
        return level, level, level
    value, earned, forecast = (_sum([row[place] for row in rows]) for place in range(3))
    return value, earned, forecast


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal()) if known else None


def lines(period: Period, unit: Unit, targets: Figures, found: Held, clock: Clock) -> list[Line]:
    """Every indicator of a unit."""
    return [_line(item, unit, targets, found, clock) for item in indicators.of(period)]


def _line(item: Item, unit: Unit, targets: Figures, found: Held, clock: Clock) -> Line:
    target = figures.in_force(targets, unit, item)
    value, earned, forecast = _together(unit, item, found)
    return Line(
        item, target, value, forecast, pace(item.kind, earned, target, clock), targets.get((unit.key, item.code))
    )


def counted(found: Iterable[Line]) -> dict[str, int]:
    """How many lines bear which mark, every mark named."""
    marks = Counter(one.pace.mark for one in found)
    return {mark: marks[mark] for mark in MARKS}


def parts(period: Period, unit: Unit, targets: Figures, found: Held, clock: Clock, of: str, user: User) -> list[Part]:
    """A unit's parts in the bank's own order, each with all its marks: nobody is ranked by one indicator.

    Somebody who has left since is a part without a page of their own.
    """
    shown = []
    people = [part.record.pk for part in unit.parts if part.is_person]
    known = (
        set(User.objects.filter(user.reach.people(), pk__in=people).values_list("pk", flat=True)) if people else set()
    )
    for part in (part for part in unit.parts if part.people):
        every = lines(period, part, targets, found, clock)
        chosen = next((one for one in every if one.item.code == of), None)
        is_open = not part.is_person or part.record.pk in known
        url = part.url(label=period.label) + (f"&of={of}" if chosen and not part.is_person else "")
        shown.append(Part(part, counted(every), chosen, url if is_open else ""))
    return shown


# --- one's own, in one question ------------------------------------------------------------------------------------------


class Own(NamedTuple):
    """A manager's pace in one line."""

    period: str
    clock: Clock
    marks: Mapping[str, int]


def own(user: User) -> Own | None:
    """The marks of one's own indicators in the newest result that was shown; None for whoever has none."""
    rows = _standings(person=user.pk)
    if not rows:
        return None
    run = rows[0].run
    clock = spans.clock(run.period, run.as_of)
    mine = [row for row in rows if row.run_id == run.pk]
    marks = Counter(pace(row.kind, row.earned, row.target, clock).mark for row in mine)
    told = {mark: marks[mark] for mark in MARKS}
    return Own(run.period.label, clock, told) if marks.keys() != {OPEN} else None


@composed
def _standings(*, person: int) -> QuerySet[Any, Any]:
    """Where one's indicators stood, with their targets, the newest result first."""
    target = Target.objects.filter(person=OuterRef("person"), period=OuterRef("run__period__label"))
    figure = Subquery(target.filter(indicator=OuterRef("indicator")).values("figure")[:1])
    shown = Standing.objects.filter(person=person, run__shown_at__isnull=False).select_related("run__period")
    newest = shown.annotate(target=figure).order_by("-run__as_of", "-run__shown_at", "pk")
    columns = (
        "kind",
        "earned",
        "run__as_of",
        "run__period__label",
        "run__period__first",
        "run__period__last",
        "run_id",
    )
    return newest.only(*columns)[:60]
