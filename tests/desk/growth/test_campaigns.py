"""Campaigns: raters come from the organisation, people rate in time, what is closed stays and goes to the ledger."""

from datetime import timedelta
from decimal import Decimal

import pytest
from cast import Cast
from closing import Officers
from django.db import IntegrityError, transaction
from pytest_django import Settings
from rating import begun, person, rate, seat_of

from qiao.desk.assess.models import Period
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.growth.actions import campaigns, marks, seats
from qiao.desk.growth.actions.campaigns import Terms
from qiao.desk.growth.actions.marks import Said
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.growth.models.seats import Group
from qiao.desk.growth.queries import items, progress, waiting
from qiao.desk.growth.work import campaigns as loops
from qiao.desk.jobs.models import Job
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar

DAY = timedelta(days=1)


def test_raters_are_proposed_from_the_organisation(year: Period, officers: Officers) -> None:
    today = calendar.today()
    made = campaigns.begin(year, Terms(today, today), by=officers[0])
    told = {
        (one.rater.staff_number, one.group)
        for one in Seat.objects.filter(campaign=made, rated=person("rm"))
        if one.rater
    }
    assert told == {("rm", "self"), ("lead", "superior"), ("rm2", "peer"), ("000218", "peer"), ("office", "office")}
    heads = Seat.objects.filter(campaign=made, rated=person("rm3"))
    assert {(one.rater.staff_number, one.group) for one in heads if one.rater} == {
        ("rm3", "self"),
        ("office", "office"),
    }
    assert seats.propose(made, by=officers[0]) == 0, "nobody twice"


def test_groups_and_items_are_those_of_the_standard(campaign: Campaign) -> None:
    classes = {group: [one.code for one in items.rated_by(campaign, group)] for group in Group}
    assert classes["self"] == ["professional", "mental"]
    assert classes["peer"] == ["character", "mental"]
    assert classes["exam"] == ["professional", "mental"]
    assert len(items.codes(campaign, "superior")) == 19


def test_only_an_officer_prepares_and_opens(year: Period, officers: Officers, cast: Cast) -> None:
    today = calendar.today()
    with pytest.raises(NotAllowedError):
        campaigns.begin(year, Terms(today, today), by=cast.branch)
    made = begun(year, officers[0])
    assert not Seat.objects.visible_to(person("rm2")).exists(), "nobody is asked yet"
    with pytest.raises(NotAllowedError):
        campaigns.open_(made, by=cast.lead)
    with pytest.raises(FaultError) as refused:
        campaigns.begin(year, Terms(today, today), by=officers[0])
    assert refused.value.code == "campaign_known"
    opened = campaigns.open_(made, by=officers[0])
    assert opened.is_open
    assert Notice.objects.filter(code="campaign.opened", to=person("rm2")).exists()
    assert [one.detail for one in waiting.due(person("lead"))] == ["2025"]


def test_the_banks_own_ratings_are_nobodys_to_give(year: Period, officers: Officers, settings: Settings) -> None:
    settings.OWNED = frozenset()
    with pytest.raises(FaultError) as refused:
        begun(year, officers[0])
    assert refused.value.code == "bank_owns"


def test_a_rating_is_kept_then_handed_in_whole(campaign: Campaign, cast: Cast) -> None:
    seat = seat_of(campaign, "rm", "rm2")
    with pytest.raises(NotAllowedError):
        marks.rate(seat, by=cast.lead, version=0, given={}, submit=False)
    kept = marks.rate(seat, by=person("rm2"), version=0, given={"integrity": Said(Decimal(80))}, submit=False)
    assert (kept.is_done, kept.marks.count()) == (False, 1)
    with pytest.raises(FaultError) as refused:
        marks.rate(kept, by=person("rm2"), version=1, given={"integrity": Said(Decimal(80))}, submit=True)
    assert (refused.value.code, refused.value.field) == ("item_lacking", "m-compliance")
    with pytest.raises(FaultError) as refused:
        rate(campaign, "rm", "rm2", "96")
    assert (refused.value.code, refused.value.field) == ("evidence_lacking", "e-integrity")
    done = rate(campaign, "rm", "rm2", "95.00")
    assert done.is_done
    with pytest.raises(FaultError):
        marks.rate(done, by=person("rm2"), version=done.version, given={}, submit=False)
    codes = set(Event.objects.filter(code__startswith="seat.").values_list("code", flat=True))
    assert codes == {"seat.added", "seat.saved", "seat.submitted"}


def test_a_peers_pseudonym_tells_nothing(campaign: Campaign) -> None:
    peers = Seat.objects.filter(campaign=campaign, group="peer")
    names = {one.pseudonym for one in peers}
    assert len(names) == peers.count(), "another one at each manager: comparing two lists tells nothing"
    assert all(
        one.rater.staff_number not in one.pseudonym and str(one.rater.pk) != one.pseudonym for one in peers if one.rater
    )
    assert seat_of(campaign, "rm", "lead").pseudonym == "lead"


