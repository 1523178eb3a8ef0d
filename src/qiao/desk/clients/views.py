"""Pages of the clients room."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from qiao.desk.audit import actions as audit
from qiao.desk.clients import queries
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.spans import Span
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show

ROWS = 50


@dataclass(frozen=True, slots=True)
class ListPage:
    """The clients that the person may see whole."""

    clients: Page[Client]


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client; `days` are those that a person may see who handed it over, None for the whole client."""

    client: Client
    days: list[Span] | None
    assignments: list[Assignment]


def client_list(request: Request) -> HttpResponse:
    """The clients within one's scope."""
    pages = Paginator(Client.objects.visible_to(request.user).order_by("name_key", "pk"), ROWS)
    return show(request, "clients/client_list.html", ListPage(pages.get_page(request.GET.get("page"))))


def client(request: Request, uuid: UUID) -> HttpResponse:
    """One client, whole or for the days of one's own share."""
    found = get_object_or_404(Client.objects.figures_visible_to(request.user), uuid=uuid)
    days = queries.days_of(found, request.user)
    audit.seen(request.user, on=found, what="page")
    page = ClientPage(found, days, queries.assignments_of(found, days, request.user))
    return show(request, "clients/client.html", page)
