"""What programs are told of: a closed list, made from events of the audit trail."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from qiao.desk.audit.models import Event

KINDS = {
    "batch.returned": _("a batch was sent back"),
    "batch.stored": _("a batch is stored"),
    "ledger.fed": _("the desk has a new ledger"),
    "ledger.withdrawn": _("a batch was withdrawn"),
    "standard.published": _("a standard is published"),
    "period.opened": _("a period is opened"),
    "period.step_done": _("a step of a period is done"),
    "period.locked": _("a period is locked"),
    "run.done": _("a run has ended"),
    "run.checked": _("a run was computed a second time"),
    "run.shown": _("managers see their results of a run"),
    "run.published": _("a run is published"),
    "run.restated": _("a run stands beside the locked one"),
    "proposal.waits": _("a proposal on a run waits for a second person"),
    "proposal.refused": _("a proposal on a run was turned down"),
    "targets.confirmed": _("targets were handed down"),
    "handover.approved": _("a handover is approved"),
    "award.approved": _("an award or adjustment is approved"),
    "campaign.closed": _("a rating campaign is closed"),
    "objection.raised": _("an objection is raised"),
    "objection.answered": _("an objection is answered"),
    "objection.upheld": _("an objection is upheld"),
    "objection.dismissed": _("an objection is dismissed"),
    "objection.restated": _("a result with an objection's correction is shown"),
    "letters.issued": _("letters of a run are issued"),
    "tables.delivered": _("the ledger has what the desk keeps"),
}
_OF_CODE = {
    "submission.returned": "batch.returned",
    "submission.stored": "batch.stored",
    "submission.repeated": "batch.stored",
    "delivery.fed": "ledger.fed",
    "delivery.withdrawn": "ledger.withdrawn",
    "standard.published": "standard.published",
    "period.opened": "period.opened",
    "step.done": "period.step_done",
    "run.done": "run.done",
    "run.checked": "run.checked",
    "run.shown": "run.shown",
    "proposal.made": "proposal.waits",
    "proposal.refused": "proposal.refused",
    "division.confirmed": "targets.confirmed",
    "handover.approved": "handover.approved",
    "award.approved": "award.approved",
    "campaign.closed": "campaign.closed",
    "objection.raised": "objection.raised",
    "objection.answered": "objection.answered",
    "objection.upheld": "objection.upheld",
    "objection.dismissed": "objection.dismissed",
    "objection.restated": "objection.restated",
    "letters.issued": "letters.issued",
    "tables.delivered": "tables.delivered",
}
_APPROVED = {"publish": "run.published", "lock": "period.locked", "restate": "run.restated"}
# Where the API tells more of it.
_PLACES = {
    "clients.Submission": "batches",
    "clients.Delivery": "deliveries",
    "assess.Standard": "standards",
    "assess.Period": "periods",
    "assess.Run": "runs",
    "assess.Award": "awards",
    "assess.Objection": "objections",
    "growth.Campaign": "campaigns",
}
_TOLD = (
    "kind", "step", "number", "holds", "seal", "ledger", "hash", "period", "standard", "proposal", "faults", "run", "state",
    "issue",
)  # fmt: skip


class Told(NamedTuple):
    """What a program is told."""

    kind: str
    body: dict[str, Any]


def told(event: Event, at: str) -> Told | None:
    """What an event is to programs; None where they are not told of it."""
    kind = (
        _APPROVED.get(event.details.get("kind", "")) if event.code == "proposal.approved" else _OF_CODE.get(event.code)
    )
    if kind is None:
        return None
    place = _PLACES.get(event.on_kind)
    data: dict[str, Any] = {
        "event": str(event.uuid),
        "record": str(event.on_uuid) if event.on_uuid else None,
        "link": f"/api/{place}/{event.on_uuid}" if place else None,
    }
    data |= {name: event.details[name] for name in _TOLD if isinstance(event.details.get(name), str | int)}
    return Told(kind, {"type": kind, "timestamp": at, "data": data})
