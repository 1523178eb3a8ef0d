"""Rating one manager: kept as a draft, handed in, changed until the campaign ends."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.versions import claim, locked
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.growth.queries import items
from qiao.desk.people import calendar
from qiao.desk.people.models import User


class Said(NamedTuple):
    """A mark and by what it is borne out; without a score it is still open."""

    score: Decimal | None
    evidence: str = ""


@transaction.atomic
def rate(seat: Seat, *, by: User, version: int, given: Mapping[str, Said], submit: bool) -> Seat:
    """Keep what somebody says of a manager; handed in, it counts once the campaign is closed.

    What was handed in can be handed in anew, and no longer be kept as a draft.

    Raises:
        FaultError: nobody rates today, an item lacks, or an extreme mark is not borne out.
    """
    if seat.rater_id != by.pk:
        raise NotAllowedError  # nobody stands in for a rater
    campaign = locked(seat.campaign)
    if not campaign.takes_marks(calendar.today()):
        raise FaultError("campaign_not_open")
    current = claim(seat, version)
    known = items.codes(campaign, current.group)
    said = {code: given[code] for code in known if code in given and given[code].score is not None}
    if submit or current.is_done:
        _need_whole(campaign, known, said)
        current.submitted_at = calendar.now()
    current.save()
    put(current, said)
    audit.record("seat.submitted" if current.is_done else "seat.saved", by=by, on=current)
    return current


def _need_whole(campaign: Campaign, known: tuple[str, ...], said: Mapping[str, Said]) -> None:
    for code in known:
        if code not in said:
            raise FaultError("item_lacking", field=field_of(code))
        if campaign.is_extreme(said[code].score) and not said[code].evidence.strip():
            raise FaultError("evidence_lacking", field=evidence_of(code), low=campaign.low, high=campaign.high)


def field_of(code: str) -> str:
    """The field of a form that has an item's mark."""
    return f"m-{code}"


def evidence_of(code: str) -> str:
    """The field of a form that has an item's evidence."""
    return f"e-{code}"


def put(seat: Seat, said: Mapping[str, Said]) -> None:
    """Write a seat's marks; those that are no longer said go. Inside the act that says them."""
    Mark.objects.filter(seat=seat).exclude(item__in=said).delete()
    marks = [
        Mark(seat=seat, item=code, score=one.score, evidence=one.evidence.strip())
        for code, one in said.items()
        if one.score is not None
    ]
    Mark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["seat", "item"], update_fields=["score", "evidence"]
    )
