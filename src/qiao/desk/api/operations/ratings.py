"""Rating campaigns in numbers, exam results and records as rows, and the quality score of a result."""

from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only, takes
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.operations.scores import CardAsked, outcome_of
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes import ratings as shapes
from qiao.desk.api.shapes.ratings import CampaignShape, QualityShape, ResultsShape
from qiao.desk.audit import actions as audit
from qiao.desk.clients.intake import fields, said
from qiao.desk.clients.intake.rows import Cells, Plan, chunks
from qiao.desk.clients.models.imports import Outcome, Subject
from qiao.desk.growth.actions import campaigns as actions
from qiao.desk.growth.intake import subject
from qiao.desk.growth.models import Campaign
from qiao.desk.growth.queries import progress
from qiao.desk.growth.queries import quality as queries
from qiao.desk.growth.views.campaigns import READERS
from qiao.desk.people.models import User
from qiao.desk.score.views.found import READERS as SCORE_READERS

router = Router(tags=["ratings"])


@router.get(
    "/campaigns",
    auth=Bearer(Scope.RATINGS_READ),
    response=answers(Part[CampaignShape], 404, 422),
    summary=_("Rating campaigns"),
    description=_("The campaigns, the newest first. For assessment officers and auditors."),
)
@only(*READERS)
def campaigns(request: TokenRequest, asked: Query[Asked]) -> Part[CampaignShape]:
    """Rating campaigns."""
    everything = Campaign.objects.visible_to(request.user).select_related("period")
    found, following = part(everything, within=everything, by=("-closes_on", "-pk"), asked=asked)
    return Part(items=[CampaignShape.of(one) for one in found], next=following)


@router.get(
    "/campaigns/{uuid:uuid}",
    auth=Bearer(Scope.RATINGS_READ),
    response=answers(shapes.OneCampaignShape, 404),
    summary=_("One rating campaign"),
    description=_("How many of those who were asked have handed in, without names; of fewer than three peers nothing."),
)
@only(*READERS)
def campaign(request: TokenRequest, uuid: UUID) -> shapes.OneCampaignShape:
    """One campaign."""
    found = _campaign(request, uuid)
    audit.seen(request.user, on=found)
    return shapes.OneCampaignShape.seen(found, progress.of(found))


@router.post(
    "/campaigns/{uuid:uuid}/results",
    auth=Bearer(Scope.RATINGS_WRITE),
    response=takes(ResultsShape, 404),
    summary=_("Bring in exam results and records"),
    description=_("All rows or none: what each would do, what is wrong with it, and whether they were carried out."),
)
@only(*actions.WRITERS)
@transaction.atomic
def results(request: TokenRequest, uuid: UUID, given: shapes.ResultsGiven) -> ResultsShape:
    """Take results over, by the rules of a list that is brought in."""
    found = _campaign(request, uuid)
    rows = [
        Cells(Plan(number), {**row.model_dump(), "period": found.period.label})
        for number, row in enumerate(given.rows, start=1)
    ]
    _plan(request.user, rows)
    is_carried_out = not given.dry_run and not any(row.plan.is_faulty for row in rows)
    if is_carried_out:
        subject.make(request.user, [row.plan.wanted for row in rows if row.plan.wanted])
    labels = fields.by_code(Subject.RATINGS)
    told = [
        shapes.RowShape(row=row.plan.number, outcome=Outcome(row.plan.outcome), faults=said.said(row.plan.says, labels))
        for row in rows
    ]
    return ResultsShape(carried_out=is_carried_out, rows=told)


def _plan(by: User, rows: list[Cells]) -> None:
    seen: dict[str, int] = {}
    for chunk in chunks(rows):
        subject.plan(by, chunk, seen)


@router.post(
    "/campaigns/{uuid:uuid}/close",
    auth=Bearer(Scope.RATINGS_WRITE),
    response=answers(CampaignShape, 404, 422),
    summary=_("Close a rating campaign"),
    description=_("For good: what is handed in stands and goes to the ledger, what is not is no rating."),
)
@only(*actions.WRITERS)
def close(request: TokenRequest, uuid: UUID) -> CampaignShape:
    """End a campaign."""
    return CampaignShape.of(actions.close(_campaign(request, uuid), by=request.user))


@router.get(
    "/runs/{uuid:uuid}/quality",
    auth=Bearer(Scope.SCORE_READ),
    response=answers(QualityShape, 404, 422),
    summary=_("Quality score of a manager"),
    description=_("Items, weights, groups' means and counts; never one person's mark, of few peers nothing."),
)
@only(*SCORE_READERS)
def quality(request: TokenRequest, uuid: UUID, asked: Query[CardAsked]) -> QualityShape:
    """One manager's quality score."""
    outcome = outcome_of(request, uuid, asked.manager)
    audit.seen(request.user, on=outcome.run, what="quality")
    return QualityShape.of(queries.of(outcome))


def _campaign(request: TokenRequest, uuid: UUID) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).select_related("period__standard"), uuid=uuid)
