"""What may be done to handovers: propose, agree, approve, refuse, withdraw; each by the person whose word it is.

A client is locked while anything of its shares is decided, so that two handovers never meet.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger, telling
from qiao.desk.clients.actions import owned, shares
from qiao.desk.clients.actions.faults import FaultError
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Client, Handover, Package, ShareChange
from qiao.desk.clients.models.handovers import PENDING, STANDING, Item, State
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries import supervising
from qiao.desk.clients.queries.supervising import Place
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User

_ENDED = {State.REFUSED: "handover.refused", State.WITHDRAWN: "handover.withdrawn"}


class Terms(NamedTuple):
    """From which day on, why, what is done, and whether the receiver inherits the base of the year before."""

    from_date: date
    reason: str
    checklist: Collection[str] = ()
    is_inherited: bool = False


@transaction.atomic
def propose(
    client: Client,
    *,
    by: User,
    new: Sequence[Share],
    terms: Terms,
    package: Package | None = None,
) -> Handover:
    """Propose a client's shares from a day on.

    Givers propose for themselves, whoever supervises them for them; nobody gives to themselves.

    Raises:
        FaultError: the day, the shares or a person will not do.
        NotAllowedError: a share that somebody loses is not theirs to give.
    """
    client, from_date = Client.objects.select_for_update().get(pk=client.pk), terms.from_date
    shares.check_day(from_date)
    shares.check(new)
    before = shares.standing(client, from_date)
    changes = shares.changes(before, new)
    place = _place(client, changes, from_date)
    losing = [one.person for one in changes if one.gives]
    if not queries.may_give(by, losing, place, from_date):
        raise NotAllowedError
    _check_receivers(changes, by, from_date)
    if Handover.objects.filter(client=client, state__in=STANDING).exists():
        raise FaultError("one_stands")
    made = Handover.objects.create(
        client=client,
        package=package,
        branch=place.branch,
        team=place.team,
        proposed_by=by,
        proposed_at=calendar.now(),
        from_date=from_date,
        reason=terms.reason.strip(),
        checklist=ticked(terms.checklist),
        is_inherited=terms.is_inherited,
    )
    for one in changes:
        one.handover = made
    ShareChange.objects.bulk_create(changes)
    for_whom = _for_whom(by, lambda one: queries.may_give(one, losing, place, from_date))
    audit.record("handover.proposed", by=by, on=made, for_whom=for_whom, **_told(made, changes))
    if package is None:
        telling.proposed(made, by=by)
    return made


@transaction.atomic
def agree(handover: Handover, *, by: User, checklist: Collection[str] | None = None) -> Handover:
    """A receiver takes the client; when all have, it is the supervisor's turn.

    Args:
        handover: which.
        by: a receiver, or whoever stands in for one.
        checklist: what is done by now; None leaves it as the giver said.
    """
    handover = _locked(handover)
    if not queries.receives(handover, by):
        raise NotAllowedError
    _need(handover, State.PROPOSED)
    if by.pk in queries.givers(handover) | {handover.proposed_by_id}:
        raise FaultError("three_people")
    waiting = queries.agreeing(handover, by)
    for one in waiting:
        one.agreed_by, one.agreed_at = by, calendar.now()
        one.save(update_fields=["agreed_by", "agreed_at"])
    if checklist is not None:
        handover.checklist = ticked(checklist)
    if not handover.changes.filter(receives=True, agreed_by=None).exists():
        handover.state = State.AGREED
    handover.save(update_fields=["checklist", "state"])
    for_whom = next((one.person for one in waiting if one.person_id != by.pk), None)
    audit.record("handover.agreed", by=by, on=handover, for_whom=for_whom, checklist=handover.checklist)
    if handover.state == State.AGREED and handover.package_id is None:
        telling.agreed(handover, by=by)
    return handover


@transaction.atomic
def approve(handover: Handover, *, by: User) -> Handover:
    """A supervisor approves: the shares are written, or the bank is asked to write them where it keeps those of the client.

    Raises:
        FaultError: since the proposal a period was locked, the shares changed, or a receiver left.
    """
    handover = _locked(handover)
    if not queries.may_approve(handover, by):
        raise NotAllowedError
    _need(handover, State.AGREED)
    shares.check_day(handover.from_date)
    before = shares.standing(handover.client, handover.from_date)
    if not shares.is_as_proposed(handover, before):
        raise FaultError("shares_changed")
    _check_there([one.person for one in handover.changes.all() if one.receives], handover.from_date)
    days_back = handover.days_back
    handover.approved_by, handover.approved_at = by, calendar.now()
    # Of a client that no ledger knows yet the bank has nothing to write: its shares are the desk's alone.
    is_ours = ledger.is_ours("assignments") or handover.client.is_awaited
    handover.state = State.DONE if is_ours else State.AWAITING
    handover.save(update_fields=["approved_by", "approved_at", "state"])
    if handover.state == State.DONE:
        shares.write(handover, before)
    holder = by.reach.for_whom(*queries.SUPERVISORS)
    for_whom = User.objects.get(pk=holder) if holder else None
    audit.record("handover.approved", by=by, on=handover, for_whom=for_whom, state=handover.state, days_back=days_back)
    if handover.package_id is None:
        telling.approved(handover, by=by)
        owned.deliver_later("assignments", str(handover.uuid))
    return handover


@transaction.atomic
def refuse(handover: Handover, *, by: User, answer: str) -> Handover:
    """A receiver or a supervisor says no, and why."""
    handover = _locked(handover)
    if not queries.may_refuse(handover, by):
        raise NotAllowedError
    _need(handover, *PENDING)
    for_whom = _for_whom(by, lambda one: queries.may_refuse(handover, one))
    return _end(handover, State.REFUSED, by, for_whom, answer.strip())


@transaction.atomic
def withdraw(handover: Handover, *, by: User) -> Handover:
    """Take a handover back that has not taken effect; shares that are written for a day to come are again as they were.

    Raises:
        FaultError: it has taken effect or was decided meanwhile, or the shares changed again since it was approved.
    """
    handover = _locked(handover)
    if not queries.may_withdraw(handover, by):
        raise NotAllowedError
    is_written = handover.is_to_come
    if not is_written:
        _need(handover, *STANDING)
    for_whom = _for_whom(by, lambda one: queries.may_withdraw(handover, one))
    if is_written:
        shares.take_back(handover)
    ended = _end(handover, State.WITHDRAWN, by, for_whom)
    if is_written and handover.package_id is None:
        # Not the approval's own work: that may be under way, and have read the shares already.
        owned.deliver_later("assignments", f"{handover.uuid} withdrawn")
    return ended


def _for_whom(by: User, may: Callable[[User], bool]) -> User | None:
    """The absent person by whose right alone somebody may do this; None where it is by their own."""
    if not by.reach.stands_in_for:
        return None
    for holder in (by.pk, *sorted(by.reach.stands_in_for)):
        if may(by.reach.alone(holder).bearer):
            return None if holder == by.pk else User.objects.get(pk=holder)
    return None


def _end(handover: Handover, state: State, by: User, for_whom: User | None, answer: str = "") -> Handover:
    handover.state, handover.answer = state, answer
    handover.ended_by, handover.ended_at = by, calendar.now()
    handover.save(update_fields=["state", "answer", "ended_by", "ended_at"])
    audit.record(_ENDED[state], by=by, on=handover, for_whom=for_whom)
    if handover.package_id is None:
        telling.ended(handover, by=by)
    return handover


def ticked(checklist: Collection[str]) -> list[str]:
    """The known items among these, in their order."""
    return [item.value for item in Item if item.value in checklist]


def _locked(handover: Handover) -> Handover:
    """The handover, its client and it under a lock."""
    Client.objects.select_for_update().get(pk=handover.client_id)
    found = Handover.objects.select_for_update(of=("self",)).select_related("client", "branch", "team", "package")
    return found.get(pk=handover.pk)


def _need(handover: Handover, *states: State) -> None:
    """Refuse what somebody else has decided meanwhile."""
    if handover.state not in states:
        raise FaultError("decided")


def _place(client: Client, changes: Sequence[ShareChange], day: date) -> Place:
    """Whose supervisor decides: the giver's who loses most, else that of the last manager, else the receiver's."""
    givers = [one for one in changes if one.gives]
    givers.sort(key=lambda one: (one.share_after or 0) - (one.share_before or 0))
    found = next(filter(None, (supervising.place_of(one.person, calendar.today()) for one in givers)), None)
    found = found or supervising.place_of_client(client, max(day, calendar.today()))
    receivers = (supervising.place_of(one.person, calendar.today()) for one in changes if one.receives)
    found = found or next(filter(None, receivers), None)
    if found is None:
        raise FaultError("no_post")
    return found


def _check_receivers(changes: Sequence[ShareChange], by: User, day: date) -> None:
    receivers = [one.person for one in changes if one.receives]
    if not receivers:
        raise FaultError("nobody_receives")
    if by in receivers:
        raise FaultError("to_oneself")
    _check_there(receivers, day)


def _check_there(receivers: Iterable[User], day: date) -> None:
    """Receivers are there and have a post in which one has clients, on the day and today."""
    on = max(day, calendar.today())
    for person in receivers:
        if person.left_on and person.left_on <= on:
            raise FaultError("has_left")
        if not Post.objects.on(on).filter(user=person, role__in=supervising.HOLDERS).exists():
            raise FaultError("no_post")


def _told(made: Handover, changes: Iterable[ShareChange]) -> dict[str, Any]:
    """The event's details: ids, days and shares."""
    moved = [one for one in changes if not one.is_unchanged]
    return {
        "client": made.client.uuid,
        "package": made.package.uuid if made.package else None,
        "from": made.from_date,
        "people": [one.person.uuid for one in moved],  # and, in the same order, what each had and shall have
        "before": [one.share_before for one in moved],
        "after": [one.share_after for one in moved],
        "parts": [one.part_after or None for one in moved],
    }
