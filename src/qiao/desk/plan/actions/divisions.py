"""What may be done to divisions: set figures, propose them, confirm them, send them back."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.assess.actions import periods
from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import owned
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.versions import claim, locked
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.plan import telling
from qiao.desk.plan.actions import deliveries
from qiao.desk.plan.faults import FaultError
from qiao.desk.plan.models import Change, Division, Target
from qiao.desk.plan.models.divisions import State
from qiao.desk.plan.models.targets import How
from qiao.desk.plan.queries import figures, indicators, rights, spans, trees
from qiao.desk.plan.queries.trees import Key, Unit

Given = Mapping[tuple[Key, str], Decimal | None]


@transaction.atomic
def begin(period: Period, record: Branch | Team, *, by: User) -> Division:
    """The division of a unit in a period, to be set; it is there once."""
    need_ours()
    need_open(period)
    if not rights.may_divide(by, record):
        raise NotAllowedError
    unit = {"branch": record} if isinstance(record, Branch) else {"team": record}
    return Division.objects.get_or_create(period=period.label, **unit)[0]


@transaction.atomic
def put(division: Division, *, by: User, version: int, given: Given) -> Division:
    """Set figures of its parts; they count once the division is proposed and confirmed.

    Args:
        division: whose parts.
        by: who heads the unit or stands above it.
        version: that the form showed.
        given: by unit and indicator; 0 takes a target away, None leaves the figure that counts.

    Raises:
        FaultError: it waits for confirmation, the period is locked, or the bank keeps the targets.
        ConflictError: somebody else set it meanwhile.
    """
    current, period = _claimed(division, version)
    if not rights.may_divide(by, current.unit):
        raise NotAllowedError
    if current.state == State.WAITING:
        raise FaultError("waits")
    changed = _write_drafts(period, trees.tree(current.unit, period), given)
    current.state = State.DRAFT
    current.save()
    audit.record("division.set", by=by, on=current, figures=changed)
    return current


def _write_drafts(period: Period, unit: Unit, given: Given) -> int:
    """Keep what is given as drafts; one that equals the figure that counts is none. How many changed."""
    settable = {one.key: one for one in (*unit.parts, *([unit] if unit.is_bank else []))}
    codes = {item.code for item in indicators.of(period)}
    known = figures.targets_of(period.label, settable.values())
    new, old = [], []
    for (key, code), figure in given.items():
        if key not in settable or code not in codes:
            raise FaultError("division_moved_on")
        target = known.get((key, code))
        draft = None if target is not None and figure == target.figure else figure
        if target is None and draft is not None:
            new.append(Target(period=period.label, indicator=code, draft=draft, **_of(settable[key])))
        elif target is not None and target.draft != draft:
            target.draft = draft
            target.version += 1
            old.append(target)
    Target.objects.bulk_create(new, batch_size=500)
    Target.objects.bulk_update(old, ["draft", "version"], batch_size=500)
    return len(new) + len(old)


def _of(unit: Unit) -> dict[str, trees.Record]:
    return {unit.field: unit.record}


@transaction.atomic
def propose(division: Division, *, by: User, version: int, gap: str = "") -> Division:
    """Ask whoever stands above to confirm it; where the parts do not make the whole, say why.

    Raises:
        FaultError: nothing is set, or the parts do not make the whole and no reason is given.
    """
    current, period = _claimed(division, version)
    if not rights.may_divide(by, current.unit):
        raise NotAllowedError
    if current.state == State.WAITING:
        raise FaultError("waits")
    rows = _rows(period, current)
    if not any(row.is_changed for row in rows):
        raise FaultError("nothing_set")
    apart = figures.gaps(rows)
    if apart and not gap.strip():
        raise FaultError("parts_not_whole", field="gap", names=_(", ").join(row.item.name for row in apart))
    current.state, current.gap, current.answer = State.WAITING, gap.strip() if apart else "", ""
    current.proposed = figures.standing(rows)
    current.proposed_by, current.proposed_at = by, calendar.now()
    current.decided_by = current.decided_at = None
    current.save()
    audit.record("division.proposed", by=by, on=current, gaps=[row.item.code for row in apart])
    telling.division_proposed(current, by=by)
    return current


@transaction.atomic
def confirm(division: Division, *, by: User) -> Division:
    """Agree with what somebody else proposed: from now on the figures count, and the ledger is told.

    Raises:
        FaultError: it does not wait, or what was proposed no longer stands so: a wish was granted, a whole or a unit changed.
    """
    period = need_period(division.period)
    current = locked(division)
    if current.state != State.WAITING or current.proposed_by_id is None:
        raise FaultError("division_moved_on")
    if not rights.may_confirm(by, current.unit, proposed_by=current.proposed_by_id):
        raise NotAllowedError
    if (
        current.proposed and figures.standing(_rows(period, current)) != current.proposed
    ):  # nothing: proposed before it was kept
        raise FaultError("division_differs")
    changed = _come_to_count(period, current, by)
    current.state, current.number = State.DONE, current.number + 1
    current.decided_by, current.decided_at = by, calendar.now()
    current.version += 1
    current.save()
    audit.record("division.confirmed", by=by, on=current, figures=changed, number=current.number)
    telling.division_decided(current, by=by)
    owned.deliver_later(deliveries.TABLE, str(current.uuid))
    return current


def _come_to_count(period: Period, division: Division, by: User) -> int:
    """What was set is what counts; each figure's history says so."""
    unit = trees.tree(division.unit, period)
    settable = (*unit.parts, *([unit] if unit.is_bank else []))
    drafted = [one for one in figures.targets_of(period.label, settable).values() if one.draft is not None]
    proposer, at = division.proposed_by, calendar.now()
    Change.objects.bulk_create(
        (
            Change(target=one, before=one.figure, after=one.draft, how=How.DIVIDED, reason=division.gap, by=proposer,
                   confirmed_by=by, at=at)
            for one in drafted
        ),
        batch_size=500,
    )  # fmt: skip
    for one in drafted:
        one.figure, one.draft = one.draft, None
        one.version += 1
    Target.objects.bulk_update(drafted, ["figure", "draft", "version"], batch_size=500)
    return len(drafted)


