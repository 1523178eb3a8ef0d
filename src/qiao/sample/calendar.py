"""The two years of the sample bank, day by day."""

from datetime import date, timedelta
from functools import cache

from qiao.engine import workdays
from qiao.sample.book import BEGIN, END

_END_OF_MONTH = 3


@cache
def days() -> tuple[date, ...]:
    """Every day of both years."""
    return tuple(BEGIN + timedelta(days=number) for number in range((END - BEGIN).days + 1))


@cache
def working_days() -> tuple[date, ...]:
    """Every working day of both years, make-up days included."""
    return tuple(day for day in days() if workdays.is_workday(day))


@cache
def is_working() -> tuple[bool, ...]:
    """For each day whether people work on it."""
    return tuple(workdays.is_workday(day) for day in days())


@cache
def season() -> tuple[int, ...]:
    """For each day how full accounts are, in thousandths: pay days, tax days, month and quarter ends, Spring Festival."""
    return tuple(_season(day) for day in days())


def _season(day: date) -> int:
    level = 1000 + (-25, -45, 5, 0, -10, 15, -5, 0, 15, -10, 5, 40)[day.month - 1]
    if 10 <= day.day < 13:
        level -= 40
    if 15 <= day.day < 18:
        level -= 30
    if left_in_month(day) <= _END_OF_MONTH:
        level += 90 if day.month % 3 == 0 else 35
    return level


def left_in_month(day: date) -> int:
    """How many days of the month are left, this one counted."""
    return (date(day.year + day.month // 12, day.month % 12 + 1, 1) - day).days
