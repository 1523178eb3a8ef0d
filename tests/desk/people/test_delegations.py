"""Standing in during leave, and sessions for a stated reason."""

from datetime import date, timedelta

import pytest
from cast import Cast
from django.db import IntegrityError, transaction
from django.utils import translation

from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people, sessions
from qiao.desk.people.models import Delegation, JustifiedSession, User

TODAY = calendar.today()
DAY = calendar.DAY
REASON = "check a handover that failed"


def delegate(absent: User, by: User, stand_in: User, first: date = TODAY, last: date = TODAY + 4 * DAY) -> Delegation:
    return delegations.delegate(absent, by=by, stand_in=stand_in, from_date=first, to_date=last, reason="年休假")


@pytest.mark.parametrize("who", ["rm", "lead", "branch", "admin"])
def test_the_person_their_lead_their_branch_head_and_an_administrator_settle_leave(cast: Cast, who: str) -> None:
    made = delegate(cast.rm, getattr(cast, who), cast.rm2)
    assert (made.state, made.made_by) == ("now", getattr(cast, who))
    event = Event.objects.latest("pk")
    assert (event.code, event.details["stand_in"]) == ("delegation.made", str(cast.rm2.uuid))
    delegations.withdraw(made, by=getattr(cast, who))
    assert Event.objects.latest("pk").code == "delegation.withdrawn"
    assert Delegation.objects.get(pk=made.pk).state == "withdrawn"


