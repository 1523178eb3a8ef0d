"""Clients without a manager, with a clock."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.clients.models import Client
from qiao.desk.clients.queries import books
from qiao.desk.clients.queries import orphans as queries
from qiao.desk.clients.queries.books import Book
from qiao.desk.clients.views.handovers import CARERS, PER_PAGE
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class OrphansPage:
    """The queue, the longest waiting first, and whose whole books wait."""

    orphans: Page[Client]
    books: list[Book]
    here: str
    has_orphans: bool
    may_propose: bool


@only(*CARERS)
@require_GET
def orphans(request: Request) -> HttpResponse:
    """Clients without a manager in the reader's care."""
    user = request.user
    page = Paginator(queries.orphans(user), PER_PAGE).get_page(request.GET.get("page"))
    queries.tell(page.object_list, user)
    left = books.of_leavers(user)
    may_propose = user.has_role(Role.LEAD, Role.BRANCH)
    return show(request, "clients/handovers/orphans.html", OrphansPage(page, left, "orphans", True, may_propose))
