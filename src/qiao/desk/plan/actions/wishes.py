"""What may be done to figures that are proposed from below: propose, accept, change, turn down, take back."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import owned
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.versions import locked
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.plan import telling
from qiao.desk.plan.actions import deliveries
from qiao.desk.plan.actions.divisions import need_period
from qiao.desk.plan.faults import FaultError
from qiao.desk.plan.models import Change, Target, Wish
from qiao.desk.plan.models.targets import How
from qiao.desk.plan.models.wishes import State
from qiao.desk.plan.queries import figures, indicators, rights, trees


@transaction.atomic
def make(period: Period, record: trees.Record, code: str, *, by: User, figure: Decimal, reason: str) -> Wish:
    """Propose another figure for oneself, for the team that one leads or for the branch that one heads.

    Args:
        period: of which.
        record: whose target.
        code: of which indicator.
        by: who proposes.
        figure: in the indicator's own unit.
        reason: why.

    Raises:
        FaultError: it is what counts already, or another one waits.
    """
    held = need_period(period.label)
    if not rights.may_wish(by, record):
        raise NotAllowedError
    if code not in {item.code for item in indicators.of(held)}:
        raise FaultError("division_moved_on", field="indicator")
    unit: dict[str, Any] = {trees.Unit(trees.kind_of(record), record).field: record}
    target, _is_new = Target.objects.get_or_create(period=held.label, indicator=code, **unit)
    if figure == target.figure:
        raise FaultError("wish_same", field="figure")
    try:
        with transaction.atomic():
            made = Wish.objects.create(target=target, figure=figure, reason=reason.strip(), by=by, at=calendar.now())
    except IntegrityError as error:
        raise FaultError("wish_waits") from error
    audit.record("wish.made", by=by, on=made, target=target.uuid)
    telling.wish_made(made, by=by)
    return made


@transaction.atomic
def grant(wish: Wish, *, by: User, figure: Decimal, answer: str = "") -> Wish:
    """Accept it as it is or with another figure: that counts from now on.

    Raises:
        FaultError: the parts would no longer make the whole and no reason is given.
    """
    current, period = _waiting(wish, by)
    target = locked(current.target)
    gap = _gap_with(target, figure, period)
    if gap and not answer.strip():
        raise FaultError("wish_gap", field="answer", gap=gap)
    Change.objects.create(
        target=target, before=target.figure, after=figure, how=How.WISHED, reason=current.reason, by=current.by,
        confirmed_by=by, at=calendar.now(),
    )  # fmt: skip
    target.figure, target.draft = figure, None
    target.version += 1
    target.save()
    state = State.ACCEPTED if figure == current.figure else State.CHANGED
    _decide(current, state, by, answer, figure)
    audit.record("wish.granted", by=by, on=current, target=target.uuid, changed=state == State.CHANGED)
    owned.deliver_later(deliveries.TABLE, str(current.uuid))
    return current


def _gap_with(target: Target, figure: Decimal, period: Period) -> str:
    """By how much the parts above would differ from the whole, as it is typed; blank where they make it."""
    item = next((one for one in indicators.of(period) if one.code == target.indicator), None)
    over = trees.above(trees.Unit(target.kind, target.unit), period)
    if item is None or over is None:
        return ""
    unit = trees.tree(over, period)
    known = figures.of_units(period.label, (unit, *unit.parts))
    row = next(one for one in figures.rows(period, unit, known) if one.item == item)
    if row.whole is None or row.total is None:
        return ""
    before = next((cell.meant for cell in row.cells if cell.unit.key == target.key), None) or Decimal()
    gap = row.gap - before + figure
    return f"{item.typed(gap)}" if gap else ""


@transaction.atomic
def refuse(wish: Wish, *, by: User, answer: str) -> Wish:
    """Turn it down, and say why."""
    current, _period = _waiting(wish, by)
    _decide(current, State.REFUSED, by, answer)
    audit.record("wish.refused", by=by, on=current)
    return current


@transaction.atomic
def withdraw(wish: Wish, *, by: User) -> Wish:
    """Take back what one has proposed."""
    need_period(wish.target.period)
    current = locked(wish)
    if current.by_id not in by.reach.acts_for:
        raise NotAllowedError
    if not current.is_waiting:
        raise FaultError("wish_decided")
    current.state, current.decided_at = State.WITHDRAWN, calendar.now()
    current.save()
    audit.record("wish.withdrawn", by=by, on=current)
    return current


def _waiting(wish: Wish, by: User) -> tuple[Wish, Period]:
    """The wish under a lock, still waiting, before somebody who may decide on it."""
    period = need_period(wish.target.period)
    current = locked(wish)
    if not rights.may_confirm(by, current.target.unit, proposed_by=current.by_id):
        raise NotAllowedError
    if not current.is_waiting:
        raise FaultError("wish_decided")
    return current, period


def _decide(wish: Wish, state: State, by: User, answer: str, given: Decimal | None = None) -> None:
    wish.state, wish.given, wish.answer = state, given, answer.strip()
    wish.decided_by, wish.decided_at = by, calendar.now()
    wish.save()
    telling.wish_decided(wish, by=by)