@transaction.atomic
def send_back(division: Division, *, by: User, answer: str = "") -> Division:
    """Say why not, or take back what one proposed: it can be set again."""
    need_period(division.period)
    current = locked(division)
    if current.state != State.WAITING or current.proposed_by_id is None:
        raise FaultError("division_moved_on")
    is_own = current.proposed_by_id in by.reach.acts_for
    if not is_own and not rights.may_confirm(by, current.unit, proposed_by=current.proposed_by_id):
        raise NotAllowedError
    current.state, current.answer = State.DRAFT, answer.strip()
    current.version += 1
    current.save()
    audit.record("division.sent_back", by=by, on=current)
    telling.division_decided(current, by=by)
    return current


# --- what holds for several --------------------------------------------------------------------------------------------


def need_ours() -> None:
    """Refuse what the bank keeps."""
    if not ledger.is_ours(deliveries.TABLE):
        raise FaultError("bank_owns")


def need_open(period: Period) -> None:
    """Refuse what would change a locked period."""
    if period.is_locked:
        raise FaultError("period_locked")


def need_period(label: str) -> Period:
    """The period that a record is of, still open; a lock of it waits until this act has ended."""
    need_ours()
    found = spans.named(label)
    if found is None:
        raise FaultError("period_unknown")
    held = periods.locked(found)
    need_open(held)
    return held


def _claimed(division: Division, version: int) -> tuple[Division, Period]:
    period = need_period(division.period)
    return claim(division, version), period


def _rows(period: Period, division: Division) -> list[figures.Row]:
    unit = trees.tree(division.unit, period)
    if not unit.parts:
        raise FaultError("no_parts")
    return figures.rows(period, unit, figures.of_units(period.label, (unit, *unit.parts)))
