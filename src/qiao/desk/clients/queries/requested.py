"""What the bank is asked to change, in the columns of the ledger's own table of assignments."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from qiao.desk.clients.models import Assignment, Handover
from qiao.desk.clients.models.handovers import HandoverQuerySet, State
from qiao.desk.clients.queries.handovers import day_before
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach

COLUMNS = ("client_id", "manager_id", "from_date", "to_date", "share", "role", "inherited", "withdrawn")


def awaiting(user: User) -> HandoverQuerySet:
    """Approved handovers that the bank has not carried out yet."""
    return Handover.objects.visible_to(user).filter(state=State.AWAITING)


def awaiting_count(user: User) -> int:
    """How many there are."""
    return sum(_counted(user.reach))


@composed
def _counted(reach: Reach) -> QuerySet[Handover, int]:
    return awaiting(reach.bearer).order_by().values("state").values_list(Count("pk"), flat=True)


def rows(user: User) -> list[dict[str, Any]]:
    """The rows that end and the rows that begin; one that would begin and end on one day is withdrawn."""
    found = list(awaiting(user).told().order_by("client__number"))
    held = _held(found)
    return [row for handover in found for row in _rows(handover, held[handover.client_id])]


def _held(handovers: list[Handover]) -> dict[int, list[Assignment]]:
    """The assignments of the clients of some handovers, in one question."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    clients = [one.client_id for one in handovers]
    for row in Assignment.objects.filter(client__in=clients).select_related("manager").order_by("pk"):
        found[row.client_id].append(row)
    return found


def _holds(row: Assignment, day: date) -> bool:
    return row.from_date <= day and (row.to_date is None or row.to_date >= day)


def _rows(handover: Handover, held: list[Assignment]) -> list[dict[str, Any]]:
    changed = {one.person_id: one for one in handover.changes.all() if not one.is_unchanged}
    client, rows, day = handover.client.number, [], handover.from_date
    ending = [row for row in held if row.manager_id in changed and _holds(row, day)]
    begins = {one.person_id for one in changed.values() if one.share_after is not None}
    for row in ending:
        is_replaced = row.from_date == handover.from_date
        if not (is_replaced and row.manager_id in begins):  # a row of the same key replaces it
            rows.append(
                _row(client, row, to="" if is_replaced else str(day_before(handover)), is_withdrawn=is_replaced)
            )
    was = {row.manager_id: row.is_inherited for row in ending}
    for one in changed.values():
        if one.share_after is not None:
            is_inherited = handover.is_inherited if one.receives else was.get(one.person_id, False)
            cells = (client, one.person.staff_number, str(handover.from_date), "", one.share_after, one.part_after)
            rows.append(dict(zip(COLUMNS, (*cells, _truth(is_inherited), ""), strict=True)))
    return rows


def _row(client: str, row: Assignment, *, to: str, is_withdrawn: bool) -> dict[str, Any]:
    cells = (client, row.manager.staff_number, str(row.from_date), to, row.share, row.part)
    return dict(zip(COLUMNS, (*cells, _truth(row.is_inherited), _truth(is_withdrawn)), strict=True))


def _truth(value: bool) -> str:
    return "true" if value else ""
