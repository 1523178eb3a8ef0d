"""Targets, their divisions, and the pace."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only, takes
from qiao.desk.api.listing import Asked, Parameters, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes import plan as shapes
from qiao.desk.api.shapes.plan import DivisionShape, TargetShape
from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people.models import User
from qiao.desk.plan.actions import divisions as actions
from qiao.desk.plan.faults import FaultError
from qiao.desk.plan.models import Division, Target
from qiao.desk.plan.queries import figures, indicators, paces, rights, spans, trees
from qiao.desk.plan.queries.trees import Key, Record, Unit
from qiao.desk.plan.views.gates import READERS

router = Router(tags=["targets"])


class TargetsAsked(Asked):
    """Parameters of the list of targets."""

    period: Annotated[shapes.Label, Field(description=_("Only targets of this period."))] = ""
    indicator: Annotated[shapes.Code, Field(description=_("Only targets of this indicator."))] = ""
    person: Annotated[UUID | None, Field(description=_("Only targets of this person."))] = None


@router.get(
    "/targets",
    auth=Bearer(Scope.PLAN_READ),
    response=answers(Part[TargetShape], 404, 422),
    summary=_("Targets"),
    description=_("Targets of the person's own unit and those below, by period and indicator."),
)
@only(*READERS)
def targets(request: TokenRequest, asked: Query[TargetsAsked]) -> Part[TargetShape]:
    """Targets."""
    everything = Target.objects.visible_to(request.user)
    given = {"period": asked.period, "indicator": asked.indicator, "person__uuid": asked.person}
    records = everything.filter(**{name: value for name, value in given.items() if value})
    with_units = records.select_related("branch", "team__branch", "person")
    found, following = part(with_units, within=everything, by=("period", "indicator", "pk"), asked=asked)
    known = _measured_in({one.period for one in found})
    items = [TargetShape.of(one, known.get((one.period, one.indicator), "")) for one in found]
    return Part(items=items, next=following)


@router.get(
    "/targets/{uuid:uuid}",
    auth=Bearer(Scope.PLAN_READ),
    response=answers(shapes.OneTargetShape, 404),
    summary=_("One target"),
    description=_("A target with every figure that it ever was."),
)
@only(*READERS)
def target(request: TokenRequest, uuid: UUID) -> shapes.OneTargetShape:
    """One target."""
    records = Target.objects.visible_to(request.user).select_related("branch", "team__branch", "person")
    found = get_object_or_404(records, uuid=uuid)
    audit.seen(request.user, on=found)
    unit = _measured_in({found.period}).get((found.period, found.indicator), "")
    return shapes.OneTargetShape.seen(found, unit, list(found.changes.select_related("by", "confirmed_by")))


class PaceAsked(Parameters):
    """Whose pace, in which period."""

    kind: Annotated[shapes.Kind, Field(description=_("What kind of unit it is."))]
    unit: Annotated[UUID, Field(description=_("Id of the branch, team or person."))]
    period: Annotated[shapes.Label, Field(description=_("In which period; without it the newest that has begun."))] = ""


@router.get(
    "/pace",
    auth=Bearer(Scope.PLAN_READ),
    response=answers(shapes.UnitPaceShape, 404, 422),
    summary=_("Pace of a unit"),
    description=_("Each indicator's target, what is reached of it, and what it comes to by the period's end."),
)
@only(*READERS)
def pace(request: TokenRequest, asked: Query[PaceAsked]) -> shapes.UnitPaceShape:
    """How far a unit is."""
    record, period = _unit(request, asked.kind, asked.unit), spans.chosen(asked.period, spans.listed())
    if period is None:
        raise Http404
    audit.seen(request.user, on=record, what="pace")
    unit, run = trees.tree(record, period), paces.run_of(period, request.user)
    clock = spans.clock(period, run.as_of if run else period.first)
    known = figures.of_units(period.label, unit.walk())
    lines = paces.lines(period, unit, known, paces.held(run, unit), clock)
    return shapes.UnitPaceShape(
        period=period.label,
        as_of=run.as_of if run else None,
        run=run.uuid if run else None,
        elapsed=paces.rounded(clock.elapsed) if run else None,
        indicators=[shapes.PaceShape.of(line) for line in lines],
    )


class DivisionsAsked(Asked):
    """Parameters of the list of divisions."""

    period: Annotated[shapes.Label, Field(description=_("Only divisions of this period."))] = ""
    state: Annotated[shapes.DivisionState | None, Field(description=_("Only divisions in this state."))] = None


@router.get(
    "/divisions",
    auth=Bearer(Scope.PLAN_READ),
    response=answers(Part[DivisionShape], 404, 422),
    summary=_("Divisions of targets"),
    description=_("How units' targets are divided over their parts, and whether that waits for confirmation."),
)
@only(*READERS)
def divisions(request: TokenRequest, asked: Query[DivisionsAsked]) -> Part[DivisionShape]:
    """Divisions."""
    everything = Division.objects.visible_to(request.user)
    given = {"period": asked.period, "state": asked.state}
    records = everything.filter(**{name: value for name, value in given.items() if value})
    found, following = part(records.select_related(*_WITH), within=everything, by=("period", "pk"), asked=asked)
    return Part(items=[DivisionShape.of(one) for one in found], next=following)


@router.post(
    "/divisions",
    auth=Bearer(Scope.PLAN_WRITE),
    response=takes(DivisionShape, 404, 409),
    summary=_("Set figures of a division"),
    description=_(
        "Figures of a unit's parts; they count once the division is proposed and another person has confirmed it."
    ),
)
@only(*READERS)
def put(request: TokenRequest, given: shapes.DivisionGiven) -> DivisionShape:
    """Set figures of a unit's parts."""
    record = _unit(request, given.kind, given.unit)
    if isinstance(record, User):
        raise Http404
    if not rights.may_divide(request.user, record):
        raise NotAllowedError
    period = spans.named(given.period)
    if period is None:
        raise FaultError("period_unknown", field="period")
    wanted = _given(period, record, given.figures)
    with transaction.atomic():
        begun = actions.begin(period, record, by=request.user)
        made = actions.put(begun, by=request.user, version=given.version, given=wanted)
    return DivisionShape.of(made)


