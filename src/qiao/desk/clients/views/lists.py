"""The list of clients, and the list as a file."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.desk.audit import actions as audit
from qiao.desk.audit.forms import ExportForm
from qiao.desk.clients.actions.prospects import MAKERS
from qiao.desk.clients.columns import COLUMNS, Column, Line, exported, line
from qiao.desk.clients.forms.filters import ClientFilter
from qiao.desk.clients.models import Client, SavedView
from qiao.desk.clients.queries import lists, views
from qiao.desk.common import sheets
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.ui.pages import show
from qiao.desk.ui.paging import Slice

HANDERS = (Role.RM, Role.LEAD, Role.BRANCH)  # who may hand many clients over at once


@dataclass(frozen=True, slots=True)
class ListPage:
    """The clients that the person may see whole, with their figures of the data date."""

    filters: ClientFilter
    tabs: list[tuple[str, str, bool]]
    view: SavedView | None
    is_changed: bool  # the address is no longer what one's own view keeps
    columns: list[Column]
    clients: Slice[Client]
    lines: list[Line]
    sort: str
    data_date: date | None
    limit: int
    may_make: bool
    may_hand_over: bool


@require_GET
def client_list(request: Request) -> HttpResponse:
    """The clients within one's scope."""
    user = request.user
    if not request.GET and (opening := views.opening(user)):
        return redirect(opening)
    filters = ClientFilter(request.GET, user=user)
    wanted, number = filters.wanted, request.GET.get("page", "")
    found = lists.page(user, wanted, int(number) if number.isdecimal() else 1)
    columns = [COLUMNS[key] for key in filters.columns]
    saved, here = views.saved_for(user), filters.cleaned_data.get("view") or ""
    view = views.one_of(saved, here)
    is_own = view is not None and view.owner_id == user.pk
    page = ListPage(
        filters=filters,
        tabs=_tabs(user, saved, here, view, filters),
        view=view if is_own else None,
        is_changed=view is not None and is_own and not views.is_same(view.query, filters.address),
        columns=columns,
        clients=found,
        lines=[line(client, columns) for client in found],
        sort=wanted.sort,
        data_date=_data_date(found.object_list),
        limit=_limit(user),
        may_make=user.has_role(*MAKERS),
        may_hand_over=user.has_role(*HANDERS),
    )
    return show(request, "clients/client_list.html", page, part="rows")


def _tabs(
    user: User, saved: list[SavedView], here: str, view: SavedView | None, filters: ClientFilter
) -> list[tuple[str, str, bool]]:
    """Every view as a tab; without one in the address, all clients."""
    at, ready = reverse("clients:list"), views.ready_for(user)
    named = here if view is None and here in {one.key for one in ready} else ""
    if view is None and not named and not filters.is_narrowed:
        named = views.EVERYTHING.key
    tabs = [(str(one.name), f"{at}?{_with_view(one.key, one.query)}", one.key == named) for one in ready]
    return tabs + [(str(one), one.get_absolute_url(), one == view) for one in saved]


def _with_view(key: str, query: str) -> str:
    named = QueryDict(mutable=True)
    named["view"] = key
    return f"{named.urlencode()}&{query}" if query else named.urlencode()


def _data_date(found: list[Client]) -> date | None:
    return next((client.figures.data_date for client in found if hasattr(client, "figures")), None)


# --- as a file ---------------------------------------------------------------------------------------------------------


@require_GET
def export(request: Request) -> HttpResponse:
    """All that the list shows, as a file: the same columns, filters and order, as far as the person's role allows."""
    user, filters, wish = request.user, ClientFilter(request.GET, user=request.user), ExportForm(request.GET)
    if not wish.is_valid():
        return HttpResponse(status=422)
    wanted, columns = filters.wanted, [COLUMNS[key] for key in filters.columns]
    keys = lists.keys_between(lists.matching(user, wanted), wanted.sort, 0, _limit(user))
    found = lists.clients(user, keys)
    audit.exported(user, "clients.exported", rows=len(found), columns=filters.columns, **wanted.told())
    name = f"clients-{timezone.localtime():%Y%m%d-%H%M%S}"
    heading = [_("Name"), *(str(column.label) for column in columns)]
    rows = [exported(client, columns) for client in found]
    sheet = sheets.Sheet(name, _taken(user, filters, _data_date(found)), heading, rows)
    return sheets.answer(sheet, wish.cleaned_data["format"])


def _taken(user: User, filters: ClientFilter, data_date: date | None) -> str:
    """Who took it when, of which data, narrowed by what."""
    narrowed = "; ".join(f"{label}: {value}" for label, value in filters.told)
    return _(
        "Taken by %(person)s (%(number)s), %(at)s; data as of %(day)s; in yuan; filters: %(filters)s; at most %(limit)d rows"
    ) % {
        "person": user,
        "number": user.staff_number,
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M:%S"),
        "day": data_date or "–",
        "filters": narrowed or _("no filter"),
        "limit": _limit(user),
    }


def _limit(user: User) -> int:
    return sheets.limit_for(post.role for post in user.posts_now)
