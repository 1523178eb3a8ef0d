"""What a whole client has: its figures, products, credit lines. Asked of a client that came through the gate just before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from qiao.desk.clients.models import Account, Client, ClientFigures, Holding, Limit
from qiao.desk.clients.queries.balances import AccountRow
from qiao.desk.clients.spans import Span
from qiao.desk.common.composing import composed


@dataclass(frozen=True, slots=True)
class Held:
    """A product that the client has; `idle` days without use at the data date, None where use was never told."""

    holding: Holding
    is_used: bool
    idle: int | None


@dataclass(frozen=True, slots=True)
class Maturity:
    """A deposit, loan or credit line that ends soon; `left` days from the day that it is told of."""

    day: date
    name: str
    amount: Decimal | None
    currency: str
    left: int
    anchor: str


SOON = timedelta(days=90)
IDLE_DAYS = 90  # from then on a product counts as asleep


def figures_of(client: Client) -> ClientFigures | None:
    """Its row of figures."""
    return getattr(client, "figures", None)


def accounts_of(client: Client) -> list[Account]:
    """Every account that it has or had, in no order."""
    return _accounts(client=client.pk)


@composed
def _accounts(*, client: int) -> QuerySet[Account]:
    return Account.objects.filter(client=client).select_related("product").order_by()


def limits_of(client: Client) -> list[Limit]:
    """Its credit lines of all times, the next to end first."""
    return _limits(client=client.pk)


@composed
def _limits(*, client: int) -> QuerySet[Limit]:
    return Limit.objects.filter(client=client).order_by("to_date", "number")


def held_by(client: Client, day: date) -> list[Held]:
    """The products that it has on a day, those in use first."""
    rows = [_held(holding, day) for holding in _holdings(client=client.pk, day=day)]
    return sorted(rows, key=lambda row: (not row.is_used, row.holding.product.code, row.holding.from_date))


@composed
def _holdings(*, client: int, day: date) -> QuerySet[Holding]:
    found = Holding.objects.filter(client=client, from_date__lte=day).filter(Q(to_date=None) | Q(to_date__gte=day))
    return found.select_related("product").order_by()


def _held(holding: Holding, day: date) -> Held:
    idle = max((day - holding.last_used_on).days, 0) if holding.last_used_on else None
    return Held(holding, idle is not None and idle < IDLE_DAYS, idle)


def running(limits: Iterable[Limit], day: date) -> list[Limit]:
    """The credit lines of a day."""
    return [one for one in limits if Span(one.from_date, one.to_date).has(day)]


def maturing(accounts: list[AccountRow], limits: list[Limit], day: date) -> list[Maturity]:
    """What ends in the ninety days after a day, the next first."""
    found = [
        Maturity(ends, row.product.name or row.product.product_code, row.balance, "CNY", 0, f"account-{row.uuid}")
        for row in accounts
        if (ends := row.account.matures_on) and not row.account.closed_on
    ]
    found += [
        Maturity(limit.to_date, limit.kind or limit.number, limit.amount, limit.currency, 0, f"limit-{limit.uuid}")
        for limit in limits
        if limit.to_date
    ]
    soon = [replace(one, left=(one.day - day).days) for one in found if day <= one.day <= day + SOON]
    return sorted(soon, key=lambda one: (one.day, one.name))
