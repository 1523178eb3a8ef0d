"""What lists and pages say of periods: how far each is, what blocks the next step."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from qiao.desk.assess.models import Period, Proposal, Run, Step, StepState
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.queries import deadlines, objections, results, warnings
from qiao.desk.assess.uses import USES
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import RequestError, parse_period

_FAR = timedelta(days=2 * 366)


class Line(NamedTuple):
    """One step as the page shows it: done, the next one, or later; and in words what it waits for.

    `left` are working days until it is due; below zero it is late, None where it is done or has no day.
    """

    state: StepState
    standing: str
    left: int | None
    waits_for: str


class PeriodRow(NamedTuple):
    """A period in a list: the step that is next, None when all are done."""

    period: Period
    next: StepState | None
    done: int
    left: int | None


def is_far(label: str) -> bool:
    """Whether a period lies more than two years before or after today; one that is no period does not."""
    try:
        days = parse_period(label.strip())
    except RequestError:
        return False
    today = calendar.today()
    return days.end < today - _FAR or days.start > today + _FAR


def is_used(period: Period) -> bool:
    """Whether anything was made of it: a run, an award, or what rooms above tell."""
    return period.runs.exists() or period.awards.exists() or any(USES.gather(period))


def listed(user: User) -> list[PeriodRow]:
    """Every period that the person may see, the newest first."""
    states = Prefetch("steps", StepState.objects.select_related("done_by"))
    found = Period.objects.visible_to(user).select_related("standard").prefetch_related(states)
    return [_row(period) for period in found]


def _row(period: Period) -> PeriodRow:
    states = list(period.steps.all())
    upcoming = next((state for state in states if not state.is_done), None)
    return PeriodRow(period, upcoming, sum(state.is_done for state in states), _left(upcoming))


def line(period: Period) -> list[Line]:
    """The period's steps in their order."""
    states = list(period.steps.select_related("done_by"))
    upcoming = next((state for state in states if not state.is_done), None)
    return [
        Line(
            state,
            "done" if state.is_done else "now" if state == upcoming else "next",
            None if state.is_done else _left(state),
            _waits_for(period, state) if state == upcoming else "",
        )
        for state in states
    ]


def _left(state: StepState | None) -> int | None:
    return deadlines.workdays_left(state.due_on, calendar.today()) if state and state.due_on else None


def _waits_for(period: Period, state: StepState) -> str:
    """What the next step waits for, in words."""
    if state.step == Step.CHECKS:
        return _checks_wait_for(period)
    if state.step == Step.RUN:
        return _("A run of the whole period under its own standard ends this step.")
    if state.step == Step.OBJECTIONS:
        return _objections_wait_for(period)
    if state.step == Step.PUBLISH:
        return _pending(period) or _("Propose a run for publication; a second person approves.")
    if state.step == Step.LOCK:
        return _pending(period) or _lock_waits_for(period)
    return _("Say that it is done.")


def _checks_wait_for(period: Period) -> str:
    work = warnings.work_of(period)
    if work is None:
        return _("Have the period assessed: its warnings are what is to be checked.")
    if work.open:
        return _("%(done)s of %(total)s warnings are looked at.") % {"done": work.done, "total": work.total}
    return _("Every warning is looked at: say that it is done.")


def _objections_wait_for(period: Period) -> str:
    found = objections.open_of(period)
    if which := objections.named(found):
        return _("%(count)s objections are open: %(which)s") % {"count": found.count(), "which": which}
    return _("No objection is open: say that it is done once the days to object have passed.")


def _pending(period: Period) -> str:
    asked = period.proposals.filter(state=State.PROPOSED).select_related("proposed_by").first()
    return (
        _("Waits for a second person to decide on what %(person)s proposed.") % {"person": asked.proposed_by}
        if asked
        else ""
    )


def _lock_waits_for(period: Period) -> str:
    run = results.published(period)
    if run is not None and run.holds is None:
        return _("Have the published run computed a second time.")
    return _("Propose the lock; a second person approves.")


def runs(period: Period, user: User) -> QuerySet[Run]:
    """The period's runs that the person may see, the newest first."""
    return period.runs.visible_to(user).select_related("standard", "made_by", "job", "replaces")


def proposals(period: Period, user: User) -> QuerySet[Proposal]:
    """What was proposed for the period's runs, the newest first."""
    found = Proposal.objects.visible_to(user).filter(period=period)
    return found.select_related("run", "proposed_by", "decided_by")
