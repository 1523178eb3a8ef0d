"""Shares of a client from a day on: what they may be, what changes with them, and how they are written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from qiao.desk.clients import spans
from qiao.desk.clients.actions.faults import FaultError
from qiao.desk.clients.models import Assignment, Client, Handover, ShareChange
from qiao.desk.clients.models.assignments import Part
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
        row = rows.get(one.person_id)
        if row is not None and row.from_date == day:
            row.delete()
        elif row is not None:
            row.to_date = day - _DAY
            row.save(update_fields=["to_date"])
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
    with connection.cursor() as cursor:  # what the database says of the sum is heard here, not when all is over
        cursor.execute("SET CONSTRAINTS assignment_shares_whole IMMEDIATE")
        cursor.execute("SET CONSTRAINTS assignment_shares_whole DEFERRED")
