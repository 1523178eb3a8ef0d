"""Objections: read by whom they concern, answered by who answers for the data, decided by two officers."""

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
from qiao.desk.api.shapes import objections as shapes
from qiao.desk.api.shapes.clients import AnswerGiven
from qiao.desk.api.shapes.objections import ObjectionShape, OneObjectionShape
from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Objection
from qiao.desk.assess.queries import objections as queries
from qiao.desk.assess.queries.objections import Wanted
from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Delivery
from qiao.desk.people.models import User

router = Router(tags=["objections"])


class ObjectionsAsked(Asked):
    """Parameters of the list of objections."""

    period: Annotated[UUID | None, Field(description=_("Only objections of this period."))] = None
    state: Annotated[shapes.ObjectionState | None, Field(description=_("Only objections in this state."))] = None


@router.get(
    "/objections",
    auth=Bearer(Scope.OBJECTIONS_READ),
    response=answers(Part[ObjectionShape], 404, 422),
    summary=_("Objections"),
    description=_(
        "One's own, those that one answers for, and for assessment officers and auditors all; the newest first."
    ),
)
def objections(request: TokenRequest, asked: Query[ObjectionsAsked]) -> Part[ObjectionShape]:
    """Objections."""
    everything = Objection.objects.visible_to(request.user)
    wanted = queries.listed(request.user, Wanted(str(asked.period or ""), asked.state or ""))
    found, following = part(wanted, within=everything, by=("-raised_at", "-pk"), asked=asked)
    return Part(items=[ObjectionShape.of(one) for one in found], next=following)


@router.get(
    "/objections/{uuid:uuid}",
    auth=Bearer(Scope.OBJECTIONS_READ),
    response=answers(OneObjectionShape, 404),
    summary=_("One objection"),
    description=_("With the figures as they stood in the run, and what happened to it as far as the reader may know."),
)
def objection(request: TokenRequest, uuid: UUID) -> OneObjectionShape:
    """One objection."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return _seen(request, found)


@router.post(
    "/objections/{uuid:uuid}/answer",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=takes(OneObjectionShape, 404),
    summary=_("Answer an objection"),
    description=_("By who answers for the data; where it is wrong, the committee decides at once."),
)
@only(*actions.ANSWERERS)
def answer(request: TokenRequest, uuid: UUID, given: shapes.FindingGiven) -> OneObjectionShape:
    """Say whether the data is wrong, and why."""
    found = _found(request, uuid)
    return _seen(request, actions.answer(found, by=request.user, agrees=given.agrees, answer=given.answer))


@router.post(
    "/objections/{uuid:uuid}/assign",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=takes(OneObjectionShape, 404),
    summary=_("Give an objection to somebody"),
    description=_("An officer names who answers for the data; the days to answer go on."),
)
@only(*runs.WRITERS)
def assign(request: TokenRequest, uuid: UUID, given: shapes.OwnerGiven) -> OneObjectionShape:
    """Name who answers."""
    found = _found(request, uuid)
    owner = get_object_or_404(User.objects.visible_to(request.user), uuid=given.owner)
    return _seen(request, actions.assign(found, by=request.user, owner=owner))


@router.post(
    "/objections/{uuid:uuid}/lapse",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=answers(OneObjectionShape, 404, 422),
    summary=_("Close an objection whose time has passed"),
    description=_("Where whoever raised it has let the days to go to the committee pass."),
)
@only(*runs.WRITERS)
def lapse(request: TokenRequest, uuid: UUID) -> OneObjectionShape:
    """Close it."""
    return _seen(request, actions.lapse(_found(request, uuid), by=request.user))


@router.post(
    "/objections/{uuid:uuid}/propose",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=takes(OneObjectionShape, 404),
    summary=_("Propose a decision on an objection"),
    description=_("By a member of the committee with no part in it; another one confirms."),
)
@only(*runs.WRITERS)
def propose(request: TokenRequest, uuid: UUID, given: shapes.VerdictGiven) -> OneObjectionShape:
    """Propose to uphold or dismiss it."""
    found = _found(request, uuid)
    return _seen(request, actions.propose(found, by=request.user, verdict=given.verdict, grounds=given.grounds))


@router.post(
    "/objections/{uuid:uuid}/confirm",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=answers(OneObjectionShape, 404, 422),
    summary=_("Confirm a decision on an objection"),
    description=_("By a token of another person than who proposed it; it is decided then."),
)
@only(*runs.WRITERS)
def confirm(request: TokenRequest, uuid: UUID) -> OneObjectionShape:
    """Agree with what somebody else proposed."""
    return _seen(request, actions.confirm(_found(request, uuid), by=request.user))


@router.post(
    "/objections/{uuid:uuid}/send-back",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=takes(OneObjectionShape, 404),
    summary=_("Send a proposed decision back"),
    description=_("With the reason; the committee begins anew."),
)
@only(*runs.WRITERS)
def send_back(request: TokenRequest, uuid: UUID, given: AnswerGiven) -> OneObjectionShape:
    """Not agree, or take one's own proposal back."""
    return _seen(request, actions.send_back(_found(request, uuid), by=request.user, answer=given.answer))


@router.post(
    "/objections/{uuid:uuid}/correct",
    auth=Bearer(Scope.OBJECTIONS_WRITE),
    response=takes(OneObjectionShape, 404),
    summary=_("Name the batch that corrects"),
    description=_("Of an upheld objection: the batch that came, or was withdrawn, after the decision."),
)
@only(*runs.WRITERS)
def correct(request: TokenRequest, uuid: UUID, given: shapes.CorrectionGiven) -> OneObjectionShape:
    """Say what corrected it."""
    found = _found(request, uuid)
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), uuid=given.delivery)
    return _seen(request, actions.correct(found, by=request.user, delivery=delivery))


def _found(request: TokenRequest, uuid: UUID) -> Objection:
    return get_object_or_404(Objection.objects.visible_to(request.user), uuid=uuid)


def _seen(request: TokenRequest, one: Objection) -> OneObjectionShape:
    """As its reader may know it now."""
    known = (
        Objection.objects.visible_to(request.user)
        .select_related("period", "outcome__run", "outcome__person", "appellant", "owner", "correction", "settled_in")
        .get(pk=one.pk)
    )
    sits = request.user.has_role(*runs.WRITERS) and actions.sits(known, request.user)
    return OneObjectionShape.seen(known, queries.timeline(known, request.user), sits=sits)
