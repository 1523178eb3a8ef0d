"""What is done with objections: raise, give to its owner, answer, accept or go to the committee, decide by two, correct."""

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from qiao.desk.assess import notifying, objecting
from qiao.desk.assess.actions import runs
from qiao.desk.assess.actions.settling import moved
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import DataOwner, Objection, Outcome
from qiao.desk.assess.models.objections import UNDECIDED, Happened, State
from qiao.desk.assess.queries import deadlines
from qiao.desk.assess.queries import objections as queries
from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Delivery
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import User

# Who may answer for data: never a manager, nor whoever has people that are assessed, nor whoever only reads.
ANSWERERS = (Role.HR, Role.RISK, Role.PRODUCT, Role.OFFICE)


class About(NamedTuple):
    """What is objected to, as the scorecard shows it.

    Attributes:
        subject, table, item, key, snapshot: as in `Objection`.
    """

    subject: str
    table: str
    item: str
    key: str
    snapshot: dict[str, Any]


class Claim(NamedTuple):
    """What is wrong, what it should be, what bears it out."""

    claim: str
    wanted: str
    evidence: str = ""


@transaction.atomic
def raise_(outcome: Outcome, *, by: User, about: About, claim: Claim) -> Objection:
    """Object to something in one's own result that is shown, in time; it goes to whoever answers for the data.

    Raises:
        FaultError: the time has passed, or the same is objected to already.
    """
    if outcome.person_id != by.pk:
        raise NotAllowedError
    need_in_time(outcome)
    made = Objection(
        **about._asdict(),
        **{name: text.strip() for name, text in claim._asdict().items()},
        period=outcome.run.period,
        outcome=outcome,
        appellant=by,
        seal=outcome.run.seal,
        raised_at=calendar.now(),
    )
    made.owner = _owner_for(made)
    state = State.WITH_OWNER if made.owner else State.RAISED
    try:
        with transaction.atomic():
            moved(made, state, Happened.RAISED, by, "", _by(deadlines.ANSWER))
    except IntegrityError as error:
        raise FaultError("objection_stands") from error
    notifying.raised(made)
    return made


def need_in_time(outcome: Outcome) -> None:
    """FaultError where a result is not shown, or the days to object have passed."""
    last = queries.last_day(outcome.run)
    if last is None:
        raise FaultError("objection_not_shown")
    if last < calendar.today():
        raise FaultError("objection_late", day=last)


@transaction.atomic
def withdraw(objection: Objection, *, by: User) -> Objection:
    """Take one's own objection back, until it is decided."""
    current = _locked(objection, *UNDECIDED)
    if current.appellant_id != by.pk:
        raise NotAllowedError
    _clear_proposal(current)
    moved(current, State.WITHDRAWN, Happened.WITHDRAWN, by, "", None)
    return current


@transaction.atomic
def assign(objection: Objection, *, by: User, owner: User) -> Objection:
    """Give it to somebody who answers for the data; the days to answer go on.

    Raises:
        FaultError: this person raised it, rated, or has no post that answers for data.
    """
    runs.need_writer(by)
    current = _locked(objection, State.RAISED, State.WITH_OWNER)
    if by.pk == current.appellant_id:
        raise NotAllowedError
    if not _may_own(current, owner):
        raise FaultError("owner_unfit", field="owner")
    current.owner = owner
    moved(current, State.WITH_OWNER, Happened.ASSIGNED, by, str(owner), current.due_on)
    notifying.assigned(current)
    return current


@transaction.atomic
def answer(objection: Objection, *, by: User, agrees: bool, answer: str) -> Objection:
    """Say whether the data is wrong and why; where it is, the committee decides at once."""
    current = _locked(objection, State.WITH_OWNER)
    if current.owner_id != by.pk or not _may_own(current, by):
        raise NotAllowedError
    current.answered_by, current.agrees, current.answer = by, agrees, answer.strip()
    state, days = (State.COMMITTEE, deadlines.DECIDE) if agrees else (State.ANSWERED, deadlines.ESCALATE)
    moved(current, state, Happened.ANSWERED, by, current.answer, _by(days))
    notifying.answered(current)
    return current


@transaction.atomic
def accept(objection: Objection, *, by: User) -> Objection:
    """Be content with the answer."""
    current = _own(objection, by)
    moved(current, State.ACCEPTED, Happened.ACCEPTED, by, "", None)
    return current


@transaction.atomic
def escalate(objection: Objection, *, by: User, reason: str) -> Objection:
    """Go to the committee with it, in time.

    Raises:
        FaultError: the days for that have passed.
    """
    current = _own(objection, by)
    if current.due_on and current.due_on < calendar.today():
        raise FaultError("escalation_late", day=current.due_on)
    moved(current, State.COMMITTEE, Happened.ESCALATED, by, reason.strip(), _by(deadlines.DECIDE))
    notifying.committee(current)
    return current


@transaction.atomic
def lapse(objection: Objection, *, by: User) -> Objection:
    """Close it where whoever raised it has let the days to go to the committee pass."""
    runs.need_writer(by)
    current = _locked(objection, State.ANSWERED)
    if by.pk == current.appellant_id:
        raise NotAllowedError
    if current.due_on is None or current.due_on >= calendar.today():
        raise FaultError("objection_still_open", day=current.due_on)
    moved(current, State.ACCEPTED, Happened.LAPSED, by, "", None)
    return current


