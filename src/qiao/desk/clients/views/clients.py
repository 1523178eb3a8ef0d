"""The page of a client, whole or for the days of one's own share."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse

from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Client, ClientFigures
from qiao.desk.clients.panels import ACTS, PANELS, Act, Look, Panel
from qiao.desk.clients.queries import balances, holdings, scope
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show

YEARS = {"1": 1, "3": 3}


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client: its head, and the cards of every room."""

    client: Client
    look: Look
    figures: ClientFigures | None
    wide: list[Panel]
    side: list[Panel]
    acts: list[Act]


def client(request: Request, uuid: UUID) -> HttpResponse:
    """One client, whole or for the days of one's own share."""
    user = request.user
    found, days = scope.opened(user, uuid)
    audit.seen(user, on=found, what="page")
    years = YEARS.get(request.GET.get("years", ""), 1)
    accounts, assignments = holdings.accounts_of(found), scope.assignments_of(found, days, user)
    look = Look(found, user, days, years, balances.told_of(found, accounts, days, years), assignments, accounts)
    panels = sorted(PANELS.gather(look), key=lambda panel: panel.order)
    page = ClientPage(
        client=found,
        look=look,
        figures=holdings.figures_of(found) if look.is_whole else None,
        wide=[panel for panel in panels if not panel.is_at_side],
        side=[panel for panel in panels if panel.is_at_side],
        acts=sorted(ACTS.gather(look), key=lambda act: act.order),
    )
    return show(request, "clients/client.html", page)
