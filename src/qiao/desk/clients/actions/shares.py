"""Shares of a client from a day on: what they may be, what changes with them, how they are written down and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from qiao.desk.clients import spans
from qiao.desk.clients.actions.faults import FaultError
from qiao.desk.clients.models import Assignment, Client, Handover, ShareChange
from qiao.desk.clients.models.assignments import Part
from qiao.desk.clients.models.handovers import State
from qiao.desk.clients.spans import Span
from qiao.desk.people import calendar
from qiao.desk.people.models import User

_DAY = timedelta(days=1)
AHEAD = timedelta(days=366)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody shall have: 0 < share ≤ 1, four places."""

    person: User
    part: str
    share: Decimal


def check_day(day: date) -> None:
    """A day from which shares may change: none of those from it to today is locked, and it is at most a year ahead.

    Raises:
        FaultError: it is not.
    """
    today = calendar.today()
    if day > today + AHEAD:
        raise FaultError("too_far_ahead", field="from_date")
    if day <= today and not any(_holds(span, day, today) for span in spans.unlocked(today)):
        raise FaultError("locked", field="from_date")


def _holds(span: Span, first: date, last: date) -> bool:
    return span.has(first) and (span.last is None or last <= span.last)


def check(shares: Sequence[Share]) -> None:
    """Nobody twice, never above the whole, exactly one lead.

    Raises:
        FaultError: they are not so.
    """
    if len({share.person.pk for share in shares}) < len(shares):
        raise FaultError("twice")
    if any(not 0 < share.share <= 1 or share.share != share.share.quantize(_PLACES) for share in shares):
        raise FaultError("share_out_of_range")
    if sum(share.share for share in shares) > 1:
        raise FaultError("above_whole")
    if sum(share.part == Part.LEAD for share in shares) != 1:
        raise FaultError("one_lead")


def standing(client: Client, day: date) -> list[Assignment]:
    """The shares on this day as they would be without a change.

    Raises:
        FaultError: another change begins after that day already.
    """
    if Assignment.objects.filter(client=client, from_date__gt=day).exists():
        raise FaultError("changes_later", field="from_date")
    return list(Assignment.objects.on(day).filter(client=client).select_related("manager").order_by("part", "pk"))


def changes(before: Sequence[Assignment], shares: Sequence[Share]) -> list[ShareChange]:
    """Everyone with a share before or after, and which way it goes for them; not saved."""
    old, new = {row.manager: row for row in before}, {share.person: share for share in shares}
    return [_change(person, old.get(person), new.get(person)) for person in dict.fromkeys([*old, *new])]


def _change(person: User, old: Assignment | None, new: Share | None) -> ShareChange:
    less, more = (old.share if old else Decimal(0)), (new.share if new else Decimal(0))
    was_lead, is_lead = bool(old and old.part == Part.LEAD), bool(new and new.part == Part.LEAD)
    receives = more > less or (more == less and is_lead and not was_lead)
    return ShareChange(
        person=person,
        part_before=old.part if old else "",
        share_before=old.share if old else None,
        part_after=new.part if new else "",
        share_after=new.share if new else None,
        receives=receives,
        gives=not receives and (more < less or was_lead != is_lead),
    )


def is_as_proposed(handover: Handover, before: Sequence[Assignment]) -> bool:
    """Whether the shares before are still those that the handover was proposed on."""
    now = {row.manager_id: (row.part, row.share) for row in before}
    then = {one.person_id: (one.part_before, one.share_before) for one in handover.changes.all() if one.part_before}
    return now == then


def write(handover: Handover, before: Sequence[Assignment]) -> None:
    """Close the rows that end, open those that begin; whoever goes on as before keeps their row."""
    rows, day = {row.manager_id: row for row in before}, handover.from_date
    changed = [one for one in handover.changes.all() if not one.is_unchanged]
    for one in changed:
        if (row := rows.get(one.person_id)) is not None:
            _close(row, day, one)
    for one in changed:
        if one.share_after is not None:
            row = rows.get(one.person_id)
            Assignment.objects.create(
                client=handover.client,
                manager=one.person,
                from_date=day,
                part=one.part_after,
                share=one.share_after,
                is_inherited=handover.is_inherited if one.receives else bool(row and row.is_inherited),
            )
    _hear_of_the_sum()


def _close(row: Assignment, day: date, change: ShareChange) -> None:
    """End a row the day before; the change remembers the days that it had."""
    change.held_from, change.held_to = row.from_date, row.to_date
    change.save(update_fields=["held_from", "held_to"])
    if row.from_date == day:
        row.delete()
    else:
        row.to_date = day - _DAY
        row.save(update_fields=["to_date"])


def take_back(handover: Handover) -> None:
    """Delete the rows that begin with the handover, and open those that it closed as they were.

    Raises:
        FaultError: the shares changed again since then, or it took the place of a row that began on the same day.
    """
    now = {row.manager_id: row for row in standing(handover.client, handover.from_date)}
    if not _is_as_written(handover, now):
        raise FaultError("shares_changed")
    changed = [one for one in handover.changes.all() if not one.is_unchanged]
    closed = [(_closed(handover, one), one.held_to) for one in changed if one.part_before]
    for one in changed:
        if one.share_after is not None:
            now[one.person_id].delete()
    for row, last in closed:
        row.to_date = last
        row.save(update_fields=["to_date"])
    _hear_of_the_sum()


def _is_as_written(handover: Handover, now: Mapping[int, Assignment]) -> bool:
    """Whether the shares are those that the handover wrote, and no other was approved for that day since."""
    changes = [one for one in handover.changes.all() if one.share_after is not None]
    begun = [now.get(one.person_id) for one in changes if not one.is_unchanged]
    later = Handover.objects.filter(client=handover.client_id, from_date=handover.from_date, state=State.DONE)
    return (
        {pk: (row.part, row.share) for pk, row in now.items()}
        == {one.person_id: (one.part_after, one.share_after) for one in changes}
        and all(row is not None and (row.from_date, row.to_date) == (handover.from_date, None) for row in begun)
        and not later.filter(approved_at__gt=handover.approved_at).exists()
    )


def _closed(handover: Handover, change: ShareChange) -> Assignment:
    """The row that the handover closed the day before."""
    last = handover.from_date - _DAY
    found = Assignment.objects.filter(client=handover.client_id, manager=change.person_id, to_date=last).first()
    wanted = (change.held_from, change.part_before, change.share_before)
    if found is None or (found.from_date, found.part, found.share) != wanted:
        raise FaultError("shares_changed")
    return found


def _hear_of_the_sum() -> None:
    """What the database says of the sum is heard here, not when all is over."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS assignment_shares_whole IMMEDIATE")
        cursor.execute("SET CONSTRAINTS assignment_shares_whole DEFERRED")
