"""Days: months back, the period that is asked for, and the part of it that is known as of a day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

ONE_DAY = timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    month_number = day.year * 12 + (day.month - 1) - months
    year, month = month_number // 12, month_number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def first_and_last(text: str) -> tuple[date, date]:
    """The first and the last day of a period as it is written: 2025, 2025H1, 2025Q3, 2025-07 or START..END."""
    if ".." in text:
        start, end = text.split("..")
        return date.fromisoformat(start), date.fromisoformat(end)
    if match := re.fullmatch(r"(\d{4})", text):
        year, month, months = int(match[1]), 1, 12
    elif match := re.fullmatch(r"(\d{4})H([12])", text):
        year, month, months = int(match[1]), int(match[2]) * 6 - 5, 6
    elif match := re.fullmatch(r"(\d{4})Q([1-4])", text):
        year, month, months = int(match[1]), int(match[2]) * 3 - 2, 3
    elif match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        year, month, months = int(match[1]), int(match[2]), 1
    else:
        raise ValueError(f"no period: {text}")
    last_month = month + months - 1
    return date(year, month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])


@dataclass(frozen=True)
class Span:
    """The period [start, end] as it is known on `last`, its as-of, which stands for P's last day everywhere."""

    start: date
    end: date
    last: date

    @cached_property
    def days(self) -> list[date]:
        """The days that averages run over: from P's first day to the as-of."""
        return days_between(self.start, self.last)

    @cached_property
    def full_days(self) -> int:
        """D, the number of calendar days of the whole period."""
        return (self.end - self.start).days + 1

    @property
    def provisional(self) -> bool:
        """Whether the as-of lies before P's last day."""
        return self.last < self.end

    @property
    def day_after(self) -> date:
        """The day after the last day, from which months are counted back."""
        return self.last + ONE_DAY

    @cached_property
    def days_before(self) -> list[date]:
        """P0, the same days one year earlier."""
        # 28 February of a leap year has its own day; the last day of another February also 29 February.
        end = max(months_before(self.day_after, 12) - ONE_DAY, months_before(self.last, 12))
        return days_between(months_before(self.start, 12), end)

    @property
    def is_a_year(self) -> bool:
        """Whether the period is one year, the only one that is decided."""
        return self.end + ONE_DAY == months_before(self.start, -12)

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in P, up to the as-of."""
        return day is not None and self.start <= day <= self.last

    def in_year_before(self, day: date) -> bool:
        """Whether a day lies in the 12 months before P."""
        return months_before(self.start, 12) <= day < self.start

    def in_last_days(self, day: date | None, count: int) -> bool:
        """Whether a day is one of the last so many days up to the last day (never cut at P's first day)."""
        return day is not None and self.last - timedelta(days=count - 1) <= day <= self.last

    @cached_property
    def last_three_months(self) -> list[list[date]]:
        """The three windows of one month counted back from the day after the last day, the latest first."""
        edges = [months_before(self.day_after, k) for k in range(4)]
        return [days_between(edges[k + 1], edges[k] - ONE_DAY) for k in range(3)]