def test_progress_counts_without_names_and_little_of_few_peers(campaign: Campaign) -> None:
    rate(campaign, "rm", "rm2", "80")
    rate(campaign, "rm", "lead", "80")
    told = progress.of(campaign)
    peers, superiors = told.groups.index(Group.PEER), told.groups.index(Group.SUPERIOR)
    assert told.whole.counts[superiors][:2] == (2, 1)
    assert told.whole.counts[peers].done == 1
    lone = progress._line("", [{"group": "peer", "total": 2, "done": 1}], [Group.PEER])
    assert not lone.counts[0].is_told
    assert lone.total == (0, 0, True)


def test_reminders_go_to_those_who_have_not_finished(campaign: Campaign, officers: Officers) -> None:
    rate(campaign, "rm", "lead", "80")
    rate(campaign, "rm2", "lead", "80")
    assert person("lead") not in progress.unfinished(campaign)
    count = campaigns.remind(campaign, by=officers[0])
    told = set(Notice.objects.filter(code="campaign.reminded").values_list("to__staff_number", flat=True))
    assert len(told) == count
    assert "rm2" in told
    assert "lead" not in told


def test_the_worker_reminds_once_and_closes_after_the_last_day(campaign: Campaign, officers: Officers) -> None:
    loops.remind_raters()
    assert not Notice.objects.filter(code="campaign.reminded").exists(), "ten days are left"
    with calendar.played_on(campaign.closes_on - 2 * DAY):
        loops.remind_raters()
        loops.remind_raters()
    assert Notice.objects.filter(code="campaign.reminded", to=person("rm2")).get().times == 1
    with calendar.played_on(campaign.closes_on):
        loops.end_campaigns()
        assert Campaign.objects.get().is_open
    with calendar.played_on(campaign.closes_on + DAY):
        loops.end_campaigns()
    closed = Campaign.objects.get()
    assert (closed.is_closed, closed.closed_by) == (True, None)


def test_what_is_closed_stays(campaign: Campaign, officers: Officers) -> None:
    done = rate(campaign, "rm", "lead", "80")
    closed = campaigns.close(campaign, by=officers[0])
    assert Job.objects.filter(kind="clients.deliver", key=str(closed.uuid)).exists()
    with pytest.raises(FaultError):
        rate(closed, "rm", "lead", "90")
    with pytest.raises(FaultError):
        seats.add(closed, person("rm3"), person("lead"), Group.SUPERIOR, by=officers[0])
    for change in (
        lambda: Mark.objects.filter(seat=done).update(score=1),
        lambda: Mark.objects.filter(seat=done).update(struck_at=calendar.now()),
        lambda: Mark.objects.filter(seat=done).delete(),
        lambda: Seat.objects.filter(pk=done.pk).update(submitted_at=None),
        lambda: Campaign.objects.update(state="open"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_locked_period_is_not_touched_by_closing(campaign: Campaign, year: Period, officers: Officers) -> None:
    Period.objects.filter(pk=year.pk).update(locked_at=calendar.now())
    with pytest.raises(FaultError) as refused:
        campaigns.close(campaign, by=officers[0])
    assert refused.value.code == "period_locked"
    with calendar.played_on(campaign.closes_on + DAY):
        loops.end_campaigns()
    assert Campaign.objects.get().is_open


def test_a_peer_who_was_asked_is_not_taken_away(campaign: Campaign, officers: Officers) -> None:
    with pytest.raises(FaultError) as refused:
        seats.remove(seat_of(campaign, "rm", "rm2"), by=officers[0])
    assert refused.value.code == "peer_asked"
    rate(campaign, "rm", "office", "70")
    seats.remove(seat_of(campaign, "rm", "office"), by=officers[0])
    assert not Mark.objects.exists()


def test_nobody_but_the_rater_sees_marks_with_the_name(campaign: Campaign, officers: Officers, cast: Cast) -> None:
    rate(campaign, "rm", "rm2", "80")
    readers = {
        name: Mark.objects.visible_to(person(name)).count() for name in ("rm2", "rm", "lead", "branch", "hr", "auditor")
    }
    assert readers == {"rm2": 11, "rm": 0, "lead": 0, "branch": 0, "hr": 0, "auditor": 0}
    assert {one.rater_id for one in Seat.objects.visible_to(person("lead"))} == {cast.lead.pk}
    campaigns.close(campaign, by=officers[0])
    readers = {
        name: Mark.objects.visible_to(person(name)).count() for name in ("rm", "lead", "branch", "hr", "auditor")
    }
    assert readers == {"rm": 0, "lead": 0, "branch": 0, "hr": 11, "auditor": 11}
