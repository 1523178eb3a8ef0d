"""Striking a mark (评分作废): how an upheld objection on a rating is carried out, by two officers."""

from django.db import IntegrityError, transaction

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import locked
from qiao.desk.growth import telling
from qiao.desk.growth.actions import deliveries
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Mark, Strike
from qiao.desk.growth.models.marks import Standing
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@transaction.atomic
def strike(mark: Mark, *, by: User, reason: str) -> Strike:
    """Propose that a mark of a closed campaign counts no more.

    Raises:
        FaultError: it is struck, or another proposal waits.
    """
    _need_officer(by)
    current = locked(mark)
    if not current.seat.campaign.is_closed:
        raise NotAllowedError
    if current.struck_at:
        raise FaultError("struck")
    try:
        with transaction.atomic():
            made = Strike.objects.create(
                mark=current, reason=reason.strip(), proposed_by=by, proposed_at=calendar.now()
            )
    except IntegrityError as error:
        raise FaultError("struck") from error
    audit.record("strike.proposed", by=by, on=made, mark=current.uuid)
    telling.strike_waits(made, by=by)
    return made


@transaction.atomic
def confirm(made: Strike, *, by: User) -> Strike:
    """Agree: the mark counts no more, and the ledger is told. A locked period then needs a restatement."""
    current = _waiting(made, by)
    mark = locked(current.mark)
    _decide(current, Standing.APPROVED, by)
    mark.struck_at = calendar.now()
    mark.save(update_fields=["struck_at"])
    audit.record("mark.struck", by=by, on=mark, strike=current.uuid)
    deliveries.deliver_later(str(current.uuid))
    return current


@transaction.atomic
def refuse(made: Strike, *, by: User, answer: str = "") -> Strike:
    """Turn it down; whoever proposed it takes it back so."""
    _need_officer(by)
    current = locked(made)
    if not current.waits:
        raise FaultError("strike_decided")
    if current.proposed_by_id == by.pk:
        return _withdraw(current, by)
    _decide(current, Standing.REFUSED, by, answer)
    audit.record("strike.refused", by=by, on=current)
    return current


def _withdraw(made: Strike, by: User) -> Strike:
    made.state, made.decided_at = Standing.WITHDRAWN, calendar.now()
    made.save(update_fields=["state", "decided_at"])
    audit.record("strike.withdrawn", by=by, on=made)
    return made


def _waiting(made: Strike, by: User) -> Strike:
    _need_officer(by)
    current = locked(made)
    if not current.waits:
        raise FaultError("strike_decided")
    if not by.reach.may_decide(Role.HR, proposed_by=current.proposed_by_id):
        raise FaultError("strike_own")
    return current


def _decide(made: Strike, state: Standing, by: User, answer: str = "") -> None:
    made.state, made.decided_by, made.decided_at, made.answer = state, by, calendar.now(), answer.strip()
    made.save()
    telling.strike_decided(made, by=by)


def _need_officer(by: User) -> None:
    if not by.has_role(Role.HR):
        raise NotAllowedError
