"""An approved handover is taken back until its day comes, to the very rows that were there."""

from decimal import Decimal
from typing import Any

import pytest
from cast import Cast
from chairman import fresh
from django.utils import translation
from handing import DAY, TODAY, moved, propose, rows, to, told

from qiao.desk.clients.actions import handovers
from qiao.desk.clients.actions.faults import FaultError
from qiao.desk.clients.models import Assignment, Client, Handover
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries.trails import marks
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@pytest.mark.parametrize("by", ["rm", "lead"])
def test_until_its_day_an_approved_handover_is_taken_back_to_the_day(managed: Client, cast: Cast, by: str) -> None:
    day, end = TODAY + 5 * DAY, TODAY + 90 * DAY
    Assignment.objects.filter(manager=cast.rm).update(to_date=end, is_inherited=True)
    before = set(Assignment.objects.values_list())
    made = moved(managed, cast, day=day)
    assert set(Assignment.objects.values_list()) != before
    for name in ("rm2", "rm3", "branch", "hr", "auditor"):
        assert not queries.acts_for(made, fresh(getattr(cast, name))).may_withdraw
        with pytest.raises(NotAllowedError):
            handovers.withdraw(made, by=fresh(getattr(cast, name)))
    assert queries.acts_for(made, fresh(getattr(cast, by))).may_withdraw
    back = handovers.withdraw(made, by=fresh(getattr(cast, by)))
    assert (back.state, back.ended_by, back.approved_by) == ("withdrawn", getattr(cast, by), cast.lead)
    assert set(Assignment.objects.values_list()) == before, "the very rows, with their former ends"
    assert told() == ("handover.withdrawn", None)
    assert set(Notice.objects.filter(code="handover.withdrawn").values_list("to", flat=True)) == {
        one.pk for one in (cast.rm, cast.rm3, cast.lead) if one != getattr(cast, by)
    }
    with translation.override("en"):
        assert marks(back)[0].words == "Withdrawn before it took effect"
    assert moved(managed, cast, day=day).is_to_come, "it may be proposed anew"


def test_what_has_taken_effect_is_not_taken_back(managed: Client, cast: Cast) -> None:
    made = moved(managed, cast)
    written = rows(managed)
    for name in ("rm", "lead"):
        assert not queries.acts_for(made, fresh(getattr(cast, name))).may_withdraw
        with pytest.raises(FaultError) as refused:
            handovers.withdraw(made, by=fresh(getattr(cast, name)))
        assert refused.value.code == "decided"
    assert rows(managed) == written


def test_what_the_bank_keeps_or_carried_out_is_not_taken_back_here(managed: Client, cast: Cast, settings: Any) -> None:
    made = moved(managed, cast, day=TODAY + 5 * DAY)
    Handover.objects.update(ended_at=calendar.now())
    assert not queries.acts_for(Handover.objects.get(), fresh(cast.rm)).may_withdraw, "the bank carried it out"
    Handover.objects.update(ended_at=None)
    settings.OWNED = frozenset()
    with pytest.raises(FaultError):
        handovers.withdraw(made, by=fresh(cast.rm))


def test_the_newest_change_is_taken_back_first(managed: Client, cast: Cast) -> None:
    day = TODAY + 5 * DAY
    first = moved(managed, cast, day=day)
    later = propose(managed, cast.rm2, to(cast.rm3), day=day + DAY)
    handovers.agree(later, by=fresh(cast.rm3))
    later = handovers.approve(later, by=fresh(cast.lead))
    written = rows(managed)
    assert refused_code(first, cast.rm) == "changes_later"
    assert rows(managed) == written
    handovers.withdraw(later, by=fresh(cast.rm2))
    handovers.withdraw(first, by=fresh(cast.rm))
    assert {one[0] for one in rows(managed)} == {"rm", "rm2"}


def refused_code(made: Handover, by: User) -> str:
    with pytest.raises(FaultError) as refused:
        handovers.withdraw(made, by=fresh(by))
    return refused.value.code


def test_a_change_that_replaced_one_of_the_same_day_is_not_taken_back(managed: Client, cast: Cast) -> None:
    day = TODAY + 5 * DAY
    first = moved(managed, cast, day=day)
    second = propose(managed, cast.rm2, to(cast.rm3), day=day)
    handovers.agree(second, by=fresh(cast.rm3))
    second = handovers.approve(second, by=fresh(cast.lead))
    written = rows(managed)
    assert (refused_code(first, cast.rm), refused_code(second, cast.rm2)) == ("shares_changed", "shares_changed")
    assert rows(managed) == written
    Assignment.objects.filter(manager=cast.rm3).update(share=Decimal("0.7"))
    Assignment.objects.filter(manager=cast.rm2).update(to_date=None)
    assert refused_code(first, cast.rm) == "shares_changed", "the shares are its own again, but another followed"


def test_shares_that_changed_since_are_not_taken_back(managed: Client, cast: Cast) -> None:
    made = moved(managed, cast, day=TODAY + 5 * DAY)
    Assignment.objects.filter(manager=cast.rm3).update(share=Decimal("0.6"))
    assert refused_code(made, cast.rm) == "shares_changed"
    Assignment.objects.filter(manager=cast.rm3).update(share=Decimal("0.7"))
    Assignment.objects.filter(manager=cast.rm).update(to_date=TODAY)
    assert refused_code(made, cast.rm) == "shares_changed"
