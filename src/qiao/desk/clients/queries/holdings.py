"""What a whole client has: its figures, products, credit lines."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from qiao.desk.clients.models import Client, ClientFigures, Holding, Limit
from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Held:
    """A product that the client has; `idle` days without use at the data date, None where use was never told."""

    holding: Holding
    is_used: bool
    idle: int | None


IDLE_DAYS = 90  # from then on a product counts as asleep


def figures_of(client: Client, user: User) -> ClientFigures | None:
    """Its row of figures, for whoever sees it whole."""
    return ClientFigures.objects.visible_to(user).filter(client=client).first()


def held_by(client: Client, user: User, day: date) -> list[Held]:
    """The products that it has on a day, those in use first."""
    holdings = Holding.objects.visible_to(user).filter(client=client, from_date__lte=day).select_related("product")
    running = holdings.filter(Q(to_date=None) | Q(to_date__gte=day))
    rows = [_held(holding, day) for holding in running]
    return sorted(rows, key=lambda row: (not row.is_used, row.holding.product.code))


def _held(holding: Holding, day: date) -> Held:
    idle = max((day - holding.last_used_on).days, 0) if holding.last_used_on else None
    return Held(holding, idle is not None and idle < IDLE_DAYS, idle)


def limits_of(client: Client, user: User, day: date) -> list[Limit]:
    """Its credit lines on a day."""
    limits = Limit.objects.visible_to(user).filter(client=client, from_date__lte=day)
    return list(limits.filter(Q(to_date=None) | Q(to_date__gte=day)).order_by("to_date", "number"))
