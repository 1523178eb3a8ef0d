"""How far a person reaches: the one basis of every room's scope."""

from datetime import date, timedelta

import pytest
from cast import Cast
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people, posts, sessions
from qiao.desk.people.models import Branch, Post, Team, User

TODAY = calendar.today()
SOON = TODAY + timedelta(days=10)


def fresh(user: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=user.pk)


def seen_by(user: User) -> set[str]:
    """Staff numbers of those whose book and score the person may see."""
    return {person.staff_number for person in User.objects.filter(fresh(user).reach.people())}


def stand_in(absent: User, other: User, first: date = TODAY, last: date = SOON) -> None:
    delegations.delegate(absent, by=absent, stand_in=other, from_date=first, to_date=last, reason="leave")


ALL = {
    "rm", "rm2", "rm3", "lead", "branch", "hr", "hr2", "risk", "product", "office", "auditor", "admin", "000218", "000231", "000187",
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("rm", {"rm"}),
        ("lead", {"lead", "rm", "rm2"}),
        ("branch", {"branch", "lead", "rm", "rm2", "000218"}),
        ("hr", ALL),
        ("risk", {"risk"}),
        ("product", {"product"}),
        ("office", {"office"}),
        ("auditor", ALL),
        ("admin", {"admin"}),
    ],
)
def test_each_role_sees_the_people_that_are_its_own(cast: Cast, who: str, sees: set[str]) -> None:
    assert seen_by(getattr(cast, who)) == sees


def test_posts_of_the_past_and_of_the_future_do_not_count(cast: Cast) -> None:
    rm3_post = cast.rm3.posts.get()
    posts.end(rm3_post, by=cast.admin, on=TODAY - timedelta(days=1))
    home, team = Branch.objects.get(code="B01"), Team.objects.get(code="T011")
    posts.give(cast.rm3, by=cast.admin, role=Role.LEAD, branch=home, team=team, from_date=TODAY + timedelta(days=1))
    assert fresh(cast.rm3).reach.posts == ()
    assert "rm3" not in seen_by(cast.lead)
    with calendar.played_on(TODAY + timedelta(days=1)):
        assert seen_by(cast.rm3) == {"rm", "rm2", "rm3", "lead"}


def test_a_branch_head_sees_branches_below_but_none_whose_code_begins_alike(cast: Cast) -> None:
    from qiao.desk.people.actions import branches  # noqa: PLC0415

    home = Branch.objects.get(code="B01")
    below = branches.create(by=cast.admin, code="B011", name="滨河分理处", parent=home)
    alike = branches.create(by=cast.admin, code="B01X", name="滨河西支行", parent=Branch.objects.get(code="HO"))
    posts.end(cast.rm3.posts.get(), by=cast.admin, on=TODAY)
    give = {"by": cast.admin, "role": Role.RM, "from_date": TODAY}
    posts.give(cast.rm3, branch=below, **give)
    posts.give(User.objects.get(staff_number="000231"), branch=alike, **give)
    assert seen_by(cast.branch) == {"branch", "lead", "rm", "rm2", "000218", "rm3"}


def test_a_leaver_reaches_nothing(cast: Cast) -> None:
    people.leave(cast.hr, by=cast.admin, on=TODAY)
    reach = fresh(cast.hr).reach
    assert (reach.acts_for, reach.posts, reach.roles) == (frozenset(), (), frozenset())
    assert seen_by(cast.hr) == set()
    assert not fresh(cast.hr).has_role(*Role)


def test_a_stand_in_sees_what_the_absent_one_sees_until_the_last_day(cast: Cast) -> None:
    stand_in(cast.lead, cast.rm3)
    assert seen_by(cast.rm3) == {"rm3", "lead", "rm", "rm2"}
    reach = fresh(cast.rm3).reach
    assert reach.acts_for == {cast.rm3.pk, cast.lead.pk}
    assert reach.for_whom(Role.LEAD) == cast.lead.pk
    assert reach.for_whom(Role.RM) is None
    with calendar.played_on(SOON + timedelta(days=1)):
        assert seen_by(cast.rm3) == {"rm3"}