@transaction.atomic
def propose(objection: Objection, *, by: User, verdict: str, grounds: str) -> Objection:
    """Propose to uphold or dismiss it; another member of the committee confirms."""
    current = _locked(objection, State.COMMITTEE)
    if not sits(current, by):
        raise NotAllowedError
    if current.proposed_by_id:
        raise FaultError("objection_proposed")
    current.proposed_by, current.verdict, current.grounds = by, verdict, grounds.strip()
    moved(current, State.COMMITTEE, Happened.PROPOSED, by, current.grounds, current.due_on)
    notifying.proposed(current)
    return current


@transaction.atomic
def send_back(objection: Objection, *, by: User, answer: str) -> Objection:
    """Not agree to what another proposes, or take one's own proposal back; the committee begins anew."""
    current = _locked(objection, State.COMMITTEE)
    if not sits(current, by):
        raise NotAllowedError
    if not current.proposed_by_id:
        raise FaultError("objection_moved_on")
    _clear_proposal(current)
    moved(current, State.COMMITTEE, Happened.SENT_BACK, by, answer.strip(), current.due_on)
    notifying.committee(current)
    return current


@transaction.atomic
def confirm(objection: Objection, *, by: User) -> Objection:
    """A second member of the committee agrees, and it is decided."""
    current = _locked(objection, State.COMMITTEE)
    if not current.proposed_by_id:
        raise FaultError("objection_moved_on")
    if not may_confirm(current, by):
        raise NotAllowedError
    current.decided_by, current.decided_at = by, calendar.now()
    if current.verdict == "upheld":
        moved(current, State.UPHELD, Happened.UPHELD, by, current.grounds, _by(deadlines.CORRECT))
    else:
        moved(current, State.DISMISSED, Happened.DISMISSED, by, current.grounds, None)
    notifying.decided(current)
    return current


@transaction.atomic
def correct(objection: Objection, *, by: User, delivery: Delivery) -> Objection:
    """Name the batch that corrects it, or whose withdrawal does.

    Raises:
        FaultError: that batch is older than the decision.
    """
    runs.need_writer(by)
    current = _locked(objection, State.UPHELD)
    if by.pk == current.appellant_id:
        raise NotAllowedError
    if not queries.corrections(current, by).filter(pk=delivery.pk).exists():
        raise FaultError("correction_old", field="delivery")
    current.correction = delivery
    moved(current, State.CORRECTED, Happened.CORRECTED, by, str(delivery.number), None)
    return current


@transaction.atomic
def set_owner(table: str, *, by: User, person: User | None) -> None:
    """Name who answers for a table from now on; None leaves it to the officers."""
    runs.need_writer(by)
    if person is None:
        DataOwner.objects.filter(table=table).delete()
    elif not person.is_active or not person.has_role(*ANSWERERS):
        raise FaultError("owner_unfit", field="person")
    else:
        now = {"person": person, "set_by": by, "set_at": calendar.now()}
        DataOwner.objects.update_or_create(table=table, defaults=now)
    audit.record("data_owner.set", by=by, table=table, person=person.uuid if person else "nobody")


# --- who may ------------------------------------------------------------------------------------------------------------


def sits(objection: Objection, by: User) -> bool:
    """Whether somebody may judge it: an officer with no part in it, by no post of whoever answered."""
    return (
        by.pk != objection.answered_by_id
        and by.reach.has(Role.HR, apart_from=objection.answered_by_id)
        and not objecting.is_barred(objection, by.pk)
    )


def may_confirm(objection: Objection, by: User) -> bool:
    """Whether somebody may be the second to decide."""
    return (
        objection.proposed_by_id is not None
        and sits(objection, by)
        and by.reach.may_decide(Role.HR, proposed_by=objection.proposed_by_id)
    )


def _may_own(objection: Objection, person: User) -> bool:
    return person.is_active and person.has_role(*ANSWERERS) and not objecting.is_barred(objection, person.pk)


def _owner_for(objection: Objection) -> User | None:
    """Who is named for its table, if they may answer this one."""
    named = DataOwner.objects.filter(table=objection.table).select_related("person").first()
    return named.person if named and _may_own(objection, named.person) else None


def _by(workdays: int) -> Any:
    return deadlines.after(calendar.today(), workdays)


def _clear_proposal(current: Objection) -> None:
    current.proposed_by, current.verdict, current.grounds = None, "", ""


def _own(objection: Objection, by: User) -> Objection:
    """One's own that is answered."""
    current = _locked(objection, State.ANSWERED)
    if current.appellant_id != by.pk:
        raise NotAllowedError
    return current


def _locked(objection: Objection, *states: State) -> Objection:
    """The objection under a row lock, if it is in one of these states."""
    found = Objection.objects.select_for_update(of=("self",)).select_related(
        "outcome__run", "period", "appellant", "owner", "answered_by", "proposed_by"
    )
    current = found.get(pk=objection.pk)
    if current.state not in states:
        raise FaultError("objection_moved_on")
    return current
