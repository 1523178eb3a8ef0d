"""What the clients of each tier bring, and the curve of concentration (二八曲线): which share of it the largest of them bring.

The curve is the engine's (`qiao.engine.concentration`): clients by what they bring, the largest first, straight between two of
them. Here the database walks them, since a bank has a million; only the places where the curve is read come out.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.cache import cache
from django.db.models import Count, DecimalField, F, Q, RowRange, Sum, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from qiao.desk.clients.models import ClientFigures, Delivery
from qiao.desk.clients.models.ledger import Tier
from qiao.desk.clients.queries.lists import Wanted, matching
from qiao.desk.people.models import User

MEASURES = ("deposit_average", "contribution")
PERCENTS = range(0, 101, 5)
_MOST = 80  # per cent, of which it is told how many clients bring them
_LARGE = 20_000  # clients; so many are walked once in ten minutes
_KEPT = 600
_MONEY = DecimalField(max_digits=30, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Row:
    """A tier: how many clients, and what they have and bring, in yuan."""

    tier: Tier
    count: int
    deposit_average: Decimal
    contribution: Decimal
    loans: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of the total that the largest so many per cent of the clients bring; empty where the total is not above zero."""

    shares: dict[int, Fraction]
    most: int | None  # so many clients bring `_MOST` per cent


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers, their sum, and the curve of one measure."""

    rows: list[Row]
    count: int
    sums: Row
    curve: Curve


def tiers(user: User, wanted: Wanted, measure: str) -> Tiers:
    """The tiers of the clients that the person may see whole and that fit, and the curve of a measure.

    Those of the whole bank are told once after each feed, since nothing else changes them: a bank has a million clients.
    """
    figures = _figures(user, wanted)
    if figures.query.where or not (fed := _fed()):
        return _told(user, wanted, measure, figures)
    key = f"tiers:{fed}:{measure}"
    kept: Tiers | None = cache.get(key)
    if kept is None:
        kept = _told(user, wanted, measure, figures)
        cache.set(key, kept, None)
    return kept


def _fed() -> str | None:
    """The digest of the ledger that the figures come from."""
    fed = Delivery.objects.standing().exclude(ledger="").order_by("-number")
    return fed.values_list("ledger", flat=True).first()


def _told(user: User, wanted: Wanted, measure: str, figures: Any) -> Tiers:
    rows = _rows(figures)
    count = sum(row.count for row in rows)
    total = sum((getattr(row, measure) for row in rows), Decimal(0))
    sums = Row(Tier.A, count, *(sum((getattr(row, name) for row in rows), Decimal(0)) for name in _SUMMED))
    if count <= _LARGE:
        return Tiers(rows, count, sums, _curve(figures, measure, count, total))
    key = f"tiers:{user.pk}:{user.reach.day}:{measure}:{count}:{total}:{hash_of(wanted)}"
    kept: Curve | None = cache.get(key)
    if kept is None:
        kept = _curve(figures, measure, count, total)
        cache.set(key, kept, _KEPT)
    return Tiers(rows, count, sums, kept)


_SUMMED = ("deposit_average", "contribution", "loans")


def hash_of(wanted: Wanted) -> str:
    """Whose clients are asked for, as a key."""
    return ":".join(str(one.pk) if one else "-" for one in (wanted.manager, wanted.team, wanted.branch))


def _figures(user: User, wanted: Wanted) -> Any:
    figures = ClientFigures.objects.visible_to(user)
    if wanted.manager or wanted.team or wanted.branch:
        figures = figures.filter(client__in=matching(user, wanted).order_by().values("pk"))
    return figures


def _rows(figures: Any) -> list[Row]:
    summed = {name: Coalesce(Sum(name), Value(Decimal(0)), output_field=_MONEY) for name in _SUMMED}
    found = {row.pop("tier"): row for row in figures.order_by().values("tier").annotate(count=Count("pk"), **summed)}
    nothing = {"count": 0, **dict.fromkeys(_SUMMED, Decimal(0))}
    return [Row(tier, **found.get(tier.value, nothing)) for tier in Tier]


def _curve(figures: Any, measure: str, count: int, total: Decimal) -> Curve:
    if total <= 0:
        return Curve({}, None)
    places = {percent: divmod(percent * count, 100) for percent in PERCENTS}
    order = [F("brought").desc(), F("pk").asc()]
    walked = figures.annotate(brought=Coalesce(measure, Value(Decimal(0)), output_field=_MONEY)).annotate(
        place=Window(RowNumber(), order_by=order), so_far=Window(Sum("brought"), order_by=order, frame=RowRange(end=0))
    )
    read = {place + next_one for place, _ in places.values() for next_one in (0, 1)}
    least = total * _MOST / 100
    is_reached = Q(so_far__gte=least, so_far__lt=least + F("brought"))
    found = walked.filter(Q(place__in=read) | is_reached).values_list("place", "brought", "so_far")
    at = {place: (brought, so_far) for place, brought, so_far in found}
    most = min((place for place, (_, so_far) in at.items() if so_far >= least), default=None)
    return Curve({percent: _share(at, *place, total) for percent, place in places.items()}, most)


def _share(at: dict[int, tuple[Decimal, Decimal]], whole: int, rest: int, total: Decimal) -> Fraction:
    brought = Fraction(at[whole][1]) if whole else Fraction(0)
    if rest:
        brought += Fraction(at[whole + 1][0]) * rest / 100
    return brought / Fraction(total)
