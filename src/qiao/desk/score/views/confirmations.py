"""A manager confirms a published result; whoever may see results sees who has not."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.assess.models import Run
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.score.actions import confirmations as actions
from qiao.desk.score.queries import confirmations
from qiao.desk.score.queries.confirmations import Seen
from qiao.desk.score.views.found import found
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Who has confirmed a published run's result, and who has not."""

    run: Run
    seen: Seen


@only(Role.RM)
@require_POST
def confirm(request: Request, run: UUID, manager: str) -> HttpResponse:
    """Say that one has seen one's own result."""
    outcome = found(request, run, manager)
    actions.confirm(outcome, by=request.user)
    return redirect("score:card", run, manager)


@only(Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)
@require_GET
def seen(request: Request, run: UUID) -> HttpResponse:
    """Who has confirmed, and who has not."""
    of = get_object_or_404(Run.objects.visible_to(request.user).select_related("period", "standard"), uuid=run)
    told = confirmations.seen(of, request.user)
    if told is None:
        raise Http404
    audit.seen(request.user, on=of, what="confirmations")
    return show(request, "score/seen.html", SeenPage(of, told))
