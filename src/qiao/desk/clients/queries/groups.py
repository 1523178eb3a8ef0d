"""Groups of companies: those of a group whom one may see, and their figures together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from qiao.desk.clients.models import Assignment, Client, ClientGroup
from qiao.desk.people.models import User

FIGURES = ("deposit_average", "deposit_change", "deposits", "loans", "contribution")


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of all companies together; `missing` companies of them have none."""

    value: Decimal | None
    missing: int


def companies(group: ClientGroup, user: User) -> list[Client]:
    """Its companies whom the person may see whole, with figures and today's managers, the largest first."""
    today = Assignment.objects.on(user.reach.day).select_related("manager").order_by("-part", "-share")
    found = Client.objects.visible_to(user).filter(group=group).select_related("figures")
    rows = list(found.prefetch_related(Prefetch("assignments", today, to_attr="managed")))
    return sorted(rows, key=lambda client: -(_figure(client, "deposit_average") or 0))


def sums(clients: Sequence[Client]) -> dict[str, Sum]:
    """Each figure of these companies together."""
    return {name: _sum([_figure(client, name) for client in clients]) for name in FIGURES}


def _sum(values: list[Decimal | None]) -> Sum:
    known = [value for value in values if value is not None]
    return Sum(sum(known, Decimal(0)) if known else None, len(values) - len(known))


def _figure(client: Client, name: str) -> Decimal | None:
    value: Decimal | None = getattr(getattr(client, "figures", None), name, None)
    return value
