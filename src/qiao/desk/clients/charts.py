"""A client's balances as a chart: deposits, their average, loans, and who managed the client when; the curve of concentration."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from qiao.desk.clients.models import Assignment
from qiao.desk.clients.models.assignments import Part
from qiao.desk.clients.queries.balances import Told, yuan
from qiao.desk.ui.charts import Band, Chart, Figure, Mark, Series, Stretch, Strip
from qiao.desk.ui.figures import per_cent, share
from qiao.engine import Line

_WEEK = timedelta(days=7)


def balances(told: Told, assignments: list[Assignment], *, unit: str, years: int) -> Chart:
    """Every day of one year, every week of more; each figure is that day's own.

    Args:
        told: what the ledger tells.
        assignments: whom to mark where they begin.
        unit: the reader's unit of money.
        years: as many as `told` was asked for.
    """
    deposits, loans = _by_day(told.deposit), _by_day(told.loan)
    days = sorted(deposits)
    if years > 1:
        days = [day for day in days if not (told.last - day).days % _WEEK.days]
    running = dict(told.deposit.running(yearly=years > 1))
    average = _("average since 1 January") if years > 1 else _("average since %(day)s") % {"day": told.first}
    return Chart(
        title=_("Balances"),
        labels=tuple(day.isoformat() for day in days),
        series=(
            Series(_("Deposits"), _figures(deposits, days), is_filled=True),
            Series(average, tuple(yuan(running[day]) for day in days), is_dashed=True, is_quiet=True),
            Series(_("Loans"), _figures(loans, days), kind="step"),
        ),
        label_heading=_("Day"),
        unit=unit,
        marks=tuple(_marks(assignments, days)),
    )


def _by_day(line: Line) -> dict[date, Figure]:
    return {
        date.fromordinal(number): balance
        for step in line.steps
        for balance in (yuan(step.fen),)
        for number in range(step.first.toordinal(), step.last.toordinal() + 1)
    }


def _figures(known: dict[date, Figure], days: list[date]) -> tuple[Figure, ...]:
    return tuple(map(known.get, days))


def _marks(assignments: list[Assignment], days: list[date]) -> list[Mark]:
    """Who begins within the days that are drawn, at the first of them from then on."""
    begun: dict[date, list[str]] = {}
    for one in sorted(assignments, key=lambda one: (one.from_date, one.part == "assist")):
        if days and days[0] < one.from_date <= days[-1]:
            at = days[bisect_left(days, one.from_date)]
            begun.setdefault(at, []).append(f"{one.manager} {share(one.share)}")
    return [Mark(" · ".join(words), label=day.isoformat()) for day, words in begun.items()]


def band(assignments: Iterable[Assignment], chart: Chart) -> Band | None:
    """Who managed the client on the days of a chart, a strip each; None where nobody did."""
    days = [date.fromisoformat(label) for label in chart.labels]
    drawn = [
        one for one in assignments if one.from_date <= days[-1] and (one.to_date is None or one.to_date >= days[0])
    ]
    drawn.sort(key=lambda one: (one.part != Part.LEAD, one.from_date, one.pk))
    by_manager: dict[str, list[Assignment]] = {}
    for one in drawn:
        by_manager.setdefault(str(one.manager), []).append(one)
    strips = tuple(
        Strip(name, tuple(_stretch(one, days) for one in own), is_quiet=all(one.part != Part.LEAD for one in own))
        for name, own in by_manager.items()
    )
    headings = (_("Manager"), _("Part"), _("Share"), _("From"), _("To"))
    return Band(_("Who managed it"), strips, headings, tuple(map(_row, drawn))) if strips else None


def _stretch(one: Assignment, days: list[date]) -> Stretch:
    widest = max(len(days) - 1, 1)
    start = bisect_left(days, one.from_date)
    end = len(days) if one.to_date is None else bisect_right(days, one.to_date)
    ends = f"{max(one.from_date, days[0])} – {min(one.to_date or days[-1], days[-1])}"
    words = f"{one.manager} {one.get_part_display()} {share(one.share)}"
    return Stretch(
        Decimal(100) * min(start, widest) / widest, Decimal(100) * min(end, widest) / widest, words, f"{words}, {ends}"
    )


def _row(one: Assignment) -> tuple[str, ...]:
    return (
        str(one.manager),
        str(one.get_part_display()),
        share(one.share),
        one.from_date.isoformat(),
        one.to_date.isoformat() if one.to_date else "",
    )


def concentration(parts: dict[int, Fraction], name: str) -> Chart:
    """The 20/80 curve: per cent of the clients, the largest first, against per cent of what they bring."""
    return Chart(
        title=_("Concentration, in per cent"),
        labels=tuple(f"{percent}%" for percent in parts),
        series=(
            Series(name, tuple(_percent(part) for part in parts.values()), is_filled=True),
            Series(_("if all brought the same"), tuple(Decimal(percent) for percent in parts), is_dashed=True),
        ),
        label_heading=_("Largest clients"),
        places=1,
        marks=(Mark(per_cent(_percent(parts[20]) / 100, 1), label="20%"),),
    )


def _percent(part: Fraction) -> Decimal:
    return Decimal(part.numerator * 100) / part.denominator
