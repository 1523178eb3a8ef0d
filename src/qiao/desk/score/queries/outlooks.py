"""What is still needed for each grade by the period's end, while days are left."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.assess.words import grade
from qiao.desk.common.languages import said
from qiao.desk.score.queries.results import result_of
from qiao.engine import Text, outlook


class Need(NamedTuple):
    """One bar of a grade: the projection against it, what is missing, and what would reach it.

    Amounts are in yuan; `extra` is missing a day from tomorrow (of flows: in all), `level` the balance to hold.
    """

    grade: str
    measure: str
    state: str
    value: Decimal | None
    bar: Decimal
    extra: Decimal | None
    level: Decimal | None
    per_workday: Decimal | None


class RankNeed(NamedTuple):
    """Points missing to the last place inside a grade's cut, if the others stand still; None where one is inside."""

    grade: str
    seats: int
    missing: Decimal | None


class Ahead(NamedTuple):
    """The outlook of one manager."""

    as_of: date
    days_left: int
    workdays_left: int
    needs: list[Need]
    ranks: list[RankNeed]


def ahead(outcome: Outcome) -> Ahead | None:
    """What is still needed; None where no day of the period is left."""
    if not outcome.run.is_provisional:
        return None
    result = result_of(outcome.run)
    found, measures = outlook(result, outcome.manager), result.standard.standard.measures
    return Ahead(
        found.as_of,
        found.days_left,
        found.workdays_left,
        [
            Need(
                grade(one.grade),
                said(Text(measures[one.measure].name.zh, measures[one.measure].name.en)),
                one.state,
                _at(one.value, one.scale),
                Decimal(one.bar).scaleb(-one.scale),
                _at(one.extra, 2),
                _at(one.level, 2),
                _at(one.per_workday, 2),
            )
            for one in found.needs
        ],
        [RankNeed(grade(one.grade), one.seats, _at(one.missing, 2)) for one in found.ranks],
    )


def _at(units: int | None, scale: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-scale)
