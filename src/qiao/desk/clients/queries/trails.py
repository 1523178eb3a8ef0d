"""How far a handover is, and who said what when."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from qiao.desk.clients.models import Handover
from qiao.desk.clients.models.handovers import State

Step = tuple[str, str, str]


class Mark(NamedTuple):
    """One word that was said: when, what, by whom and why, and no address."""

    at: datetime
    words: str
    detail: str
    address: str = ""


def steps(handover: Handover) -> list[Step]:
    """The four steps, each done, now or next."""
    state = handover.state
    if state in {State.REFUSED, State.WITHDRAWN}:
        return []
    reached = {State.PROPOSED: 1, State.AGREED: 2, State.AWAITING: 3, State.DONE: 3 if handover.is_ahead else 4}[
        State(state)
    ]
    last = _("The bank's batch carries it") if state == State.AWAITING else _("In force")
    receivers = " · ".join(str(one.person) for one in handover.changes.all() if one.receives)
    words = [
        (_("Giver proposes"), str(handover.proposed_by)),
        (_("Receiver agrees"), receivers),
        (_("Supervisor approves"), str(handover.approved_by or handover.team or handover.branch)),
        (last, handover.from_date.isoformat()),
    ]
    named = ("done", "now", "next")
    return [
        (label, named[(number >= reached) + (number > reached)], detail) for number, (label, detail) in enumerate(words)
    ]


def marks(handover: Handover) -> list[Mark]:
    """What was said, the newest first."""
    found = [Mark(handover.proposed_at, _("Proposed"), f"{handover.proposed_by} · {handover.reason}")]
    for one in handover.changes.all():
        if one.agreed_at:
            who = str(one.person) if one.agreed_by_id == one.person_id else f"{one.agreed_by} / {one.person}"
            found.append(Mark(one.agreed_at, _("Agreed"), who))
    if handover.approved_at:
        found.append(Mark(handover.approved_at, _("Approved"), str(handover.approved_by)))
    if handover.ended_at:
        said = " · ".join(filter(None, [str(handover.ended_by or ""), handover.answer]))
        found.append(Mark(handover.ended_at, _end(handover), said))
    return sorted(found, key=lambda mark: mark.at, reverse=True)


def _end(handover: Handover) -> str:
    """How it ended, after its approval or without one."""
    if handover.state == State.REFUSED:
        return _("Refused")
    if handover.state == State.WITHDRAWN:
        return _("Withdrawn before it took effect") if handover.approved_at else _("Withdrawn")
    return _("Carried out by the bank")
