"""Handovers that await the bank: approved here, and carried out by the bank's own batch."""

from qiao.desk.audit import actions as audit
from qiao.desk.clients import telling
from qiao.desk.clients.models import Assignment, Handover
from qiao.desk.clients.models.handovers import State
from qiao.desk.people import calendar
from qiao.desk.people.models import User


def settle(*, by: User | None) -> int:
    """Take those for carried out whose shares are now as they were approved; how many. Part of a feed's transaction."""
    waiting = Handover.objects.select_for_update(of=("self",)).filter(state=State.AWAITING)
    found = [
        handover for handover in waiting.select_related("client").prefetch_related("changes") if _is_carried(handover)
    ]
    for handover in found:
        handover.state, handover.ended_at = State.DONE, calendar.now()
        handover.save(update_fields=["state", "ended_at"])
        audit.record("handover.carried", by=by, on=handover)
        telling.carried(handover)
    return len(found)


def _is_carried(handover: Handover) -> bool:
    rows = Assignment.objects.on(handover.from_date).filter(client=handover.client_id)
    wanted = {
        one.person_id: (one.part_after, one.share_after)
        for one in handover.changes.all()
        if one.share_after is not None
    }
    return {row.manager_id: (row.part, row.share) for row in rows} == wanted
