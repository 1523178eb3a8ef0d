"""Working days (工作日) of the People's Republic of China, make-up days included; beyond the known years Monday to Friday."""

from datetime import date
from functools import cache

import chinese_calendar

from qiao.engine.periods import DAY


def is_known(year: int) -> bool:
    """Whether the year's holidays have been announced and are known here."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def is_workday(day: date) -> bool:
    """Whether people work on that day."""
    return bool(chinese_calendar.is_workday(day)) if is_known(day.year) else day.weekday() < 5


def between(start: date, end: date) -> int:
    """Working days from `start` to `end`, both included."""
    count, day = 0, start
    while day <= end:
        count += is_workday(day)
        day += DAY
    return count
