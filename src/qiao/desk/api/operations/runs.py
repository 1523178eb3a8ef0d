"""Runs, their outcomes, and what two people decide of them."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only, takes
from qiao.desk.api.listing import Asked, Named, NamedPart, Part, part, part_by_name
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.assess import OneRunShape, OutcomeShape, ProposalGiven, ProposalShape, ProposalState, RunShape
from qiao.desk.api.shapes.clients import AnswerGiven
from qiao.desk.api.shapes.elements import Words
from qiao.desk.api.shapes.jobs import JobShape
from qiao.desk.assess.actions import publishing
from qiao.desk.assess.actions import runs as actions
from qiao.desk.assess.models import Proposal, Run
from qiao.desk.assess.queries import outcomes as queries
from qiao.desk.audit import actions as audit
from qiao.desk.common.roles import Role

router = Router(tags=["runs"])
READERS = (Role.HR, Role.AUDITOR)


class RunsAsked(Asked):
    """Parameters of the list of runs."""

    period: Annotated[UUID | None, Field(description=_("Only runs of this period."))] = None
    done: Annotated[bool, Field(description=_("Only runs that have ended."))] = False


@router.get(
    "/runs",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(Part[RunShape], 404, 422),
    summary=_("Runs"),
    description=_("Runs of every period, the newest first. For assessment officers and auditors."),
)
@only(*READERS)
def runs(request: TokenRequest, asked: Query[RunsAsked]) -> Part[RunShape]:
    """Runs."""
    everything = Run.objects.visible_to(request.user)
    wanted = everything.filter(period__uuid=asked.period) if asked.period else everything
    wanted = wanted.exclude(seal="") if asked.done else wanted
    records = wanted.select_related("period", "standard", "replaces", "job")
    found, following = part(records, within=everything, by=("-made_at", "-pk"), asked=asked)
    return Part(items=[RunShape.of(one) for one in found], next=following)


@router.get(
    "/runs/{uuid:uuid}",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(OneRunShape, 404),
    summary=_("One run"),
    description=_("What it was made of, its seal, and how many of each decision."),
)
@only(*READERS)
def run(request: TokenRequest, uuid: UUID) -> OneRunShape:
    """One run."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return OneRunShape.seen(found, queries.counted(found, request.user))


@router.post(
    "/runs/{uuid:uuid}/check",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=answers(JobShape, 404, 422),
    summary=_("Compute a run again"),
    description=_(
        "A second time in the background, with the optimiser off and one thread; a run has to hold before it is locked."
    ),
)
@only(*actions.WRITERS)
def check(request: TokenRequest, uuid: UUID) -> JobShape:
    """Compute it a second time."""
    return JobShape.of(actions.check(_found(request, uuid), by=request.user))


class OutcomesAsked(Named):
    """Parameters of the list of outcomes."""

    decision: Annotated[Words, Field(description=_("Only outcomes with this decision."))] = ""
    grade: Annotated[Words, Field(description=_("Only managers of this grade."))] = ""


@router.get(
    "/runs/{uuid:uuid}/outcomes",
    auth=Bearer(Scope.SCORE_READ),
    response=answers(NamedPart[OutcomeShape], 404, 422),
    summary=_("Outcomes of a run"),
    description=_(
        "Every manager's result that the token's person may see, by number. Reading it is an event of the audit trail."
    ),
)
def outcomes(request: TokenRequest, uuid: UUID, asked: Query[OutcomesAsked]) -> NamedPart[OutcomeShape]:
    """Outcomes of a run."""
    found = _found(request, uuid)
    wanted = queries.Wanted(decision=asked.decision, grade=asked.grade)
    shown, following = part_by_name(queries.matching(found, request.user, wanted), name="manager", asked=asked)
    audit.seen(request.user, on=found, what="outcomes")
    return NamedPart(items=[OutcomeShape.of(one) for one in shown], next=following)


class ProposalsAsked(Asked):
    """Parameters of the list of proposals."""

    period: Annotated[UUID | None, Field(description=_("Only proposals of this period."))] = None
    state: Annotated[ProposalState | None, Field(description=_("Only proposals in this state."))] = None


@router.get(
    "/proposals",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(Part[ProposalShape], 404, 422),
    summary=_("Proposals on runs"),
    description=_(
        "Publications, locks and restatements that wait for a second person or were decided, the newest first."
    ),
)
@only(*READERS)
def proposals(request: TokenRequest, asked: Query[ProposalsAsked]) -> Part[ProposalShape]:
    """Proposals."""
    everything = Proposal.objects.visible_to(request.user)
    given = {"period__uuid": asked.period, "state": asked.state}
    wanted = everything.filter(**{name: value for name, value in given.items() if value})
    records = wanted.select_related("run", "period", "proposed_by", "decided_by")
    found, following = part(records, within=everything, by=("-proposed_at", "-pk"), asked=asked)
    return Part(items=[ProposalShape.of(one) for one in found], next=following)


@router.post(
    "/runs/{uuid:uuid}/proposals",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(ProposalShape, 404),
    summary=_("Propose for a run"),
    description=_("To publish it, to lock it, or to let it stand beside the locked one; another person decides."),
)
@only(*actions.WRITERS)
def propose(request: TokenRequest, uuid: UUID, given: ProposalGiven) -> ProposalShape:
    """Propose something for a run."""
    found = _found(request, uuid)
    made = publishing.propose(found, given.kind, by=request.user, reason=given.reason, waiver=given.waiver)
    return ProposalShape.of(made)


@router.post(
    "/proposals/{uuid:uuid}/approve",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=answers(ProposalShape, 404, 422),
    summary=_("Approve a proposal"),
    description=_("By a token of another person than who proposed it."),
)
@only(*actions.WRITERS)
def approve(request: TokenRequest, uuid: UUID) -> ProposalShape:
    """Agree with what somebody else proposed."""
    return ProposalShape.of(publishing.approve(_proposal(request, uuid), by=request.user))


@router.post(
    "/proposals/{uuid:uuid}/refuse",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(ProposalShape, 404),
    summary=_("Turn a proposal down"),
    description=_("By a token of another person than who proposed it, with the reason."),
)
@only(*actions.WRITERS)
def refuse(request: TokenRequest, uuid: UUID, given: AnswerGiven) -> ProposalShape:
    """Say why not."""
    return ProposalShape.of(publishing.refuse(_proposal(request, uuid), by=request.user, answer=given.answer))


def _found(request: TokenRequest, uuid: UUID) -> Run:
    found = Run.objects.visible_to(request.user).select_related("period", "standard", "replaces", "job")
    return get_object_or_404(found, uuid=uuid)


def _proposal(request: TokenRequest, uuid: UUID) -> Proposal:
    found = Proposal.objects.visible_to(request.user).select_related("run__period", "period", "proposed_by")
    return get_object_or_404(found, uuid=uuid)
