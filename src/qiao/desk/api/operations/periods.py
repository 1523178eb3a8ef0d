"""Assessment periods with their steps."""

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
from qiao.desk.api.shapes.assess import (
    AskedShape,
    OnePeriodShape,
    PeriodGiven,
    PeriodShape,
    RunGiven,
    StepGiven,
)
from qiao.desk.api.shapes.elements import Words
from qiao.desk.assess.actions import periods as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Period, Run, Standard
from qiao.desk.assess.queries import results
from qiao.desk.audit import actions as audit
from qiao.desk.common.roles import Role

router = Router(tags=["periods"])
READERS = (Role.HR, Role.AUDITOR)


class PeriodsAsked(Asked):
    """Parameters of the list of periods."""

    label: Annotated[Words, Field(description=_("Only the period with this label."))] = ""


@router.get(
    "/periods",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(Part[PeriodShape], 404, 422),
    summary=_("Assessment periods"),
    description=_("The periods, the newest first. For assessment officers and auditors."),
)
@only(*READERS)
def periods(request: TokenRequest, asked: Query[PeriodsAsked]) -> Part[PeriodShape]:
    """Assessment periods."""
    everything = Period.objects.visible_to(request.user)
    wanted = everything.filter(label=asked.label) if asked.label else everything
    found, following = part(wanted.select_related("standard"), within=everything, by=("-last", "-pk"), asked=asked)
    return Part(items=[PeriodShape.of(one) for one in found], next=following)


@router.post(
    "/periods",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(OnePeriodShape, 404),
    summary=_("Open a period"),
    description=_("Begins to assess some days under a published standard; each step is due on its usual day."),
)
@only(*actions.WRITERS)
def open_(request: TokenRequest, given: PeriodGiven) -> OnePeriodShape:
    """Open a period."""
    standard = get_object_or_404(Standard.objects.visible_to(request.user), uuid=given.standard)
    return OnePeriodShape.seen(actions.open_period(given.label, standard, by=request.user, is_sure=given.is_sure), None)


@router.get(
    "/periods/{uuid:uuid}",
    auth=Bearer(Scope.ASSESS_READ),
    response=answers(OnePeriodShape, 404),
    summary=_("One assessment period"),
    description=_("A period with its steps and the run whose result counts."),
)
@only(*READERS)
def period(request: TokenRequest, uuid: UUID) -> OnePeriodShape:
    """One period."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return OnePeriodShape.seen(found, results.in_force(found))


@router.post(
    "/periods/{uuid:uuid}/end-step",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(OnePeriodShape, 404),
    summary=_("End a step of a period"),
    description=_(
        "Says that a step is done, once those before it are. Run, publication and lock end by what is done there."
    ),
)
@only(*actions.WRITERS)
def end_step(request: TokenRequest, uuid: UUID, given: StepGiven) -> OnePeriodShape:
    """End a step."""
    found = _found(request, uuid)
    actions.end_step(found, given.step, by=request.user, note=given.note)
    return OnePeriodShape.seen(found, results.in_force(found))


@router.post(
    "/periods/{uuid:uuid}/runs",
    auth=Bearer(Scope.ASSESS_WRITE),
    response=takes(AskedShape, 404),
    summary=_("Ask for a run"),
    description=_("Has the period assessed in the background. The same inputs a second time are the same run."),
)
@only(*runs.WRITERS)
def ask(request: TokenRequest, uuid: UUID, given: RunGiven) -> AskedShape:
    """Ask for a run."""
    made = runs.ask_when_told(_found(request, uuid), by=request.user, as_of=given.as_of)
    if isinstance(made, Run):
        known = Run.objects.visible_to(request.user).select_related("period", "standard", "replaces", "job__by")
        made = known.get(pk=made.pk)
    return AskedShape.of(made)


def _found(request: TokenRequest, uuid: UUID) -> Period:
    return get_object_or_404(Period.objects.visible_to(request.user).select_related("standard"), uuid=uuid)
