"""The clients that somebody does business with, taken together: their figures, what moved, what comes up."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from qiao.desk.clients.models import Account, ClientFigures, Delivery, Limit
from qiao.desk.clients.models.clients import gathered_within, managed_within
from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.ui.agenda import Due

AHEAD = timedelta(days=90)
LISTED = 5
HOLDERS = (Role.RM, Role.LEAD, Role.BRANCH)
_MOST_DUE = 20


@dataclass(frozen=True, slots=True)
class OwnBook:
    """Figures of all clients of a person's book, in yuan at the data date; `change` compares with twelve months before."""

    clients: int
    data_date: date | None
    deposits: Decimal
    deposit_average: Decimal
    change: Decimal
    loans: Decimal


def own_book(user: User) -> OwnBook | None:
    """The figures of the clients that the person manages, as manager, lead or head; None where there are none."""
    if not user.reach.has(*HOLDERS):
        return None
    # Narrower than the gate: whoever reads the whole bank has no book of their own for that.
    found = ClientFigures.objects.filter(gathered_within(user))
    told = found.aggregate(
        clients=Count("pk"),
        data_date=Max("data_date"),
        deposits=Sum("deposits", default=Decimal(0)),
        deposit_average=Sum("deposit_average", default=Decimal(0)),
        change=Sum("deposit_change", default=Decimal(0)),
        loans=Sum("loans", default=Decimal(0)),
    )
    return OwnBook(**told) if told["clients"] else None


def movers(user: User) -> list[ClientFigures]:
    """Clients whose average deposits fell or rose most against the twelve months before, the deepest fall first, then the highest rise."""
    if not user.reach.has(*HOLDERS):
        return []
    book = managed_within(user)
    return [*_fallen(book), *_risen(book)]


@composed
def _fallen(book: RawSQL | tuple[()]) -> QuerySet[ClientFigures]:
    found = ClientFigures.objects.filter(client__in=book, deposit_change__lt=0).select_related("client")
    return found.order_by(F("deposit_change").asc(nulls_first=True), "-client_id")[:LISTED]


@composed
def _risen(book: RawSQL | tuple[()]) -> QuerySet[ClientFigures]:
    found = ClientFigures.objects.filter(client__in=book, deposit_change__gt=0).select_related("client")
    return found.order_by(F("deposit_change").desc(nulls_last=True), "client_id")[:LISTED]


def due(user: User) -> list[Due]:
    """Accounts that mature and credit lines that end within ninety days of the newest ledger."""
    newest = next(iter(_data_dates()), None)
    if newest is None or not user.reach.has(*HOLDERS):
        return []
    book, until = managed_within(user), newest + AHEAD
    return [
        *(
            Due(one.client.name, _("Account matures"), one.client.get_absolute_url(), one.matures_on, str(one.product))
            for one in _maturing(book, first=newest, last=until)
        ),
        *(
            Due(one.client.name, _("Credit line ends"), one.client.get_absolute_url(), one.to_date, one.kind)
            for one in _ending(book, first=newest, last=until)
        ),
    ]


@composed
def _data_dates() -> QuerySet[Delivery, date | None]:
    standing = Delivery.objects.standing().exclude(ledger="").exclude(data_date=None)  # a batch of the desk's has none
    return standing.order_by("-number").values_list("data_date", flat=True)[:1]


@composed
def _maturing(book: RawSQL | tuple[()], *, first: date, last: date) -> QuerySet[Account]:
    found = Account.objects.filter(client__in=book, closed_on=None, matures_on__gte=first, matures_on__lte=last)
    return found.select_related("client", "product").order_by("matures_on", "pk")[:_MOST_DUE]


@composed
def _ending(book: RawSQL | tuple[()], *, first: date, last: date) -> QuerySet[Limit]:
    found = Limit.objects.filter(client__in=book, to_date__gte=first, to_date__lte=last)
    return found.select_related("client").order_by("to_date", "pk")[:_MOST_DUE]
