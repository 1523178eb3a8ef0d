"""Periods as the plan sees them: which there are, which is looked at, and how much of one has passed."""

from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet

from qiao.desk.assess.models import Period
from qiao.desk.common.composing import composed
from qiao.desk.people import calendar
from qiao.engine import is_workday


class Clock(NamedTuple):
    """How far a period is on a day: calendar days and working days (make-up days are some), so far and in all."""

    as_of: date
    days: int
    days_so_far: int
    workdays: int
    workdays_so_far: int

    @property
    def elapsed(self) -> Fraction:
        """The share of its working days that has passed."""
        return Fraction(self.workdays_so_far, self.workdays) if self.workdays else Fraction(1)


def listed() -> list[Period]:
    """Every period, the newest first; what is planned in one is each reader's own scope."""
    return _periods()


@composed
def _periods() -> QuerySet[Period]:
    return Period.objects.select_related("standard")


def chosen(label: str, found: list[Period]) -> Period | None:
    """Of the periods the one of this label; without a label the newest that has begun, else the newest."""
    if label:
        return next((one for one in found if one.label == label), None)
    begun = [one for one in found if one.first <= calendar.today()]
    return next(iter(begun or found), None)


def named(label: str) -> Period | None:
    """The period that a record names, if the desk has opened it."""
    return Period.objects.select_related("standard").filter(label=label).first()


def clock(period: Period, as_of: date) -> Clock:
    """How far a period is on a day."""
    return _clock(period.first, period.last, min(as_of, period.last))


@lru_cache(maxsize=64)
def _clock(first: date, last: date, as_of: date) -> Clock:
    whole, so_far, day = 0, 0, first
    while day <= last:
        works = is_workday(day)
        whole += works
        so_far += works and day <= as_of
        day += calendar.DAY
    return Clock(as_of, (last - first).days + 1, max(0, (as_of - first).days + 1), whole, so_far)
