"""Awards and adjustments: somebody proposes them with evidence, an assessment officer decides; a withdrawal is a row of its own."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from qiao.desk.assess import announcing
from qiao.desk.assess.actions import periods, runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Award, Objection, Period
from qiao.desk.assess.models.objections import State as Stage
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.queries import awards as queries
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import owned
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User
from qiao.engine import Book
from qiao.engine import Cells as Row

PROPOSERS = (*runs.WRITERS, *queries.HEADS)


class Case(NamedTuple):
    """What is put forward: how many points of which indicator on which day, why, by which clause, on what evidence."""

    date: date
    indicator: str
    points: Decimal
    reason: str
    clause: str
    evidence: str
    reference: str = ""


@transaction.atomic
def propose(period: Period, person: User, *, by: User, case: Case) -> Award:
    """Propose points for one manager; fewer than none are an adjustment.

    Raises:
        FaultError: the day is none of the open period's, or has not come; the indicator has no such points; nobody is assessed by
            this number; or the bank keeps the table.
    """
    _need_proposer(by, person)
    current = periods.locked(period)
    _need_fitting(current, person, case)
    if not Post.objects.on(case.date).filter(role=Role.RM, user=person).exists():
        raise FaultError("award_nobody", field="number")
    return _propose(current, person, by, case)


@transaction.atomic
def withdraw(award: Award, *, by: User, reason: str) -> Award:
    """Propose to take an approved award back; nothing is rubbed out, this is a row of its own that a second person decides on."""
    _need_proposer(by, award.person)
    current = periods.locked(award.period)
    _need_ours()
    _need_open_day(award.date, award.person)
    if not queries.in_effect().filter(pk=award.pk).exists() or award.withdrawals.filter(state=State.PROPOSED).exists():
        raise FaultError("award_not_standing")
    case = Case(award.date, award.indicator, award.points, reason, award.clause, award.evidence, award.reference)
    return _propose(current, award.person, by, case, withdraws=award)


def _propose(period: Period, person: User, by: User, case: Case, withdraws: Award | None = None) -> Award:
    number = (period.awards.aggregate(last=Max("number"))["last"] or 0) + 1
    texts = {name: getattr(case, name).strip() for name in ("reason", "clause", "evidence", "reference")}
    made = Award.objects.create(
        period=period,
        number=number,
        person=person,
        manager=person.staff_number,
        date=case.date,
        indicator=case.indicator,
        points=case.points,
        withdraws=withdraws,
        proposed_by=by,
        proposed_at=calendar.now(),
        **texts,
    )
    audit.record("award.proposed", by=by, on=made, **_told(made))
    announcing.award_waits(made, by=by)
    return made


@transaction.atomic
def approve(award: Award, *, by: User) -> Award:
    """An officer agrees; never whoever proposed it, nor whom it is about. The ledger has it from now on, and so the next run."""
    current = _standing(award)
    _need_decider(current, by)
    _need_ours()
    _need_open_day(current.date, current.person)
    _end(current, State.APPROVED, "award.approved", by)
    owned.deliver_later(queries.TABLE, key=f"award/{current.uuid}")
    announcing.award_approved(current, by=by)
    return current


@transaction.atomic
def refuse(award: Award, *, by: User, answer: str) -> Award:
    """An officer says no, and why."""
    current = _standing(award)
    _need_decider(current, by)
    return _end(current, State.REFUSED, "award.refused", by, answer.strip())


@transaction.atomic
def take_back(award: Award, *, by: User) -> Award:
    """Take back what one has proposed and nobody has decided on."""
    current = _standing(award)
    if current.proposed_by_id != by.pk:
        raise NotAllowedError
    return _end(current, State.WITHDRAWN, "award.taken_back", by)


def may_decide(award: Award, by: User) -> bool:
    """Whether this person may agree or say no."""
    is_own = by.pk == award.person_id
    return (
        not is_own
        and award.state == State.PROPOSED
        and by.reach.may_decide(*runs.WRITERS, proposed_by=award.proposed_by_id)
    )


def may_propose(by: User, person: User) -> bool:
    """Whether this person may put something forward for that one."""
    return by.has_role(*PROPOSERS) and queries.whom(by).filter(pk=person.pk).exists()


def _need_proposer(by: User, person: User) -> None:
    if not may_propose(by, person):
        raise NotAllowedError


def _need_decider(award: Award, by: User) -> None:
    if not may_decide(award, by):
        raise NotAllowedError


def _need_ours() -> None:
    if not ledger.is_ours(queries.TABLE):
        raise FaultError("awards_of_bank")


def _need_open_day(day: date, person: User) -> None:
    """A locked period takes none but what puts right an upheld objection, whatever other period the day lies in as well."""
    upheld = Objection.objects.filter(appellant=person, table=queries.TABLE, state=Stage.UPHELD)
    locked = Period.objects.filter(locked_at__isnull=False, first__lte=day, last__gte=day)
    if locked.exclude(pk__in=upheld.values("period")).exists():
        raise FaultError("award_locked", field="date")


def _need_fitting(period: Period, person: User, case: Case) -> None:
    _need_ours()
    _need_open_day(case.date, person)
    if not period.first <= case.date <= min(period.last, calendar.today()):
        raise FaultError("award_day", field="date")
    caps = {kind.code: kind.cap for kind in queries.kinds(period.standard.loaded.standard)}
    if case.indicator not in caps:
        raise FaultError("award_indicator", field="indicator")
    if not 0 < abs(case.points) <= caps[case.indicator]:
        raise FaultError("award_points", field="points", cap=caps[case.indicator])


def _standing(award: Award) -> Award:
    periods.locked(award.period)
    current = Award.objects.select_for_update(of=("self",)).select_related("period", "person").get(pk=award.pk)
    if current.state != State.PROPOSED:
        raise FaultError("proposal_decided")
    return current


def _end(current: Award, state: State, code: str, by: User, answer: str = "") -> Award:
    current.state, current.answer, current.decided_by, current.decided_at = state, answer, by, calendar.now()
    current.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(code, by=by, on=current, **_told(current))
    announcing.award_decided(current, by=by)
    return current


def _told(award: Award) -> dict[str, Any]:
    withdraws = award.withdraws.uuid if award.withdraws else None
    return {
        "period": award.period.uuid, "manager": award.manager, "indicator": award.indicator, "points": award.points,
        "withdraws": withdraws,
    }  # fmt: skip


# --- what the ledger has of them ------------------------------------------------------------------------------------------


def amend(book: Book, before: Iterable[Row]) -> Iterable[Row]:
    """The ledger's own awards as they were, and those of the desk that count."""
    return _rows(book, before) if Award.objects.filter(state=State.APPROVED).exists() else before


def _rows(book: Book, before: Iterable[Row]) -> Iterator[Row]:
    own = queries.ours()
    yield from (row for row in before if row["award_id"] not in own)
    managers = {row.manager_id for row in book.managers()}
    for one in queries.in_effect().order_by("pk"):
        if one.manager in managers:
            yield {
                "award_id": one.award_id, "manager_id": one.manager, "date": one.date, "indicator": one.indicator,
                "points": one.points, "reason": one.reason,
                "approved_by": one.decided_by.staff_number if one.decided_by else "",
            }  # fmt: skip
