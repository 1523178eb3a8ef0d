"""A client's balances as a chart: deposits, their average, loans, and who managed the client when; the curve of concentration."""

from bisect import bisect_left
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from qiao.desk.clients.models import Assignment
from qiao.desk.clients.queries.balances import Told, yuan
from qiao.desk.ui.charts import Chart, Figure, Mark, Series
from qiao.desk.ui.figures import number, per_cent
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
    averages = dict(told.deposit.running(yearly=years > 1))
    days = sorted(deposits)
    if years > 1:
        days = [day for day in days if not (told.last - day).days % _WEEK.days]
    average = _("average since 1 January") if years > 1 else _("average since %(day)s") % {"day": told.first}
    return Chart(
        title=_("Balances"),
        labels=tuple(day.isoformat() for day in days),
        series=(
            Series(_("Deposits"), _figures(deposits, days), is_filled=True),
            Series(average, _figures(averages, days), is_dashed=True),
            Series(_("Loans"), _figures(loans, days), kind="step"),
        ),
        label_heading=_("Day"),
        unit=unit,
        marks=tuple(_marks(assignments, days)),
    )


def _by_day(line: Line) -> dict[date, int]:
    return {
        date.fromordinal(number): step.fen
        for step in line.steps
        for number in range(step.first.toordinal(), step.last.toordinal() + 1)
    }


def _figures(known: dict[date, int], days: list[date]) -> tuple[Figure, ...]:
    return tuple(yuan(known.get(day)) for day in days)


def _marks(assignments: list[Assignment], days: list[date]) -> list[Mark]:
    """Who begins within the days that are drawn, at the first of them from then on."""
    begun: dict[date, list[str]] = {}
    for one in sorted(assignments, key=lambda one: (one.from_date, one.part == "assist")):
        if days and days[0] < one.from_date <= days[-1]:
            at = days[bisect_left(days, one.from_date)]
            begun.setdefault(at, []).append(f"{one.manager} {number(one.share * 100, 0)}%")
    return [Mark(" · ".join(words), label=day.isoformat()) for day, words in begun.items()]


def concentration(shares: dict[int, Fraction], name: str) -> Chart:
    """The 20/80 curve: per cent of the clients, the largest first, against per cent of what they bring."""
    return Chart(
        title=_("Concentration, in per cent"),
        labels=tuple(f"{percent}%" for percent in shares),
        series=(
            Series(name, tuple(_percent(share) for share in shares.values()), is_filled=True),
            Series(_("if all brought the same"), tuple(Decimal(percent) for percent in shares), is_dashed=True),
        ),
        label_heading=_("Largest clients"),
        places=1,
        marks=(Mark(per_cent(_percent(shares[20]) / 100, 1), label="20%"),),
    )


def _percent(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 100) / share.denominator
