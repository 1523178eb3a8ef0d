"""Awards and adjustments: listed, proposed by one person, decided by another."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only, takes
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.awards import AwardGiven, AwardShape, AwardState, WithdrawalGiven
from qiao.desk.api.shapes.clients import AnswerGiven
from qiao.desk.api.shapes.elements import Words
from qiao.desk.assess.actions import awards as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.actions.awards import Case
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Award, Period
from qiao.desk.assess.queries import awards as queries
from qiao.desk.assess.views.awards import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.roles import Role

router = Router(tags=["awards"])


class AwardsAsked(Asked):
    """Parameters of the list of awards."""

    state: Annotated[AwardState | None, Field(description=_("Only awards in this state."))] = None
    manager: Annotated[Words, Field(description=_("Only awards of the manager with this number."))] = ""
    indicator: Annotated[Words, Field(description=_("Only awards of this indicator."))] = ""


@router.get(
    "/periods/{uuid:uuid}/awards",
    auth=Bearer(Scope.AWARDS_READ),
    response=answers(Part[AwardShape], 404, 422),
    summary=_("Awards of a period"),
    description=_("The desk's awards and adjustments on days of the period, the newest first."),
)
@only(*READERS)
def awards(request: TokenRequest, uuid: UUID, asked: Query[AwardsAsked]) -> Part[AwardShape]:
    """Awards of a period."""
    period = _period(request, uuid)
    audit.seen(request.user, on=period, what="awards")
    everything = queries.of_period(period, request.user)
    given = {"state": asked.state, "manager": asked.manager, "indicator": asked.indicator}
    wanted = everything.filter(**{name: value for name, value in given.items() if value})
    found, following = part(wanted, within=everything, by=("-proposed_at", "-pk"), asked=asked)
    counting = set(queries.in_effect().filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return Part(items=[AwardShape.of(one, counts=one.pk in counting) for one in found], next=following)


@router.get(
    "/awards/{uuid:uuid}",
    auth=Bearer(Scope.AWARDS_READ),
    response=answers(AwardShape, 404),
    summary=_("One award"),
    description=_("With its evidence; a manager finds the own ones that are approved."),
)
@only(Role.RM, *READERS)
def award(request: TokenRequest, uuid: UUID) -> AwardShape:
    """One award."""
    found = _award(request, uuid)
    audit.seen(request.user, on=found)
    return _told(found)


@router.post(
    "/periods/{uuid:uuid}/awards",
    auth=Bearer(Scope.AWARDS_WRITE),
    response=takes(AwardShape, 404),
    summary=_("Propose an award"),
    description=_("Points of a bonus indicator for one manager; an assessment officer decides, never the proposer."),
)
@only(*actions.PROPOSERS)
def propose(request: TokenRequest, uuid: UUID, given: AwardGiven) -> AwardShape:
    """Propose points for somebody."""
    period = _period(request, uuid)
    person = queries.whom(request.user).filter(staff_number=given.number).first()
    if person is None:
        raise FaultError("award_nobody", field="number")
    plain = {name: getattr(given, name) for name in Case._fields}
    case = Case(**{**plain, "points": Decimal(given.points)})
    return _told(actions.propose(period, person, by=request.user, case=case))


@router.post(
    "/awards/{uuid:uuid}/approve",
    auth=Bearer(Scope.AWARDS_WRITE),
    response=answers(AwardShape, 404, 422),
    summary=_("Approve an award"),
    description=_("By a token of another person than who proposed it; the next run counts it."),
)
@only(*runs.WRITERS)
def approve(request: TokenRequest, uuid: UUID) -> AwardShape:
    """Agree with what somebody else proposed."""
    return _told(actions.approve(_award(request, uuid), by=request.user))


@router.post(
    "/awards/{uuid:uuid}/refuse",
    auth=Bearer(Scope.AWARDS_WRITE),
    response=takes(AwardShape, 404),
    summary=_("Turn an award down"),
    description=_("By a token of another person than who proposed it, with the reason."),
)
@only(*runs.WRITERS)
def refuse(request: TokenRequest, uuid: UUID, given: AnswerGiven) -> AwardShape:
    """Say why not."""
    return _told(actions.refuse(_award(request, uuid), by=request.user, answer=given.answer))


@router.post(
    "/awards/{uuid:uuid}/take-back",
    auth=Bearer(Scope.AWARDS_WRITE),
    response=answers(AwardShape, 404, 422),
    summary=_("Take a proposed award back"),
    description=_("What one has proposed oneself and nobody has decided on."),
)
@only(*actions.PROPOSERS)
def take_back(request: TokenRequest, uuid: UUID) -> AwardShape:
    """Take back what one has proposed."""
    return _told(actions.take_back(_award(request, uuid), by=request.user))


@router.post(
    "/awards/{uuid:uuid}/withdraw",
    auth=Bearer(Scope.AWARDS_WRITE),
    response=takes(AwardShape, 404),
    summary=_("Propose to withdraw an award"),
    description=_("A row of its own, on which another person decides; answers with that row."),
)
@only(*actions.PROPOSERS)
def withdraw(request: TokenRequest, uuid: UUID, given: WithdrawalGiven) -> AwardShape:
    """Propose to take an approved award back."""
    return _told(actions.withdraw(_award(request, uuid), by=request.user, reason=given.reason))


def _period(request: TokenRequest, uuid: UUID) -> Period:
    return get_object_or_404(queries.periods(request.user), uuid=uuid)


def _award(request: TokenRequest, uuid: UUID) -> Award:
    shown = Award.objects.visible_to(request.user).select_related(
        "period", "person", "proposed_by", "decided_by", "withdraws"
    )
    return get_object_or_404(shown, uuid=uuid)


def _told(one: Award) -> AwardShape:
    return AwardShape.of(one, counts=queries.in_effect().filter(pk=one.pk).exists())
