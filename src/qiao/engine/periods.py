"""Periods and the windows cut from them: all days are whole, all intervals half-open inside."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from qiao.engine.errors import RequestError

EPOCH = date(1970, 1, 1)
_BEFORE = EPOCH.toordinal()
DAY = timedelta(days=1)

_SHAPES = {
    "year": re.compile(r"([0-9]{4})"),
    "half": re.compile(r"([0-9]{4})H([12])"),
    "quarter": re.compile(r"([0-9]{4})Q([1-4])"),
    "month": re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"),
    "range": re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})"),
}
_MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def day_number(day: date) -> int:
    """Days since 1970-01-01, the only form in which the engine's tables hold a date."""
    return day.toordinal() - _BEFORE


# A day this late stands for "still running", one this early for "since ever".
FAR, EVER = day_number(date(9999, 1, 1)), day_number(date(1800, 1, 1))


def from_number(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(_BEFORE + number)


def months_before(day: date, months: int) -> date:
    """The same day of the month `months` earlier (below 0: later), or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Window:
    """Days from `start` up to but not including `stop`."""

    start: date
    stop: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.stop - self.start).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.stop - DAY


def bounds(window: Window) -> dict[str, int]:
    """The window as the parameters `start` and `stop` of a kernel."""
    return {"start": day_number(window.start), "stop": day_number(window.stop)}


@dataclass(frozen=True)
class Period:
    """The period of a run and the as-of that may cut it short; windows are taken of the days up to the as-of."""

    label: str
    start: date
    end: date
    as_of: date

    @property
    def days(self) -> int:
        """D of the whole period."""
        return (self.end - self.start).days + 1

    @property
    def is_provisional(self) -> bool:
        """Whether the as-of lies before the period's last day."""
        return self.as_of < self.end

    @property
    def is_year(self) -> bool:
        """Whether it is a period of exactly one year."""
        return months_before(self.start, -12) == self.end + DAY

    @property
    def so_far(self) -> Window:
        """The days that count: the period up to the as-of."""
        return Window(self.start, self.as_of + DAY)

    @property
    def base(self) -> Window:
        """The same days one year earlier (P₀): a February compares with the whole of the February before, 28 February with its own."""
        stop = max(months_before(self.as_of + DAY, 12), months_before(self.as_of, 12) + DAY)
        return Window(months_before(self.start, 12), stop)

    @property
    def last_day(self) -> Window:
        """The last day that counts, as a window."""
        return Window(self.as_of, self.as_of + DAY)

    @property
    def year_end_before(self) -> Window:
        """31 December of the year before the period's first day, as a window."""
        stop = date(self.start.year, 1, 1)
        return Window(stop - DAY, stop)

    def last_months(self, months: int) -> list[Window]:
        """The windows of one month each counted back from the day after the last day, newest first."""
        stop = self.as_of + DAY
        edges = [months_before(stop, k) for k in range(months + 1)]
        return [Window(earlier, later) for later, earlier in pairwise(edges)]

    def last_days(self, days: int) -> Window:
        """The last `days` days, counted back from the last day."""
        stop = self.as_of + DAY
        return Window(stop - timedelta(days=days), stop)

    def months_before_start(self, months: int) -> Window:
        """The `months` months just before the period."""
        return Window(months_before(self.start, months), self.start)

    def cut_at(self, as_of: date) -> "Period":
        """The same period with another as-of, never later than its last day."""
        return Period(self.label, self.start, self.end, min(as_of, self.end))


def parse_period(text: str) -> Period:
    """A year, `2025H1`, `2025Q3`, `2025-07` or `START..END`; RequestError for anything else.

    Full-width signs, as a Chinese keyboard may give them, are read as plain ones, so that one period has one name.
    """
    plain = unicodedata.normalize("NFKC", text)
    for kind, shape in _SHAPES.items():
        found = shape.fullmatch(plain)
        if found:
            try:
                return _range(*found.groups()) if kind == "range" else _unit(plain, kind, *found.groups())
            except (ValueError, OverflowError):
                break
    raise RequestError(
        f"无法识别期间 {text!r}:请写 2025、2025H1、2025Q3、2025-07 或 2025-01-01..2025-06-30。",
        f"Unknown period {text!r}: write 2025, 2025H1, 2025Q3, 2025-07 or 2025-01-01..2025-06-30.",
    )


def _unit(text: str, kind: str, year: str, number: str = "1") -> Period:
    months = _MONTHS[kind]
    first = (int(number) - 1) * months
    start = date(int(year), first + 1, 1)
    last = first + months
    end = date(int(year), last, calendar.monthrange(int(year), last)[1])
    return _checked(text, start, end)


def _range(start: str, end: str) -> Period:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return _checked(canonical(first, last), first, last)


def _checked(label: str, start: date, end: date) -> Period:
    if not 1902 <= start.year <= end.year <= 2999 or end < start:
        raise ValueError(label)
    return Period(label, start, end, end)


def canonical(start: date, end: date) -> str:
    """The shortest name of the days from `start` to `end`, so that one period has one name."""
    candidates = [
        f"{start:%Y}",
        *(f"{start:%Y}H{n}" for n in (1, 2)),
        *(f"{start:%Y}Q{n}" for n in (1, 2, 3, 4)),
        f"{start:%Y-%m}",
    ]
    for name in candidates:
        kind = next(kind for kind, shape in _SHAPES.items() if shape.fullmatch(name))
        period = _unit(name, kind, *(_SHAPES[kind].fullmatch(name) or ()).groups())  # type: ignore[union-attr]
        if (period.start, period.end) == (start, end):
            return name
    return f"{start}..{end}"
