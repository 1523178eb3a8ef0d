"""To the next grade: the projection, on a page of its own and inside the scorecard."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.score.queries import outlooks
from qiao.desk.score.queries.outlooks import Ahead
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class AheadPage:
    """What is still needed, and where it could come from."""

    outcome: Outcome
    ahead: Ahead


@only(*READERS)
@require_GET
def ahead(request: Request, run: UUID, manager: str) -> HttpResponse:
    """What would reach each bar by the period's end; not there once the period is over."""
    outcome = found(request, run, manager)
    told = outlooks.ahead(outcome, request.user)
    if told is None:
        raise Http404
    audit.seen(request.user, on=outcome.run, what="outlook")
    return show(request, "score/ahead.html", AheadPage(outcome, told), part="needs")
