"""The clients that somebody does business with, taken together: their figures, what moved, what comes up."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, Sum
from django.utils.translation import gettext as _

from qiao.desk.clients.models import Account, ClientFigures, Delivery, Limit
from qiao.desk.clients.models.clients import gathered_within, managed_within
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
    found = ClientFigures.objects.filter(client__in=managed_within(user)).select_related("client")
    fallen = found.filter(deposit_change__lt=0).order_by(F("deposit_change").asc(nulls_first=True), "-client_id")[
        :LISTED
    ]
    risen = found.filter(deposit_change__gt=0).order_by(F("deposit_change").desc(nulls_last=True), "client_id")[:LISTED]
    return [*fallen, *risen]


def due(user: User) -> list[Due]:
    """Accounts that mature and credit lines that end within ninety days of the newest ledger."""
    newest = (
        Delivery.objects.standing().exclude(ledger="").order_by("-number").values_list("data_date", flat=True).first()
    )
    if newest is None or not user.reach.has(*HOLDERS):
        return []
    within = (newest, newest + AHEAD)
    accounts = Account.objects.filter(client__in=managed_within(user), closed_on=None, matures_on__range=within)
    limits = Limit.objects.filter(client__in=managed_within(user), to_date__range=within)
    return [
        *(
            Due(one.client.name, _("Account matures"), one.client.get_absolute_url(), one.matures_on, str(one.product))
            for one in accounts.select_related("client", "product").order_by("matures_on", "pk")[:_MOST_DUE]
        ),
        *(
            Due(one.client.name, _("Credit line ends"), one.client.get_absolute_url(), one.to_date, one.kind)
            for one in limits.select_related("client").order_by("to_date", "pk")[:_MOST_DUE]
        ),
    ]
