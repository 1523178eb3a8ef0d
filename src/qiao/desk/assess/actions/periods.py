"""What may be done to periods: open one, drop it again, move deadlines, end a step, take that back."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Period, Standard, Step, StepState
from qiao.desk.assess.queries import deadlines, objections, results
from qiao.desk.assess.queries import periods as queries
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import claim
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import RequestError, parse_period

WRITERS = (Role.HR,)
# The steps that a person ends by saying so; the others end by what is done there.
SAID = (Step.DATA, Step.CHECKS, Step.REVIEW, Step.OBJECTIONS, Step.LETTERS)
_ORDER = list(Step)


@transaction.atomic
def open_period(label: str, standard: Standard, *, by: User, is_sure: bool = True) -> Period:
    """Begin to assess some days under a published standard; each step is due on its usual day.

    Args:
        label: `2025`, `2025H1`, `2025Q3` or `2025-07`.
        standard: under which.
        by: the assessment officer.
        is_sure: whether a period far from today is meant.

    Raises:
        FaultError: the label is none, is known or lies far from today, or the standard is not published.
    """
    _need_writer(by)
    if not standard.is_published:
        raise FaultError("standard_not_published", field="standard")
    try:
        days = parse_period(label.strip())
    except RequestError as error:
        raise FaultError("period_bad", field="label") from error
    if not is_sure and queries.is_far(label):
        raise FaultError("period_far", field="label")
    try:
        with transaction.atomic():
            made = Period.objects.create(
                label=days.label, first=days.start, last=days.end, standard=standard, made_by=by, made_at=calendar.now()
            )
    except IntegrityError as error:
        raise FaultError("period_known", field="label") from error
    due = deadlines.usual(made.last)
    StepState.objects.bulk_create([StepState(period=made, step=step, due_on=due[step]) for step in Step])
    audit.record("period.opened", by=by, on=made, label=made.label, standard=standard.uuid)
    return made


@transaction.atomic
def drop(period: Period, *, by: User) -> None:
    """Take away a period that was opened by mistake, of which nothing was made."""
    _need_writer(by)
    current = locked(period)
    if queries.is_used(current):
        raise FaultError("period_used")
    audit.record("period.dropped", by=by, on=current, label=current.label)
    current.steps.all().delete()
    current.delete()


@transaction.atomic
def change(period: Period, *, by: User, version: int, standard: Standard, due: Mapping[str, date | None]) -> Period:
    """Assess an open period under another standard while nothing of it is published, or until other days."""
    _need_writer(by)
    current = claim(period, version)
    need_open(current)
    if not standard.is_published:
        raise FaultError("standard_not_published", field="standard")
    if standard != current.standard and results.published(current):
        raise FaultError("period_published", field="standard")
    current.standard = standard
    current.save()
    for state in current.steps.all():
        state.due_on = due.get(state.step)
        state.save(update_fields=["due_on"])
    audit.record("period.changed", by=by, on=current, standard=standard.uuid)
    return current


@transaction.atomic
def end_step(period: Period, step: str, *, by: User, note: str = "") -> StepState:
    """Say that a step is done; the ones before it are."""
    _need_writer(by)
    if step not in SAID:
        raise NotAllowedError
    current = locked(period)
    if step == Step.OBJECTIONS:
        need_settled(current)
    return mark(current, step, by=by, note=note)


def need_settled(period: Period) -> None:
    """FaultError while an objection of the period waits for somebody; says which."""
    if waiting := objections.named(objections.open_of(period)):
        raise FaultError("objections_open", which=waiting)


def mark(period: Period, step: str, *, by: User | None, note: str = "") -> StepState:
    """Write down that a step is done; inside the act that does it, under a lock on its period."""
    place = _ORDER.index(Step(step))
    states = {state.step: state for state in period.steps.all()}
    if place and not states[_ORDER[place - 1]].is_done:
        raise FaultError("step_before")
    state = states[step]
    if not state.is_done:
        state.done_by, state.done_at, state.note = by, calendar.now(), note.strip()
        state.save(update_fields=["done_by", "done_at", "note"])
        audit.record("step.done", by=by, on=period, step=step)
    return state


@transaction.atomic
def reopen_step(period: Period, step: str, *, by: User) -> None:
    """Take back that a step is done, and so those after it; what is published or locked stays."""
    _need_writer(by)
    current = locked(period)
    need_open(current)
    place = _ORDER.index(Step(step))
    later = current.steps.filter(step__in=_ORDER[place:], done_at__isnull=False)
    if step not in SAID or later.filter(step__in=[Step.PUBLISH, Step.LOCK]).exists():
        raise NotAllowedError
    if later.update(done_by=None, done_at=None, note=""):
        audit.record("step.reopened", by=by, on=current, step=step)


def locked(period: Period) -> Period:
    """The period under a row lock: whatever decides of it waits for whatever else does."""
    return Period.objects.select_for_update(of=("self",)).get(pk=period.pk)


def need_open(period: Period) -> None:
    """Refuse what would change a locked period."""
    if period.is_locked:
        raise FaultError("period_locked")


def _need_writer(by: User) -> None:
    if not by.has_role(*WRITERS):
        raise NotAllowedError