def _given(period: Period, record: Record, given: list[shapes.FigureGiven]) -> dict[tuple[Key, str], Decimal | None]:
    """The figures by unit and indicator."""
    unit = trees.tree(record, period)
    settable: dict[tuple[str, UUID], Unit] = {(one.kind.value, one.uuid): one for one in (unit, *unit.parts)}
    if any((one.kind.value, one.unit) not in settable for one in given):
        raise FaultError("division_moved_on", field="figures")
    return {
        (settable[one.kind.value, one.unit].key, one.indicator): None if one.figure is None else Decimal(one.figure)
        for one in given
    }


@router.post(
    "/divisions/{uuid:uuid}/propose",
    auth=Bearer(Scope.PLAN_WRITE),
    response=takes(DivisionShape, 404, 409),
    summary=_("Propose a division"),
    description=_("Asks whoever stands above to confirm it; where the parts do not make the whole, with the reason."),
)
@only(*READERS)
def propose(request: TokenRequest, uuid: UUID, given: shapes.DivisionProposed) -> DivisionShape:
    """Ask for confirmation."""
    found = _division(request, uuid)
    return DivisionShape.of(actions.propose(found, by=request.user, version=given.version, gap=given.gap))


@router.post(
    "/divisions/{uuid:uuid}/confirm",
    auth=Bearer(Scope.PLAN_WRITE),
    response=answers(DivisionShape, 404, 422),
    summary=_("Confirm a division"),
    description=_("By a token of another person than who proposed it; from then on the figures count."),
)
@only(*READERS)
def confirm(request: TokenRequest, uuid: UUID) -> DivisionShape:
    """Agree with what somebody else proposed."""
    return DivisionShape.of(actions.confirm(_division(request, uuid), by=request.user))


@router.post(
    "/divisions/{uuid:uuid}/send-back",
    auth=Bearer(Scope.PLAN_WRITE),
    response=takes(DivisionShape, 404),
    summary=_("Send a division back"),
    description=_("Says why not, or takes back what one proposed."),
)
@only(*READERS)
def send_back(request: TokenRequest, uuid: UUID, given: shapes.DivisionSentBack) -> DivisionShape:
    """Say why not."""
    return DivisionShape.of(actions.send_back(_division(request, uuid), by=request.user, answer=given.answer))


_WITH = ("branch", "team__branch", "proposed_by", "decided_by")


def _division(request: TokenRequest, uuid: UUID) -> Division:
    return get_object_or_404(Division.objects.visible_to(request.user).select_related(*_WITH), uuid=uuid)


def _unit(request: TokenRequest, kind: str, uuid: UUID) -> Record:
    record = trees.found(request.user, kind, uuid)
    if record is None:
        raise Http404
    return record


def _measured_in(labels: set[str]) -> dict[tuple[str, str], str]:
    """What each indicator of these periods is counted in."""
    periods = [period for period in spans.listed() if period.label in labels] if labels else []
    return {(period.label, item.code): item.unit for period in periods for item in indicators.of(period)}
