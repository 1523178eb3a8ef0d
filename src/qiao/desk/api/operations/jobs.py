"""Background work: how far it is, what came of it, and its end."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field, StringConstraints

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.jobs import JobShape, WatchShape
from qiao.desk.jobs import actions, queries
from qiao.desk.jobs.models import Job, State

router = Router(tags=["jobs"])
Kind = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z_.]*$")]


class JobsAsked(Asked):
    """Parameters of the list of background work."""

    state: Annotated[State | None, Field(description=_("Only work in this state."))] = None
    kind: Annotated[Kind, Field(description=_("Only work of this kind."))] = ""


@router.get(
    "/jobs",
    auth=Bearer(Scope.JOBS_READ),
    response=answers(Part[JobShape], 404, 422),
    summary=_("Background work"),
    description=_(
        "What you, or whoever you stand in for, started or joined, newest first; for auditors and administrators everybody's."
    ),
)
def jobs(request: TokenRequest, asked: Query[JobsAsked]) -> Part[JobShape]:
    """Background work, newest first."""
    everything = Job.objects.visible_to(request.user)
    given = {"state": asked.state, "kind": asked.kind}
    wanted = everything.filter(**{name: value for name, value in given.items() if value})
    found, following = part(wanted.select_related("by"), within=everything, by=("-pk",), asked=asked)
    return Part(items=[JobShape.of(job) for job in found], next=following)


@router.get(
    "/jobs/{uuid:uuid}",
    auth=Bearer(Scope.JOBS_READ),
    response=answers(WatchShape, 404),
    summary=_("One piece of background work"),
    description=_("How far it is and what came of it. Ask again after as many milliseconds as it says."),
)
def job(request: TokenRequest, uuid: UUID) -> WatchShape:
    """One piece of background work."""
    return _watched(request, uuid)


@router.post(
    "/jobs/{uuid:uuid}/cancel",
    auth=Bearer(Scope.JOBS_WRITE),
    response=answers(WatchShape, 404, 422),
    summary=_("Cancel background work"),
    description=_("Asks it to end, and undoes what it has written. For whoever started it, and for administrators."),
)
def cancel(request: TokenRequest, uuid: UUID) -> WatchShape:
    """Ask background work to end."""
    actions.cancel(get_object_or_404(Job.objects.visible_to(request.user), uuid=uuid), by=request.user)
    return _watched(request, uuid)


def _watched(request: TokenRequest, uuid: UUID) -> WatchShape:
    found = get_object_or_404(Job.objects.visible_to(request.user).select_related("by"), uuid=uuid)
    return WatchShape.of(queries.watch(found, request.user))
