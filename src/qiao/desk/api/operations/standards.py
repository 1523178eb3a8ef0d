"""Versions of the standard."""

from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only, takes
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.assess import OneStandardShape, StandardGiven, StandardShape, StandardState, VersionGiven
from qiao.desk.assess.actions import standards as actions
from qiao.desk.assess.models import Standard
from qiao.desk.assess.queries import standards as queries
from qiao.desk.audit import actions as audit

router = Router(tags=["standards"])


class StandardsAsked(Asked):
    """Parameters of the list of standards."""

    state: Annotated[StandardState | None, Field(description=_("Only versions in this state."))] = None


@router.get(
    "/standards",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(Part[StandardShape], 404, 422),
    summary=_("Standards"),
    description=_("The versions that the token's person may read, the newest first; drafts are the officers'."),
)
def standards(request: TokenRequest, asked: Query[StandardsAsked]) -> Part[StandardShape]:
    """Versions of the standard."""
    everything = Standard.objects.visible_to(request.user)
    wanted = everything.filter(state=asked.state) if asked.state else everything
    found, following = part(wanted, within=everything, by=("-effective_from", "-pk"), asked=asked)
    return Part(items=[StandardShape.of(one) for one in found], next=following)


@router.post(
    "/standards",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(OneStandardShape, 404, 409),
    summary=_("Draft a standard"),
    description=_(
        "A new version from another one, with its text or one of your own. A text that does not hold is refused with its faults."
    ),
)
@only(*actions.WRITERS)
def draft(request: TokenRequest, given: StandardGiven) -> OneStandardShape:
    """A new draft."""
    base = _found(request, given.base) if given.base else queries.newest_published()
    with transaction.atomic():
        made = actions.draft(base, by=request.user)
        if given.text is not None:
            made = actions.edit(made, by=request.user, version=made.version, text=given.text)
    return OneStandardShape.of(made)


@router.get(
    "/standards/{uuid:uuid}",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(OneStandardShape, 404),
    summary=_("One standard"),
    description=_("A version with its whole text."),
)
def standard(request: TokenRequest, uuid: UUID) -> OneStandardShape:
    """One version."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return OneStandardShape.of(found)


@router.post(
    "/standards/{uuid:uuid}/propose",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(StandardShape, 404, 409),
    summary=_("Propose a standard"),
    description=_("Asks a second person to publish a draft."),
)
@only(*actions.WRITERS)
def propose(request: TokenRequest, uuid: UUID, given: VersionGiven) -> StandardShape:
    """Propose a draft."""
    found = _found(request, uuid)
    return StandardShape.of(actions.propose(found, by=request.user, version=given.version, reason=given.reason))


@router.post(
    "/standards/{uuid:uuid}/publish",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=answers(StandardShape, 404, 422),
    summary=_("Publish a standard"),
    description=_("Approves what somebody else proposed; from then on nobody changes it."),
)
@only(*actions.WRITERS)
def publish(request: TokenRequest, uuid: UUID) -> StandardShape:
    """Approve a proposed version."""
    return StandardShape.of(actions.publish(_found(request, uuid), by=request.user))


def _found(request: TokenRequest, uuid: UUID) -> Standard:
    return get_object_or_404(Standard.objects.visible_to(request.user), uuid=uuid)
