"""Pages of the clients room."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients import charts, queries
from qiao.desk.clients.forms import ClientFilter
from qiao.desk.clients.models import Assignment, Client, ClientFigures, Delivery, Limit
from qiao.desk.clients.queries import Held, Told
from qiao.desk.clients.spans import Span
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.charts import Chart
from qiao.desk.ui.pages import show

ROWS = 50
YEARS = {"1": 1, "3": 3}


@dataclass(frozen=True, slots=True)
class ListPage:
    """The clients that the person may see whole, with their figures of the data date."""

    filters: ClientFilter
    clients: Page[Client]
    sort: str
    data_date: date | None


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client; `days` are those that a person may see who handed it over, None for the whole client."""

    client: Client
    days: list[Span] | None
    assignments: list[Assignment]
    managed: list[Assignment]
    figures: ClientFigures | None
    told: Told | None
    chart: Chart | None
    ranges: list[tuple[str, str, bool]]
    held: list[Held]
    limits: list[Limit]


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """What came in."""

    deliveries: list[Delivery]


def client_list(request: Request) -> HttpResponse:
    """The clients within one's scope."""
    filters = ClientFilter(request.GET, user=request.user)
    wanted = filters.wanted
    pages = Paginator(queries.listed(request.user, **wanted), ROWS).get_page(request.GET.get("page"))
    first = next((found.figures for found in pages if hasattr(found, "figures")), None)
    page = ListPage(filters, pages, wanted["sort"], first.data_date if first else None)
    return show(request, "clients/client_list.html", page, part="rows")


def client(request: Request, uuid: UUID) -> HttpResponse:
    """One client, whole or for the days of one's own share."""
    user = request.user
    found = get_object_or_404(Client.objects.figures_visible_to(user).select_related("group"), uuid=uuid)
    days = queries.days_of(found, user)
    audit.seen(user, on=found, what="page")
    years = YEARS.get(request.GET.get("years", ""), 1)
    told = queries.told_of(found, days, years)
    assignments = queries.assignments_of(found, days, user)
    chart = charts.balances(told, assignments, unit=user.money_unit, years=years) if told else None
    is_whole = days is None
    day = told.data_date if told else user.reach.day
    page = ClientPage(
        client=found,
        days=days,
        assignments=assignments,
        managed=[one for one in assignments if one.span.has(user.reach.day)] if is_whole else [],
        figures=queries.figures_of(found, user) if is_whole else None,
        told=told,
        chart=chart,
        ranges=[(_("One year"), "?years=1", years == 1), (_("Three years"), "?years=3", years == 3)],
        held=queries.held_by(found, user, day) if is_whole else [],
        limits=queries.limits_of(found, user, day) if is_whole else [],
    )
    return show(request, "clients/client.html", page)


@only(Role.HR, Role.ADMIN, Role.AUDITOR)
def deliveries(request: Request) -> HttpResponse:
    """The batches that came to the desk."""
    return show(request, "clients/deliveries.html", DeliveriesPage(queries.deliveries(request.user)))
