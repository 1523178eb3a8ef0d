"""Who is asked about whom: proposed from the organisation, changed by an officer."""

import secrets

from django.db import IntegrityError, transaction

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import locked
from qiao.desk.growth import telling
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.growth.models.seats import Group
from qiao.desk.growth.queries import items, proposing
from qiao.desk.people.models import Post, User

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another


@transaction.atomic
def propose(campaign: Campaign, *, by: User) -> int:
    """Ask whoever the organisation says, beside those who are asked already; how many that adds."""
    _need_officer(by)
    current = locked(campaign)
    if not current.is_draft:
        raise NotAllowedError
    known = set(Seat.objects.filter(campaign=current).values_list("rated", "rater"))
    new = [
        _seat(current, one.post, one.rater, one.group)
        for one in proposing.wanted(current)
        if (one.post.user_id, one.rater.pk) not in known
    ]
    Seat.objects.bulk_create(new, batch_size=1_000)
    audit.record("campaign.proposed", by=by, on=current, seats=len(new))
    return len(new)


@transaction.atomic
def add(campaign: Campaign, rated: User, rater: User, group: Group, *, by: User) -> Seat:
    """Ask somebody about a manager.

    Raises:
        FaultError: the standard does not ask the group, or they rate this manager already, or it is not for them.
    """
    _need_officer(by)
    current = locked(campaign)
    need_not_closed(current)
    if group not in items.asked(current):
        raise FaultError("not_asked", field="group")
    if (rated.pk == rater.pk) != (group == Group.SELF):
        raise FaultError("oneself", field="rater")
    post = proposing.rated(proposing.day_of(current)).get(rated.pk)
    if post is None:
        raise FaultError("not_a_manager")
    made = _seat(current, post, rater, group)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise FaultError("rater_known", field="rater") from error
    audit.record("seat.added", by=by, on=made, campaign=current.uuid, group=group.value)
    if current.is_open:
        telling.asked(made)
    return made


@transaction.atomic
def remove(seat: Seat, *, by: User) -> None:
    """No longer ask somebody, with whatever they have said; a peer only before anybody was asked."""
    _need_officer(by)
    campaign = locked(seat.campaign)
    current = locked(seat)
    need_not_closed(campaign)
    if current.is_peer and not campaign.is_draft:
        raise FaultError("peer_asked")
    audit.record("seat.removed", by=by, on=current, campaign=campaign.uuid, group=current.group)
    Mark.objects.filter(seat=current).delete()
    current.delete()


def need_not_closed(campaign: Campaign) -> None:
    """Refuse what would change a closed campaign."""
    if campaign.is_closed:
        raise FaultError("campaign_closed")


def _need_officer(by: User) -> None:
    if not by.has_role(Role.HR):
        raise NotAllowedError


def _seat(campaign: Campaign, post: Post, rater: User, group: Group) -> Seat:
    """A peer gets a pseudonym by lot for this one manager; whoever rates by office is known to the ledger as in any other."""
    drawn = "P" + "".join(secrets.choice(_LETTERS) for _ in range(9))
    return Seat(
        campaign=campaign, rated=post.user, rater=rater, group=group, branch=post.branch, team=post.team,
        pseudonym=drawn if group == Group.PEER else rater.staff_number,
    )  # fmt: skip
