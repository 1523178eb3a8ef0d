"""Curves of scoring (计分曲线): how an indicator's points follow from what is measured, and where one manager stands on it."""

from typing import NamedTuple

from qiao.engine.errors import Text
from qiao.engine.scoring.indicators import SCORED, ScoredIndicator
from qiao.engine.scoring.methods import bonus, lower, rate, spells, step, target, unit
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.model import Bonus, Events, Lower, Rate, Spells, Step, Target, Unit

_ATTAINMENT = Text("完成率", "attainment")
_MEASURE = Text("计量值", "measured")
_GROUPS = Text("新发生不良户数(每户按最低扣分)", "newly non-performing clients, each at its least cost")
_DAYS = Text("一次逾期的最高天数", "highest days overdue of one spell")
_WHOLE = 10_000
Corner = tuple[int, int]


class Curve(NamedTuple):
    """Points (hundredths) by what is measured (at `scale`): corners joined by straight lines; `at` is one's own, if any.

    `at` is left out where one was not scored, or where points do not follow from the measure alone.
    """

    name: Text
    scale: int
    corners: tuple[Corner, ...]
    at: Corner | None


def curve(scores: Scores, manager_id: str, code: str) -> Curve:
    """The curve of an indicator and a manager's place on it; both must be known to the run."""
    item, index = scores.indicators[code], scores.index[manager_id]
    name, scale, corners = _corners(item)
    return Curve(name, scale, corners, _at(item, index) if item.states[index] == SCORED else None)


def _at(item: ScoredIndicator, index: int) -> Corner | None:
    scoring, value, points = item.indicator.scoring, item.measures[index], item.points[index]
    if value is None or isinstance(scoring, Events | Spells):
        return None
    if isinstance(scoring, Target):
        return target.attainment(value, item.targets[index] or 0, item.scale), points
    return value, points


def _corners(item: ScoredIndicator) -> tuple[Text, int, tuple[Corner, ...]]:
    """The name and scale of what is measured, and the corners, each by the method's own rule."""
    match scoring := item.indicator.scoring:
        case Target():
            return _ATTAINMENT, 4, _target(scoring)
        case Unit():
            return (
                _MEASURE,
                item.scale,
                _stairs([unit.points(scoring, n) for n in range(scoring.cap // scoring.points + 2)]),
            )
        case Lower():
            beyond = (scoring.bad - scoring.good) // 2
            ends = (0 if scoring.good >= 0 else scoring.good - beyond, scoring.good, scoring.bad, scoring.bad + beyond)
            return _MEASURE, item.scale, tuple((x, lower.points(scoring, x)) for x in dict.fromkeys(ends))
        case Step():
            return _MEASURE, item.scale, _steps(scoring)
        case Rate():
            rising = tuple((x, rate.points(scoring, x)) for x in (scoring.from_rate, _WHOLE))
            return _MEASURE, item.scale, ((0, 0), (scoring.from_rate, 0), *rising)
        case Bonus():
            up_to = (0, scoring.cap, scoring.cap * 5 // 4)
            return _MEASURE, item.scale, tuple((x, bonus.points(scoring, x)) for x in up_to)
        case Events():
            most = -(-(scoring.weight - scoring.floor) // scoring.each) + 1
            return _GROUPS, 0, _stairs([max(scoring.floor, scoring.weight - scoring.each * n) for n in range(most + 1)])
        case Spells():
            return _DAYS, 0, _spells(scoring)


def _target(scoring: Target) -> tuple[Corner, ...]:
    """Nothing up to the floor, there a jump, a straight line up to the cap, and level from there."""
    target_of = 1_000_000  # with a target of 100 the measure at scale 2 is the attainment
    reached = (scoring.from_attainment, scoring.up_to, scoring.up_to * 5 // 4)
    return (
        (0, 0),
        (scoring.from_attainment, 0),
        *((x, target.points(scoring, x, target_of, 2)) for x in reached),
    )


def _stairs(values: list[int]) -> tuple[Corner, ...]:
    """Level from each whole number up to the next."""
    found: list[Corner] = []
    for number, points in enumerate(values):
        if found and found[-1][1] != points:
            found.append((number, found[-1][1]))
        found.append((number, points))
    return tuple(found)


def _steps(scoring: Step) -> tuple[Corner, ...]:
    """Downwards from the line, a step at a time, to the floor; level above."""
    most = -(-(scoring.weight - scoring.floor) // scoring.points)
    falling: list[Corner] = []
    for count in range(most, 0, -1):
        line = scoring.below - scoring.step * count
        falling += [(line, step.points(scoring, line)), (line, step.points(scoring, line + 1))]
    first = falling[0][0] - scoring.step if falling else 0
    return ((first, step.points(scoring, first)), *falling, (max(_WHOLE, scoring.below), scoring.weight))


def _spells(scoring: Spells) -> tuple[Corner, ...]:
    """What is left of the weight after one spell of so many days."""
    limits = [band.up_to_days for band in scoring.bands if band.up_to_days is not None]
    days = [0, *(day for limit in limits for day in (limit, limit + 1)), max(limits, default=60) * 3 // 2]
    found = [(0, scoring.weight)]
    found += [(day, max(scoring.floor, scoring.weight - spells.cost(scoring, max(day, 1)))) for day in days]
    return tuple(found)
