"""An indicator opened: the curve, the clients, and for one of them accounts, days and flows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Award, Outcome
from qiao.desk.assess.queries import awards, objections
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.score import pictures
from qiao.desk.score.pictures import Bend
from qiao.desk.score.queries import indicators
from qiao.desk.score.queries.indicators import Opened, Rows
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator from its points down to clients; `rows` are those of the client that is opened, `awards` bear evidence."""

    outcome: Outcome
    opened: Opened
    bend: Bend
    client: str
    client_name: str
    rows: list[Rows]
    object_until: date | None
    awards: list[Award]


@only(*READERS)
@require_GET
def indicator(request: Request, run: UUID, manager: str, code: str) -> HttpResponse:
    """One indicator, opened as far down as it goes."""
    outcome, client = found(request, run, manager), request.GET.get("client", "")
    opened = indicators.opened(outcome, code)
    if opened is None:
        raise Http404
    name, rows = indicators.rows_of(outcome, code, client) if client else ("", [])
    if client and not rows:
        raise Http404
    audit.seen(request.user, on=outcome.run, what="indicator")
    bend = pictures.bend(opened.corners, opened.at, is_ratio=opened.is_ratio)
    until = objections.may_object_until(outcome.run) if outcome.person_id == request.user.pk else None
    given = [] if opened.clients else list(awards.of_indicator(outcome, code, request.user))
    page = IndicatorPage(outcome, opened, bend, client, name, rows, until, given)
    return show(request, "score/indicator.html", page)