@pytest.mark.parametrize("who", ["rm2", "rm3", "hr", "risk", "auditor"])
def test_nobody_else_does(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        delegate(cast.rm, getattr(cast, who), cast.office)
    made = delegate(cast.rm, cast.rm, cast.product)
    with pytest.raises(NotAllowedError):
        delegations.withdraw(made, by=getattr(cast, who))


def test_the_lead_of_another_place_does_not(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        delegate(cast.rm3, cast.lead, cast.rm)


def test_nobody_names_themselves_as_the_stand_in(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        delegate(cast.rm, cast.lead, cast.lead)


def test_a_stand_in_of_a_lead_settles_the_teams_leave_but_not_the_leads(cast: Cast) -> None:
    delegate(cast.lead, cast.lead, cast.rm3)
    other = User.objects.get(pk=cast.rm3.pk)
    delegate(cast.rm, other, cast.rm2)
    event = Event.objects.latest("pk")
    assert (event.by, event.for_whom) == (other, cast.lead)
    with pytest.raises(NotAllowedError):
        delegate(cast.lead, other, cast.office, TODAY + 10 * DAY, TODAY + 11 * DAY)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY - DAY, TODAY, "from_date"),
        (TODAY + DAY, TODAY, "to_date"),
        (TODAY, TODAY + timedelta(days=366), "to_date"),
    ],
)
def test_days_that_make_no_leave_are_refused(cast: Cast, first: date, last: date, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        delegate(cast.rm, cast.rm, cast.rm2, first, last)
    assert refused.value.field == field


def test_one_person_at_a_time_stands_in(cast: Cast) -> None:
    delegate(cast.rm, cast.rm, cast.rm2)
    with pytest.raises(RefusedError):
        delegate(cast.rm, cast.rm, cast.rm3, TODAY + 4 * DAY, TODAY + 8 * DAY)
    delegate(cast.rm, cast.rm, cast.rm3, TODAY + 5 * DAY, TODAY + 8 * DAY)


def test_who_is_away_does_not_stand_in(cast: Cast) -> None:
    delegate(cast.rm, cast.rm, cast.rm2)
    with pytest.raises(RefusedError) as refused:
        delegate(cast.lead, cast.lead, cast.rm, TODAY + 2 * DAY, TODAY + 3 * DAY)
    assert refused.value.field == "stand_in"


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_administrators_and_auditors_neither_hand_on_nor_stand_in(cast: Cast, who: str) -> None:
    other = getattr(cast, who)
    with pytest.raises(RefusedError):
        delegate(other, other, cast.rm)
    with pytest.raises(RefusedError):
        delegate(cast.rm, cast.rm, other)


def test_a_leaver_does_not_stand_in(cast: Cast) -> None:
    people.leave(cast.rm2, by=cast.admin, on=TODAY + 2 * DAY)
    with pytest.raises(RefusedError):
        delegate(cast.rm, cast.rm, cast.rm2)


def test_a_delegation_is_seen_by_both_and_by_those_above(cast: Cast) -> None:
    delegate(cast.rm, cast.rm, cast.rm3)
    seen = {
        who: Delegation.objects.visible_to(User.objects.get(staff_number=who)).filter(absent=cast.rm).last() is not None
        for who in ("rm", "rm2", "rm3", "lead", "branch", "office", "admin", "auditor")
    }
    assert [who for who, is_seen in seen.items() if not is_seen] == ["office"]  # rm2 stood in last year


def test_what_is_over_is_not_withdrawn(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        delegations.withdraw(Delegation.objects.get(), by=cast.rm)


def test_a_session_is_opened_for_a_reason_and_ended(cast: Cast) -> None:
    session = sessions.open_one(by=cast.admin, reason=f"  {REASON} ", minutes=10)
    assert session.until - session.opened_at == timedelta(minutes=10)
    event = Event.objects.latest("pk")
    assert (event.code, event.details) == ("session.opened", {"minutes": 10})  # the reason may name a person
    with pytest.raises(RefusedError):
        sessions.open_one(by=cast.admin, reason=REASON, minutes=10)
    sessions.end(session, by=cast.admin)
    assert Event.objects.latest("pk").code == "session.ended"
    with pytest.raises(RefusedError):
        sessions.end(session, by=cast.admin)
    sessions.open_one(by=cast.admin, reason=REASON, minutes=10)


@pytest.mark.parametrize(("reason", "minutes"), [("short", 10), ("a          b", 10), (REASON, 4), (REASON, 31)])
def test_a_session_without_a_reason_or_too_long_is_refused(cast: Cast, reason: str, minutes: int) -> None:
    with pytest.raises(RefusedError):
        sessions.open_one(by=cast.admin, reason=reason, minutes=minutes)


@pytest.mark.parametrize("who", ["rm", "hr", "auditor"])
def test_only_an_administrator_opens_one(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        sessions.open_one(by=getattr(cast, who), reason=REASON, minutes=10)


def test_the_database_refuses_a_session_that_lasts(cast: Cast) -> None:
    now = calendar.now()
    for until in (now + timedelta(minutes=31), now - timedelta(minutes=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            JustifiedSession.objects.create(user=cast.admin, reason=REASON, opened_at=now, until=until)


# --- the bell --------------------------------------------------------------------------------------------------------


def bell(person: User) -> list[str]:
    """What the bell says to somebody, the latest first."""
    with translation.override("en"):
        return [notice.says for notice in Notice.objects.visible_to(person)]


def test_the_bell_tells_the_stand_in_and_whoever_is_away_what_others_settled(cast: Cast) -> None:
    days = f"from {TODAY} to {TODAY + DAY}"
    made = delegations.delegate(
        cast.rm, by=cast.lead, stand_in=cast.rm2, from_date=TODAY, to_date=TODAY + DAY, reason="leave"
    )
    assert bell(cast.rm2) == [f"You stand in for Shen Ruoxi {days}."]
    assert bell(cast.rm) == [f"Lu Cheng'an stands in for you {days}."]
    delegations.withdraw(made, by=cast.rm2)
    assert bell(cast.rm)[0] == "Lu Cheng'an no longer stands in for Shen Ruoxi."
    assert (len(bell(cast.rm2)), bell(cast.lead)) == (1, [])


def test_the_bell_tells_that_a_leaver_stands_in_no_longer(cast: Cast) -> None:
    delegations.delegate(
        cast.rm, by=cast.rm, stand_in=cast.rm2, from_date=TODAY, to_date=TODAY + 9 * DAY, reason="leave"
    )
    people.leave(cast.rm2, by=cast.admin, on=TODAY + 3 * DAY)
    assert bell(cast.rm) == [f"Lu Cheng'an stands in for Shen Ruoxi until {TODAY + 2 * DAY} only."]


def test_a_samples_past_rings_no_bell(cast: Cast) -> None:
    assert not Notice.objects.exists()
