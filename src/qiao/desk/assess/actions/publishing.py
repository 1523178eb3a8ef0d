"""What one person proposes for a run and another decides: publication, lock, restatement beside a locked run."""

from collections.abc import Callable

from django.db import transaction

from qiao.desk.assess import announcing, telling
from qiao.desk.assess.actions import periods, runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Proposal, Run, Step
from qiao.desk.assess.models.publishing import Kind, State
from qiao.desk.assess.queries import awards, exceptions, objections, restating, results
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@transaction.atomic
def propose(run: Run, kind: str, *, by: User, reason: str, waiver: str = "") -> Proposal:
    """Propose to publish a run, to lock it, or to let it stand beside the locked one.

    Args:
        run: which.
        kind: of `publishing.Kind`.
        by: the assessment officer.
        reason: why, in words.
        waiver: why an incomplete run is published nevertheless.

    Raises:
        FaultError: something has to be done first; says what.
    """
    runs.need_writer(by)
    current = runs.locked(run)
    if current.period.proposals.filter(state=State.PROPOSED).exists():
        raise FaultError("proposal_stands")
    need_possible(current, Kind(kind))
    if kind != Kind.LOCK and current.is_incomplete and not waiver.strip():
        raise FaultError("run_incomplete", field="waiver")
    made = Proposal.objects.create(
        period=current.period,
        run=current,
        kind=kind,
        reason=reason.strip(),
        waiver=waiver.strip(),
        proposed_by=by,
        proposed_at=calendar.now(),
    )
    audit.record("proposal.made", by=by, on=current, kind=kind, proposal=made.uuid, seal=current.seal)
    telling.proposal_waits(made, by=by)
    return made


@transaction.atomic
def approve(proposal: Proposal, *, by: User) -> Proposal:
    """A second person agrees, and it is done."""
    run = runs.locked(proposal.run)
    current = _standing(proposal)
    if not by.reach.may_decide(*runs.WRITERS, proposed_by=current.proposed_by_id):
        raise NotAllowedError
    need_possible(run, Kind(current.kind))
    _ACTS[Kind(current.kind)](run, by)
    current.state, current.decided_by, current.decided_at = State.APPROVED, by, calendar.now()
    current.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record("proposal.approved", by=by, on=run, kind=current.kind, proposal=current.uuid, seal=run.seal)
    telling.proposal_decided(current, by=by)
    return current


@transaction.atomic
def refuse(proposal: Proposal, *, by: User, answer: str) -> Proposal:
    """A second person says no, and why."""
    runs.need_writer(by)
    if proposal.proposed_by == by:
        raise NotAllowedError
    return _end(proposal, State.REFUSED, "proposal.refused", by, answer.strip())


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """Take back what one has proposed."""
    if proposal.proposed_by != by:
        raise NotAllowedError
    return _end(proposal, State.WITHDRAWN, "proposal.withdrawn", by)


def _end(proposal: Proposal, state: State, code: str, by: User, answer: str = "") -> Proposal:
    runs.locked(proposal.run)
    current = _standing(proposal)
    current.state, current.answer, current.decided_by, current.decided_at = state, answer, by, calendar.now()
    current.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(code, by=by, on=current.run, kind=current.kind, proposal=current.uuid)
    telling.proposal_decided(current, by=by)
    return current


def need_possible(run: Run, kind: Kind) -> None:
    """FaultError where this cannot be proposed or done for the run now; says what has to be done first."""
    _CHECKS[kind](run)


def _standing(proposal: Proposal) -> Proposal:
    current = Proposal.objects.select_for_update(of=("self",)).select_related("run", "period").get(pk=proposal.pk)
    if current.state != State.PROPOSED:
        raise FaultError("proposal_decided")
    return current


# --- what must hold, and what is done -----------------------------------------------------------------------------------


def _may_publish(run: Run) -> None:
    periods.need_open(run.period)
    need_whole(run)
    _need_ruled(run)
    if results.published(run.period) == run:
        raise FaultError("run_stands")
    if not run.period.steps.filter(step=Step.OBJECTIONS, done_at__isnull=False).exists():
        raise FaultError("step_before")
    periods.need_settled(run.period)
    if left := objections.left_out(run):
        raise FaultError("objection_not_in_run", which=f"{left[0].appellant} · {left[0].title}")


def _may_lock(run: Run) -> None:
    periods.need_open(run.period)
    need_whole(run)
    if results.published(run.period) != run:
        raise FaultError("run_not_published")
    periods.need_settled(run.period)
    _need_checked(run)


def _may_restate(run: Run) -> None:
    if not run.period.is_locked:
        raise FaultError("period_not_locked")
    need_whole(run)
    _need_ruled(run)
    _need_checked(run)
    if results.in_force(run.period) == run:
        raise FaultError("run_stands")


def need_whole(run: Run) -> None:
    """FaultError unless it is the whole period's, under the period's own standard."""
    if not run.is_done:
        raise FaultError("run_not_done")
    if run.is_provisional:
        raise FaultError("run_provisional")
    if not run.is_under_own_standard:
        raise FaultError("run_other_standard")


def _need_ruled(run: Run) -> None:
    """Whatever is published holds every exception and award that was proposed, one way or the other."""
    if exceptions.waiting(run).exists():
        raise FaultError("ruling_waits")
    if not run.period.is_locked and awards.waiting(run.period).exists():
        raise FaultError("award_waits")


def _need_checked(run: Run) -> None:
    """Whatever is final was computed twice."""
    if run.holds is None:
        raise FaultError("run_not_checked")
    if not run.holds:
        raise FaultError("run_unlike")


def _publish(run: Run, by: User) -> None:
    runs.show_to_managers(run, by=by)
    announcing.rulings_published(run)
    periods.mark(run.period, Step.PUBLISH, by=by)


def _lock(run: Run, by: User) -> None:
    periods.mark(run.period, Step.LOCK, by=by)
    run.period.locked_at = calendar.now()
    run.period.version += 1
    run.period.save(update_fields=["locked_at", "version"])


def _restate(run: Run, by: User) -> None:
    before = results.in_force(run.period)
    assert before is not None  # the period is locked
    run.replaces = before
    run.save(update_fields=["replaces"])
    runs.show_to_managers(run, by=by, tell=False)
    announcing.restated(run, restating.changes(before, run, by))


_CHECKS: dict[Kind, Callable[[Run], None]] = {
    Kind.PUBLISH: _may_publish,
    Kind.LOCK: _may_lock,
    Kind.RESTATE: _may_restate,
}
_ACTS: dict[Kind, Callable[[Run, User], None]] = {
    Kind.PUBLISH: _publish,
    Kind.LOCK: _lock,
    Kind.RESTATE: _restate,
}
