"""A page of the admin room asks as often for many as for few."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cast import Cast
from django.test import Client
from django.utils import timezone

from qiao.desk.audit import actions as audit
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people
from qiao.desk.people.models import Branch, Delegation, JustifiedSession, Post, Team, User
from qiao.desk.people.signing_on import lockout
from qiao.desk.people.signing_on.models import Guesses

SignIn = Callable[..., Client]
TODAY = calendar.today()
TODAY_AT = timezone.now()
DAY = calendar.DAY
REASON = "check a handover that failed"


def crowd(cast: Cast) -> None:
    """Twenty more people with posts, branches with teams, leave."""
    head = Branch.objects.get(code="HO")
    for number in range(20):
        branch = Branch.objects.create(code=f"C{number}", name=f"支行{number}", parent=head, path=f"HO/C{number}/")
        team = Team.objects.create(code=f"U{number}", name=f"团队{number}", branch=branch)
        user = User.objects.create(staff_number=f"9{number:05}", name=f"钱{number}")
        user.posts.create(role="rm", branch=branch, team=team, from_date=TODAY, to_date=TODAY + DAY)
        user.posts.create(role="hr", branch=branch, from_date=TODAY)
        Delegation.objects.create(
            absent=user, stand_in=cast.rm, from_date=TODAY, to_date=TODAY, reason="leave", made_by=user
        )
        at = calendar.now() - timedelta(days=number + 1)
        JustifiedSession.objects.create(
            user=cast.admin, reason=REASON, opened_at=at, until=at + timedelta(minutes=number + 5)
        )


def crowd_in(cast: Cast) -> None:
    """Twenty people more in one branch and team, posts and delegations of one person, branches below, sessions, locks."""
    branch, team = Branch.objects.get(code="B01"), Team.objects.get(code="T011")
    until = timezone.now() + timedelta(hours=1)
    for number in range(20):
        user = User.objects.create(staff_number=f"8{number:05}", name=f"孙{number}")
        user.posts.create(role="rm", branch=branch, team=team, from_date=TODAY)
        user.posts.create(role="hr", branch=branch, from_date=TODAY)
        Branch.objects.create(code=f"D{number}", name=f"网点{number}", parent=branch, path=f"HO/B01/D{number}/")
        Team.objects.create(code=f"V{number}", name=f"小组{number}", branch=branch)
        first = TODAY - timedelta(days=1000 - number)
        cast.rm.posts.create(role="product", branch=branch, from_date=first, to_date=first)
        Delegation.objects.create(
            absent=cast.rm, stand_in=user, from_date=first, to_date=first, reason="leave", made_by=user
        )
        Guesses.objects.create(key=lockout.key_of(user.staff_number), since=TODAY_AT, locked_until=until)
        audit.record("user.unlocked", by=cast.admin, on=cast.rm)


@pytest.mark.parametrize("address", ["", "sign-on/", "person", "branch", "team"])
def test_a_record_costs_the_same_however_much_hangs_on_it(
    cast: Cast, sign_in: SignIn, address: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    branch, team = Branch.objects.get(code="B01"), Team.objects.get(code="T011")
    pages = {"person": cast.rm, "branch": branch, "team": team}
    path = pages[address].get_absolute_url() if address in pages else f"/admin/{address}"
    Branch.objects.create(code="D99", name="网点", parent=branch, path="HO/B01/D99/")  # so that no list is empty
    Delegation.objects.create(
        absent=cast.rm, stand_in=cast.rm2, from_date=TODAY, to_date=TODAY, reason="leave", made_by=cast.rm
    )
    Post.objects.filter(user=cast.rm3).update(to_date=TODAY)
    until = timezone.now() + timedelta(hours=1)
    Guesses.objects.create(key=lockout.key_of("rm"), since=TODAY_AT, locked_until=until)
    audit.record("user.unlocked", by=cast.admin, on=cast.rm)
    browser = sign_in(cast.admin)
    with django_assert_max_num_queries(100) as few:
        browser.get(path)
    crowd_in(cast)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("address", ["", "people/", "branches/", "teams/", "roles/", "sessions/", "people/pick?q=q"])
def test_a_page_costs_the_same_however_many_there_are(
    cast: Cast, sign_in: SignIn, address: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    user = people.write_down(by=cast.admin, staff_number="000300", name="秦一")  # so that no list is empty
    at = calendar.now() - timedelta(days=30)
    until = at + timedelta(minutes=5)
    JustifiedSession.objects.create(user=cast.admin, reason=REASON, opened_at=at, until=until, ended_at=until)
    Post.objects.filter(user=cast.rm3).update(to_date=TODAY)
    Delegation.objects.create(
        absent=user, stand_in=cast.rm, from_date=TODAY, to_date=TODAY, reason="leave", made_by=user
    )
    browser = sign_in(cast.admin)
    with django_assert_max_num_queries(100) as few:
        browser.get(f"/admin/{address}")
    crowd(cast)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert browser.get(f"/admin/{address}").status_code == 200


def test_ones_own_delegations_cost_the_same_however_many_there_are(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    delegations.delegate(
        cast.rm3, by=cast.rm3, stand_in=cast.rm, from_date=TODAY, to_date=TODAY, reason="leave"
    )  # so that the banner is there both times
    browser = sign_in(cast.rm)
    with django_assert_max_num_queries(100) as few:
        browser.get("/account/delegation/")
    crowd(cast)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert browser.get("/account/delegation/").status_code == 200
