"""Exceptional promotions and vetoes: one officer proposes, another decides, before the run is published."""

from typing import NamedTuple

from django.db import transaction

from qiao.desk.assess import announcing
from qiao.desk.assess.actions import publishing, runs, vetoes
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Outcome, Proposal, Ruling, Run
from qiao.desk.assess.models import publishing as proposals
from qiao.desk.assess.models.exceptions import Kind
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.queries import exceptions as queries
from qiao.desk.assess.queries import results
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import User

DEMOTE, IMPROVE, NOT_ASSESSED, PROMOTE = "demote", "improve", "not_assessed", "promote"


class Case(NamedTuple):
    """What is put forward: why, by which clause, on what evidence.

    Attributes:
        to_grade: of an exceptional promotion: the grade that follows.
        item: of a veto: the item of the quality score that it is on.
    """

    reason: str
    clause: str
    evidence: str
    reference: str = ""
    to_grade: str = ""
    item: str = ""


@transaction.atomic
def propose(outcome: Outcome, kind: str, *, by: User, case: Case) -> Ruling:
    """Propose an exceptional promotion, a veto, or to lift either again.

    Raises:
        FaultError: the run is not final yet, or is published already, or something else has to be decided first.
    """
    run = _open(outcome.run, by, outcome)
    return _propose(outcome, Kind(kind), by, case, run)


@transaction.atomic
def carry(run: Run, *, by: User) -> list[Ruling]:
    """Propose anew what was ruled before the figures of another run of the period; a second person decides on each.

    Whatever no longer fits the figures of this run stays behind.
    """
    current = _open(run, by)
    made = []
    for one in queries.left_behind(current):
        outcome = Outcome.objects.filter(run=current, manager=one.outcome.manager).select_related("person").first()
        if outcome is None or outcome.person_id == by.pk:
            continue
        outcome.run = current
        case = Case(one.reason, one.clause, one.evidence, one.reference, one.to_grade, one.item)
        if one.kind == Kind.VETO or one.to_grade in higher_grades(outcome):
            made.append(_propose(outcome, Kind(one.kind), by, case, current, carried_from=one))
    return made


def _propose(
    outcome: Outcome, kind: Kind, by: User, case: Case, run: Run, carried_from: Ruling | None = None
) -> Ruling:
    if outcome.rulings.filter(state=State.PROPOSED).exists():
        raise FaultError("ruling_stands")
    decision, to_grade = _ruled(outcome, kind, case)
    made = Ruling.objects.create(
        outcome=outcome,
        kind=kind,
        decision=decision,
        to_grade=to_grade,
        item=case.item if kind == Kind.VETO else "",
        clause=case.clause.strip(),
        reason=case.reason.strip(),
        evidence=case.evidence.strip(),
        reference=case.reference.strip(),
        carried_from=carried_from,
        proposed_by=by,
        proposed_at=calendar.now(),
    )
    audit.record("ruling.proposed", by=by, on=made, run=run.uuid, manager=outcome.manager, kind=kind, decision=decision)
    announcing.ruling_waits(made, by=by)
    return made


@transaction.atomic
def approve(ruling: Ruling, *, by: User) -> Ruling:
    """A second person agrees; never whoever proposed it, nor whom it is about."""
    run = _open(ruling.outcome.run, by, ruling.outcome)
    current = _standing(ruling)
    if not by.reach.may_decide(*runs.WRITERS, proposed_by=current.proposed_by_id):
        raise NotAllowedError
    ended = _end(current, State.APPROVED, "ruling.approved", by, run)
    vetoes.deliver_later(ended)
    return ended


@transaction.atomic
def refuse(ruling: Ruling, *, by: User, answer: str) -> Ruling:
    """A second person says no, and why."""
    runs.need_writer(by)
    run = runs.locked(ruling.outcome.run)
    current = _standing(ruling)
    if by.pk == ruling.outcome.person_id or not by.reach.may_decide(*runs.WRITERS, proposed_by=current.proposed_by_id):
        raise NotAllowedError
    return _end(current, State.REFUSED, "ruling.refused", by, run, answer.strip())


@transaction.atomic
def withdraw(ruling: Ruling, *, by: User) -> Ruling:
    """Take back what one has proposed."""
    run = runs.locked(ruling.outcome.run)
    current = _standing(ruling)
    if current.proposed_by_id != by.pk:
        raise NotAllowedError
    return _end(current, State.WITHDRAWN, "ruling.withdrawn", by, run)


def higher_grades(outcome: Outcome) -> list[str]:
    """The grades that an exceptional promotion can lead to: above the present one and above what is computed."""
    ladder = [str(grade.code) for grade in outcome.run.standard.loaded.standard.grades]
    reached = {outcome.grade} | ({outcome.to_grade} if outcome.decision == PROMOTE else set())
    return ladder[max(ladder.index(code) for code in reached) + 1 :]


def vetoed(outcome: Outcome) -> tuple[str, str]:
    """What the standard makes of a veto, which caps quality below every bar: decision and grade afterwards.

    Whoever is not assessed stays so; who cannot go lower has to improve; everybody else goes down as far as a standard lets one.
    """
    standard = outcome.run.standard.loaded.standard
    ladder = [str(grade.code) for grade in standard.grades]
    place = ladder.index(outcome.grade)
    if outcome.decision == NOT_ASSESSED:
        return NOT_ASSESSED, ""
    below = standard.decision.below(place)
    return (DEMOTE if below < place else IMPROVE), ladder[below]


def may_lift(outcome: Outcome) -> bool:
    """Whether something counts that can be lifted: a ruling on this result, or a veto of the period in its figures."""
    if outcome.pk in queries.in_effect(outcome.run):
        return True
    return any(one.outcome.manager == outcome.manager for one in queries.vetoes(outcome.run.period))


def _ruled(outcome: Outcome, kind: Kind, case: Case) -> tuple[str, str]:
    """Decision and grade afterwards of what is proposed."""
    if kind == Kind.VETO:
        return vetoed(outcome)
    if kind == Kind.LIFT:
        if not may_lift(outcome):
            raise FaultError("ruling_none")
        return outcome.decision, outcome.to_grade
    if case.to_grade not in higher_grades(outcome):
        raise FaultError("grade_not_higher", field="to_grade")
    return PROMOTE, case.to_grade


def _open(run: Run, by: User, outcome: Outcome | None = None) -> Run:
    """The run under its locks, if something may be ruled on it now."""
    runs.need_writer(by)
    if outcome is not None and outcome.person_id == by.pk:
        raise NotAllowedError
    current = runs.locked(run)
    need_possible(current)
    return current


def need_possible(run: Run) -> None:
    """FaultError where nothing can be ruled on the run now; says what has to be done first, or that it is too late."""
    publishing.need_whole(run)
    if results.is_final(run):
        raise FaultError("ruling_too_late")
    if Proposal.objects.filter(run=run, kind__in=proposals.FINAL, state=State.PROPOSED).exists():
        raise FaultError("publication_waits")


def _standing(ruling: Ruling) -> Ruling:
    current = Ruling.objects.select_for_update(of=("self",)).select_related("outcome__run").get(pk=ruling.pk)
    if current.state != State.PROPOSED:
        raise FaultError("proposal_decided")
    return current


def _end(current: Ruling, state: State, code: str, by: User, run: Run, answer: str = "") -> Ruling:
    current.state, current.answer, current.decided_by, current.decided_at = state, answer, by, calendar.now()
    current.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(code, by=by, on=current, run=run.uuid, manager=current.outcome.manager, kind=current.kind)
    announcing.ruling_decided(current, by=by)
    return current
