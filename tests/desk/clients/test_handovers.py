"""A handover takes three people, and never more than the whole of a client is given."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from book import assign
from cast import Cast
from chairman import fresh
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from handing import DAY, TODAY, moved, propose, rows, to, told

from qiao.desk.audit.models import Event
from qiao.desk.clients import spans
from qiao.desk.clients.actions import handovers
from qiao.desk.clients.actions.faults import FaultError
from qiao.desk.clients.models import Assignment, Client, Handover
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries import requested, scope
from qiao.desk.clients.queries.trails import marks
from qiao.desk.clients.spans import Span
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people, posts
from qiao.desk.people.models import Branch


def test_three_people_hand_a_client_over(managed: Client, cast: Cast) -> None:
    day = TODAY - 3 * DAY
    made = propose(
        managed,
        cast.rm,
        to(cast.rm3, "0.7"),
        to(cast.rm2, "0.3", "assist"),
        day=day,
        checklist=["visit", "contacts", "nonsense"],
        is_inherited=True,
    )
    assert (made.state, made.checklist, made.team and made.team.code) == ("proposed", ["contacts", "visit"], "T011")
    assert [one.code for one in Notice.objects.filter(to=cast.rm3)] == ["handover.asked"]
    assert queries.waiting_count(fresh(cast.rm3)) == 1
    handovers.agree(made, by=fresh(cast.rm3), checklist=["contacts", "visit", "documents"])
    assert queries.waiting_count(fresh(cast.rm3)) == 0
    assert {name for name in ("lead", "branch") if queries.waiting_count(fresh(getattr(cast, name)))} == {
        "lead",
        "branch",
    }
    assert set(Notice.objects.filter(code="handover.waits").values_list("to", flat=True)) == {
        cast.lead.pk,
        cast.branch.pk,
    }
    done = handovers.approve(made, by=fresh(cast.lead))
    assert (done.state, done.days_back, done.approved_by) == ("done", 3, cast.lead)
    assert rows(managed) == {
        ("rm", "0.7000", "lead", TODAY - 400 * DAY, day - DAY),
        ("rm3", "0.7000", "lead", day, None),
        ("rm2", "0.3000", "assist", TODAY - 400 * DAY, None),
    }
    assert Assignment.objects.get(manager=cast.rm3).is_inherited
    codes = ["handover.proposed", "handover.agreed", "handover.approved"]
    assert list(Event.objects.filter(on_uuid=made.uuid).order_by("pk").values_list("code", flat=True)) == codes
    assert Event.objects.get(code="handover.approved").details["days_back"] == 3
    told = Notice.objects.filter(code="handover.approved")
    assert set(told.values_list("to", flat=True)) == {cast.rm.pk, cast.rm3.pk}
    first = max(date(TODAY.year - 1, 1, 1), TODAY - 400 * DAY)
    assert scope.days_of(managed, fresh(cast.rm)) == [Span(first, day - DAY)]
    assert not Client.objects.figures_visible_to(fresh(cast.office)).exists()


@pytest.mark.parametrize(
    ("code", "day", "shares"),
    [
        ("above_whole", 0, [("rm3", "0.8", "lead"), ("rm2", "0.2001", "assist")]),
        ("one_lead", 0, [("rm3", "0.7", "assist"), ("rm2", "0.3", "assist")]),
        ("one_lead", 0, [("rm3", "0.7", "lead"), ("rm2", "0.3", "lead")]),
        ("twice", 0, [("rm3", "0.5", "lead"), ("rm3", "0.5", "assist")]),
        ("share_out_of_range", 0, [("rm3", "0", "lead")]),
        ("share_out_of_range", 0, [("rm3", "0.33333", "lead")]),
        ("nobody_receives", 0, [("rm", "0.5", "lead"), ("rm2", "0.3", "assist")]),
        ("locked", -2000, [("rm3", "0.7", "lead"), ("rm2", "0.3", "assist")]),
        ("too_far_ahead", 400, [("rm3", "0.7", "lead"), ("rm2", "0.3", "assist")]),
        ("no_post", 0, [("hr", "0.7", "lead"), ("rm2", "0.3", "assist")]),
        ("to_oneself", 0, [("rm", "1", "lead")]),
    ],
)
def test_shares_and_days_that_will_not_do(
    managed: Client, cast: Cast, code: str, day: int, shares: list[tuple[str, str, str]]
) -> None:
    new = [to(getattr(cast, name), share, part) for name, share, part in shares]
    by = cast.lead if code == "to_oneself" else cast.rm
    if code == "to_oneself":
        new = [to(cast.lead, "0.7"), to(cast.rm2, "0.3", "assist")]
    with pytest.raises(FaultError) as refused:
        propose(managed, by, *new, day=TODAY + day * DAY)
    assert refused.value.code == code
    assert not Handover.objects.exists()


def test_nobody_gives_what_is_not_theirs(managed: Client, cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        propose(managed, cast.rm2, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    for name in ("rm3", "hr", "auditor", "admin", "risk"):
        with pytest.raises(NotAllowedError):
            propose(managed, getattr(cast, name), to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))


def test_each_word_is_its_own_persons(managed: Client, cast: Cast) -> None:
    made = propose(managed, cast.lead, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    assert set(Notice.objects.values_list("code", "to")) == {
        ("handover.asked", cast.rm3.pk),
        ("handover.told", cast.rm.pk),
    }
    for name in ("rm", "rm2", "lead", "branch", "auditor"):
        with pytest.raises(NotAllowedError):
            handovers.agree(made, by=fresh(getattr(cast, name)))
    with pytest.raises(FaultError):
        handovers.approve(made, by=fresh(cast.branch))
    handovers.agree(made, by=fresh(cast.rm3))
    for name in ("lead", "rm", "rm2", "rm3", "hr", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            handovers.approve(made, by=fresh(getattr(cast, name)))
    assert handovers.approve(made, by=fresh(cast.branch)).state == "done"


def test_a_stand_in_does_not_approve_what_the_absent_gave(managed: Client, cast: Cast) -> None:
    days = {"from_date": TODAY, "to_date": TODAY + 7 * DAY, "reason": "年休假"}
    made = propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    delegations.delegate(cast.rm3, by=cast.rm3, stand_in=cast.rm, **days)  # the giver stands in for the receiver
    with pytest.raises(FaultError):
        handovers.agree(made, by=fresh(cast.rm))
    delegations.delegate(cast.lead, by=cast.lead, stand_in=cast.rm2, **days)
    handovers.agree(made, by=fresh(cast.rm3))
    done = handovers.approve(made, by=fresh(cast.rm2))  # rm2 goes on as before, so has no part in it
    assert done.approved_by == cast.rm2
    assert Event.objects.get(code="handover.approved").for_whom_id == cast.lead.pk


def test_the_trail_tells_for_whom_a_stand_in_spoke(managed: Client, cast: Cast) -> None:
    days = {"from_date": TODAY, "to_date": TODAY + 7 * DAY, "reason": "年休假"}
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm2, **days)
    delegations.delegate(cast.rm3, by=cast.rm3, stand_in=cast.office, **days)
    new = (to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    made = propose(managed, cast.rm2, *new)
    assert told() == ("handover.proposed", "rm")
    handovers.refuse(made, by=fresh(cast.office), answer="no")
    assert told() == ("handover.refused", "rm3")
    made = propose(managed, cast.rm, *new)
    assert told() == ("handover.proposed", None)
    handovers.withdraw(made, by=fresh(cast.rm2))
    assert told() == ("handover.withdrawn", "rm")


def test_a_supervisor_who_stands_in_gives_by_a_right_of_their_own(managed: Client, cast: Cast) -> None:
    delegations.delegate(
        cast.rm, by=cast.rm, stand_in=cast.lead, from_date=TODAY, to_date=TODAY + 7 * DAY, reason="年休假"
    )
    propose(managed, cast.lead, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    assert told() == ("handover.proposed", None)


def test_far_back_only_a_branch_head_approves(managed: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [Span(TODAY - 100 * DAY, None)])
    made = propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"), day=TODAY - 31 * DAY)
    handovers.agree(made, by=fresh(cast.rm3))
    with pytest.raises(NotAllowedError):
        handovers.approve(made, by=fresh(cast.lead))
    assert list(Notice.objects.filter(code="handover.waits").values_list("to", flat=True)) == [cast.branch.pk]
    assert [queries.waiting_count(fresh(person)) for person in (cast.lead, cast.branch)] == [0, 1]
    assert [len(queries.due(fresh(person))) for person in (cast.lead, cast.branch)] == [0, 1]
    Handover.objects.update(from_date=TODAY - 30 * DAY)
    assert [queries.waiting_count(fresh(person)) for person in (cast.lead, cast.branch)] == [1, 1]
    Handover.objects.update(from_date=TODAY - 31 * DAY)
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [Span(TODAY - 30 * DAY, None)])
    with pytest.raises(FaultError) as refused:
        handovers.approve(made, by=fresh(cast.branch))
    assert refused.value.code == "locked", "the period was locked meanwhile"
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [Span(TODAY - 31 * DAY, TODAY)])
    assert handovers.approve(made, by=fresh(cast.branch)).state == "done"


def test_what_changed_since_the_proposal_is_not_approved(managed: Client, cast: Cast) -> None:
    made = propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    handovers.agree(made, by=fresh(cast.rm3))
    Assignment.objects.filter(manager=cast.rm2).update(share=Decimal("0.2"))
    with pytest.raises(FaultError) as refused:
        handovers.approve(made, by=fresh(cast.lead))
    assert refused.value.code == "shares_changed"


def test_one_at_a_time_and_back_again(managed: Client, cast: Cast) -> None:
    made = propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    with pytest.raises(FaultError) as refused:
        propose(managed, cast.rm2, to(cast.rm, "0.7"), to(cast.rm3, "0.3", "assist"))
    assert refused.value.code == "one_stands"
    for name in ("rm3", "rm2", "branch"):
        with pytest.raises(NotAllowedError):
            handovers.withdraw(made, by=fresh(getattr(cast, name)))
    assert handovers.withdraw(made, by=fresh(cast.rm)).state == "withdrawn"
    again = propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    with pytest.raises(NotAllowedError):
        handovers.refuse(again, by=fresh(cast.rm), answer="不行")
    refused_ = handovers.refuse(again, by=fresh(cast.rm3), answer=" 行业不熟 ")
    assert (refused_.state, refused_.answer, refused_.ended_by) == ("refused", "行业不熟", cast.rm3)
    with translation.override("en"):
        assert (refused_.get_state_display(), marks(refused_)[0].words) == ("refused", "Refused")
    with pytest.raises(FaultError):
        handovers.agree(again, by=fresh(cast.rm3))


def test_what_begins_on_the_same_day_is_replaced_and_later_changes_stand(managed: Client, cast: Cast) -> None:
    day = TODAY + 5 * DAY
    assert moved(managed, cast, day=day).is_ahead
    with pytest.raises(FaultError) as refused:
        propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    assert refused.value.code == "changes_later"
    made = propose(managed, cast.rm2, to(cast.rm3, "1"), day=day)
    handovers.agree(made, by=fresh(cast.rm3))
    handovers.approve(made, by=fresh(cast.lead))
    assert rows(managed) == {
        ("rm", "0.7000", "lead", TODAY - 400 * DAY, day - DAY),
        ("rm2", "0.3000", "assist", TODAY - 400 * DAY, day - DAY),
        ("rm3", "1.0000", "lead", day, None),
    }


def test_several_receivers_each_agree_and_part_may_be_kept(managed: Client, cast: Cast) -> None:
    other = people.write_down(by=cast.admin, staff_number="R9", name="接手人")
    posts.give(other, by=cast.admin, role="rm", branch=Branch.objects.get(code="B01"), from_date=TODAY - 9 * DAY)
    made = propose(
        managed,
        cast.rm,
        to(cast.rm, "0.1", "assist"),
        to(cast.rm3, "0.5"),
        to(other, "0.1", "assist"),
        to(cast.rm2, "0.3", "assist"),
    )
    assert handovers.agree(made, by=fresh(other)).state == "proposed"
    assert handovers.agree(made, by=fresh(cast.rm3)).state == "agreed"
    handovers.approve(made, by=fresh(cast.lead))
    now = {(number, share, part) for number, share, part, _first, last in rows(managed) if last is None}
    assert now == {
        ("rm", "0.1000", "assist"),
        ("rm3", "0.5000", "lead"),
        ("R9", "0.1000", "assist"),
        ("rm2", "0.3000", "assist"),
    }


def test_the_database_refuses_too_much_and_two_hats(managed: Client, cast: Cast) -> None:
    def at_once(act: Callable[[], object]) -> None:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="more than the whole"):
        at_once(lambda: assign(managed, cast.rm3, TODAY - 100 * DAY, TODAY - 90 * DAY, share="0.0001", part="assist"))
    made = propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    change = made.changes.filter(person=cast.rm3)
    with pytest.raises(IntegrityError, match="three different people"):
        at_once(lambda: change.update(agreed_by=cast.rm, agreed_at=calendar.now()))
    handovers.agree(made, by=fresh(cast.rm3))
    for name in ("rm", "rm3"):
        with pytest.raises(IntegrityError):
            at_once(
                lambda name=name: Handover.objects.update(approved_by=getattr(cast, name), approved_at=calendar.now())
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.update(state="done")


def test_a_kept_table_of_the_banks_awaits_the_bank(managed: Client, cast: Cast, settings: Any) -> None:
    settings.OWNED = frozenset()
    before = rows(managed)
    made = moved(managed, cast)
    assert (made.state, rows(managed)) == ("awaiting", before)
    with pytest.raises(FaultError):
        propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    assert handovers.withdraw(made, by=fresh(cast.lead)).state == "withdrawn", "by whoever approved it"


def test_a_client_that_no_bank_knows_changes_hands_on_the_desk(managed: Client, cast: Cast, settings: Any) -> None:
    settings.OWNED = frozenset()
    Client.objects.update(number="NEW-1", is_awaited=True)
    made = moved(managed, cast)
    assert made.state == "done"
    assert ("rm3", "0.7000", "lead", TODAY, None) in rows(managed)
    assert requested.rows(fresh(cast.hr)) == [], "the bank is asked nothing of a number that it has never seen"
    assert requested.awaiting_count(fresh(cast.hr)) == 0


def test_who_sees_a_handover(managed: Client, cast: Cast) -> None:
    propose(managed, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"))
    names = Cast.__annotations__
    assert {name for name in names if Handover.objects.visible_to(fresh(getattr(cast, name))).exists()} == {
        *("rm", "rm3", "lead", "branch", "hr", "auditor")
    }