def test_a_stand_in_hands_nothing_of_it_further(cast: Cast) -> None:
    stand_in(cast.lead, cast.rm3)
    stand_in(cast.rm3, cast.office)
    assert seen_by(cast.office) == {"office", "rm3"}


def test_a_withdrawn_delegation_and_one_of_a_leaver_count_no_more(cast: Cast) -> None:
    stand_in(cast.rm, cast.rm3)
    delegations.withdraw(cast.rm.delegated_away.latest("pk"), by=cast.rm3)
    assert seen_by(cast.rm3) == {"rm3"}
    stand_in(cast.rm2, cast.rm3)
    User.objects.filter(pk=cast.rm2.pk).update(left_on=TODAY)  # even if nobody had ended the delegation
    assert seen_by(cast.rm3) == {"rm3"}


def test_nobody_decides_on_their_own_proposal_nor_by_the_post_of_whoever_proposed(cast: Cast) -> None:
    stand_in(cast.lead, cast.rm3)
    reach = fresh(cast.rm3).reach
    assert reach.may_decide(Role.LEAD, proposed_by=cast.rm.pk)
    assert not reach.may_decide(Role.LEAD, proposed_by=cast.rm3.pk)
    assert not reach.may_decide(Role.LEAD, proposed_by=cast.lead.pk)


def test_an_administrator_reads_everything_only_while_a_session_is_open(cast: Cast) -> None:
    session = sessions.open_one(by=cast.admin, reason="check a handover that failed", minutes=5)
    assert fresh(cast.admin).reach.reads_everything
    assert seen_by(cast.admin) == ALL
    sessions.end(session, by=cast.admin)
    assert seen_by(cast.admin) == {"admin"}


def test_a_session_of_somebody_who_is_no_administrator_any_more_opens_nothing(cast: Cast) -> None:
    sessions.open_one(by=cast.admin, reason="check a handover that failed", minutes=30)
    Post.objects.filter(user=cast.admin).update(to_date=TODAY - timedelta(days=1))
    assert not fresh(cast.admin).reach.reads_everything


def test_an_administrator_stands_in_for_nobody_even_if_appointed_meanwhile(cast: Cast) -> None:
    stand_in(cast.rm, cast.rm3)
    Post.objects.filter(user=cast.rm3).update(role=Role.ADMIN, team=None)
    reach = fresh(cast.rm3).reach
    assert (reach.roles, reach.acts_for) == ({Role.ADMIN}, {cast.rm3.pk})


@pytest.mark.parametrize(("who", "queries"), [("rm", 2), ("branch", 2), ("auditor", 2), ("admin", 3)])
def test_the_reach_costs_a_fixed_number_of_queries(cast: Cast, who: str, queries: int) -> None:
    for absent in (cast.rm2, cast.rm3, cast.lead):
        if who in {"rm", "branch"}:
            stand_in(absent, getattr(cast, who))
    user = fresh(getattr(cast, who))
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert user.reach is user.reach
    assert len(counted) == queries


def test_no_two_roles_share_a_number_in_the_constraint(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT hashtext(role)) FROM unnest(%s::text[]) AS role", [list(Role.values)])
        assert cursor.fetchone() == (len(Role.values),)


def test_the_database_refuses_equal_posts_in_the_same_days(cast: Cast) -> None:
    held = cast.rm.posts.get()
    again = Post(user=cast.rm, role=held.role, branch=held.branch, team=held.team, from_date=TODAY)
    with pytest.raises(IntegrityError, match="post_once_at_a_time"), transaction.atomic():
        again.save()
    again.role = Role.LEAD
    again.save()


def test_the_database_refuses_a_post_given_to_oneself(cast: Cast) -> None:
    held = cast.rm.posts.get()
    own = Post(user=cast.rm, role=Role.HR, branch=held.branch, from_date=TODAY, given_by=cast.rm)
    with pytest.raises(IntegrityError, match="post_given_by_another"), transaction.atomic():
        own.save()
