"""The list of clients."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpResponse

from qiao.desk.clients.actions.prospects import MAKERS
from qiao.desk.clients.forms.filters import ClientFilter
from qiao.desk.clients.models import Client
from qiao.desk.clients.queries import lists
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.pages import show

ROWS = 50
HANDERS = (Role.RM, Role.LEAD, Role.BRANCH)  # who may hand many clients over at once


@dataclass(frozen=True, slots=True)
class ListPage:
    """The clients that the person may see whole, with their figures of the data date."""

    filters: ClientFilter
    clients: Page[Client]
    sort: str
    data_date: date | None
    may_make: bool
    may_hand_over: bool


def client_list(request: Request) -> HttpResponse:
    """The clients within one's scope."""
    filters = ClientFilter(request.GET, user=request.user)
    wanted = filters.wanted
    pages = Paginator(lists.listed(request.user, **wanted), ROWS).get_page(request.GET.get("page"))
    first = next((found.figures for found in pages if hasattr(found, "figures")), None)
    page = ListPage(
        filters, pages, wanted["sort"], first.data_date if first else None, request.user.has_role(*MAKERS),
        request.user.has_role(*HANDERS),
    )  # fmt: skip
    return show(request, "clients/client_list.html", page, part="rows")
