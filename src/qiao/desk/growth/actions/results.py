"""What comes as a list and not from a rater: exam results, and what the files record."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import locked
from qiao.desk.growth.actions import marks, seats
from qiao.desk.growth.actions.marks import Said
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.growth.models.seats import BROUGHT, Group
from qiao.desk.growth.queries import items
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User

Scores = Mapping[str, Decimal | None]


@transaction.atomic
def put(
    campaign: Campaign, post: Post, group: Group, scores: Scores, *, by: User
) -> tuple[Seat, dict[str, str | None]]:
    """Take a manager's results over, some items of a group; what stood there before is returned. None takes a result away.

    Raises:
        FaultError: the campaign is closed, or the standard does not ask this.
    """
    if not by.has_role(Role.HR):
        raise NotAllowedError
    current = locked(campaign)
    seats.need_not_closed(current)
    known = items.codes(current, group)
    if group not in BROUGHT or not scores.keys() <= set(known):
        raise FaultError("not_asked")
    seat, _is_new = Seat.objects.get_or_create(
        campaign=current, rated=post.user, rater=None, group=group, defaults={"branch": post.branch, "team": post.team}
    )
    held = dict(Mark.objects.filter(seat=seat).values_list("item", "score"))
    before = {code: None if code not in held else str(held[code]) for code in scores}
    meant = {code: Said(score) for code, score in {**held, **scores}.items() if score is not None}
    marks.put(seat, meant)
    seat.submitted_at = calendar.now() if meant else None
    seat.version += 1
    seat.save()
    audit.record("seat.brought", by=by, on=seat, campaign=current.uuid, group=group.value, items=len(scores))
    return seat, before
