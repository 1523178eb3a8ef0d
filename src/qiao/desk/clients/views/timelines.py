"""The timeline of a client: a card on its page, and a page with all of it."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.audit import actions as audit
from qiao.desk.clients import timeline
from qiao.desk.clients.models import Client
from qiao.desk.clients.panels import Look, Panel
from qiao.desk.clients.queries import passed_on, scope
from qiao.desk.clients.queries.moments import JUMP_PERCENT, jumps_of, moments_of, shares_of
from qiao.desk.clients.timeline import Moment
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show
from qiao.engine import Line

NEWEST = 12
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """What happened to a client, all of it or one kind."""

    client: Client
    moments: Page[Moment]
    kinds: list[tuple[str, str, bool]]
    is_all: bool
    percent: int


def cards(look: Look) -> list[Panel]:
    """The newest moments."""
    deposits = look.told.longer["deposit"].between(look.year.first, look.day) if look.told else Line(())
    known = {
        "clients": moments_of(look.user, {look.client.pk: look.client}, look.accounts, look.limits, look.documents),
        "handovers": passed_on.moments_of(look.handovers),
        "jumps": list(jumps_of(look.client, look.user, deposits)),
        "shares": list(shares_of(look.assignments)),
    }
    found = timeline.moments(look.user, [look.client.pk], look.days, known=known)
    shown = found[:NEWEST]
    return [Panel("clients/cards/timeline.html", shown, 25, is_at_side=True)] if shown else []


@require_GET
def client_timeline(request: Request, uuid: UUID) -> HttpResponse:
    """All that happened, by kind."""
    user = request.user
    found, days = scope.opened(user, uuid)
    moments = timeline.moments(user, [found.pk], days)
    audit.seen(user, on=found, what="timeline")
    kind = request.GET.get("kind", "")
    there = {one.kind: one.kind_name for one in moments}
    kinds = [(str(timeline.names[name]), f"?kind={name}", name == kind) for name in sorted(there)]
    shown = [one for one in moments if one.kind == kind] if kind in there else moments
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "clients/timeline.html", TimelinePage(found, page, kinds, kind not in there, JUMP_PERCENT))
