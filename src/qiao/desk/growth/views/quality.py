"""The quality score: one's own, and that of somebody whose score one may see."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.growth.queries import quality as queries
from qiao.desk.growth.queries.quality import Quality
from qiao.desk.score.queries import people
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class QualityPage:
    """A manager's quality score in a run; `results` are the others, to turn to."""

    outcome: Outcome
    quality: Quality
    results: list[Outcome]
    is_own: bool


@only(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own newest; whoever has none finds those of their people at the scorecards."""
    own = people.newest_of(request.user, request.user)
    return redirect("growth:quality", own.run.uuid, own.manager) if own else redirect("score:people")


@only(*READERS)
@require_GET
def one(request: Request, run: UUID, manager: str) -> HttpResponse:
    """One quality score."""
    outcome = found(request, run, manager)
    audit.seen(request.user, on=outcome.run, what="quality")
    results = people.of_person(outcome, people.shown_beside(outcome, request.user))
    page = QualityPage(outcome, queries.of(outcome), results, outcome.person_id == request.user.pk)
    return show(request, "growth/quality.html", page)
