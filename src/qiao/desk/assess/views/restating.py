"""The page of a restatement: what it changes for whom, beside the locked run that stays."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Proposal, Ruling, Run
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.queries import exceptions, restating
from qiao.desk.assess.queries.restating import Change
from qiao.desk.assess.views import finding
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show

_PAGE = 100


@dataclass(frozen=True, slots=True)
class RestatementPage:
    """Two runs of a locked period: the one in force, and the one that is to stand beside it, or does."""

    before: Run
    after: Run
    changes: Page[Change]
    touched: int
    bystanders: int
    decided_otherwise: int
    left_behind: list[Ruling]
    proposal: Proposal | None
    may_decide: bool


@only(*READERS)
@require_GET
def restatement(request: Request, uuid: UUID) -> HttpResponse:
    """What a restatement changes."""
    user, after = request.user, finding.run(request, uuid)
    before = restating.stands_beside(after)
    if before is None or not after.is_done:
        raise Http404
    audit.seen(user, on=after, what="restatement")
    found = restating.changes(before, after, user)
    asked = restating.proposal(after, user)
    waits = asked is not None and asked.state == State.PROPOSED
    page = RestatementPage(
        before=before,
        after=after,
        changes=Paginator(found, _PAGE).get_page(request.GET.get("page")),
        touched=sum(not one.is_bystander for one in found),
        bystanders=sum(one.is_bystander for one in found),
        decided_otherwise=sum(one.is_decided_otherwise for one in found),
        left_behind=exceptions.left_behind(after),
        proposal=asked,
        may_decide=waits
        and asked is not None
        and user.reach.may_decide(*runs.WRITERS, proposed_by=asked.proposed_by_id),
    )
    return show(request, "assess/restatement.html", page)
