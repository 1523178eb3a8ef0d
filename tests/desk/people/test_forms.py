"""What the forms of the admin room and of standing in do."""

from collections.abc import Callable

import pytest
from cast import Cast
from django.test import Client
from django.utils import translation

from qiao.desk.audit.models import Event
from qiao.desk.clients.intake.said import SENTENCES
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, posts
from qiao.desk.people.models import Branch, Delegation, Post, Team, User
from qiao.desk.people.models.people import STAFF_NUMBER

SignIn = Callable[..., Client]
TODAY = calendar.today()
DAY = calendar.DAY


def test_a_person_is_written_down_and_given_a_post(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.admin)
    answer = browser.post("/admin/people/new", {"staff_number": "000300", "name": "单青禾"})
    made = User.objects.get(staff_number="000300")
    assert answer.headers["Location"] == made.get_absolute_url()
    team = Team.objects.get(code="T011")
    sent = {"role": "rm", "branch": team.branch.uuid, "team": team.uuid, "from_date": TODAY}
    browser.post(f"/admin/people/{made.uuid}/posts/new", sent)
    assert made.posts.get().team == team
    assert [event.by for event in Event.objects.all()[:2]] == [cast.admin, cast.admin]
    page = browser.get(made.get_absolute_url()).content.decode()
    assert "东城公司业务一部" in page


def test_the_rule_of_staff_numbers_names_all_that_it_lets_in(cast: Cast) -> None:
    for number in ("a", "7", "a.b", "a_b", "a-b"):
        STAFF_NUMBER(number)
    rules = (STAFF_NUMBER.message, SENTENCES["staff_number"])
    for language, names in (("en", ["dots", "underscores", "hyphens"]), ("zh-hans", ["点", "下划线", "连字符"])):
        with translation.override(language):
            assert [name for rule in rules for name in names if name not in str(rule)] == []


def test_a_form_that_is_refused_says_why_beside_the_field(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.admin)
    answer = browser.post("/admin/people/new", {"staff_number": "rm", "name": "某某"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["staff_number"]
    answer = browser.post("/admin/people/new", {"staff_number": "有空格 1", "name": ""})
    assert set(answer.context["form"].errors) == {"staff_number", "name"}
    branch = Branch.objects.get(code="B02")
    sent = {"role": "lead", "branch": branch.uuid, "from_date": TODAY}
    answer = browser.post(f"/admin/people/{cast.rm.uuid}/posts/new", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["team"])


def test_the_second_of_two_who_edit_a_person_is_shown_the_difference(cast: Cast, sign_in: SignIn) -> None:
    browser, address = sign_in(cast.admin), f"/admin/people/{cast.rm.uuid}/edit"
    browser.post(address, {"name": "沈听澜", "name_en": "", "phone": "", "version": 0})
    answer = browser.post(address, {"name": "沈听雨", "name_en": "", "phone": "", "version": 0})
    assert answer.status_code == 409
    assert answer.context["form"].differences[0].theirs == "沈听澜"


def test_ones_own_posts_are_another_administrators(cast: Cast, sign_in: SignIn) -> None:
    sent = {"role": "hr", "branch": Branch.objects.get(code="HO").uuid, "from_date": TODAY}
    assert sign_in(cast.admin).post(f"/admin/people/{cast.admin.uuid}/posts/new", sent).status_code == 403


def test_a_leaver_is_out_at_the_next_request_and_may_come_back(cast: Cast, sign_in: SignIn) -> None:
    theirs, browser = sign_in(cast.rm), sign_in(cast.admin)
    assert theirs.get("/").status_code == 200
    browser.post(f"/admin/people/{cast.rm.uuid}/leave", {"on": TODAY})
    assert theirs.get("/").status_code == 302
    browser.post(f"/admin/people/{cast.rm.uuid}/come-back")
    assert User.objects.get(pk=cast.rm.pk).left_on is None


def test_posts_are_changed_ended_and_taken_back(cast: Cast, sign_in: SignIn) -> None:
    browser, held = sign_in(cast.admin), cast.rm.posts.get()
    browser.post(f"/admin/posts/{held.uuid}/edit", {"from_date": held.from_date, "to_date": TODAY + DAY, "version": 0})
    assert Post.objects.get(pk=held.pk).to_date == TODAY + DAY
    browser.post(f"/admin/posts/{held.uuid}/end", {"on": TODAY})
    assert Post.objects.get(pk=held.pk).to_date == TODAY
    ahead = posts.give(cast.rm, by=cast.admin, role="hr", branch=held.branch, from_date=TODAY + DAY)
    browser.post(f"/admin/posts/{ahead.uuid}/cancel")
    assert not Post.objects.filter(pk=ahead.pk).exists()


def test_branches_and_teams_are_made_renamed_moved_closed_and_opened(cast: Cast, sign_in: SignIn) -> None:
    browser, home = sign_in(cast.admin), Branch.objects.get(code="B01")
    browser.post("/admin/branches/new", {"parent": home.uuid, "code": "B011", "name": "滨河分理处"})
    made = Branch.objects.get(code="B011")
    browser.post(f"/admin/branches/{made.uuid}/edit", {"name": "滨江分理处", "name_en": "", "version": 0})
    browser.post(f"/admin/branches/{made.uuid}/move", {"to": Branch.objects.get(code="B02").uuid})
    browser.post("/admin/teams/new", {"branch": made.uuid, "code": "T099", "name": "一队"})
    team = Team.objects.get(code="T099")
    browser.post(f"/admin/teams/{team.uuid}/edit", {"name": "二队", "name_en": "", "version": 0})
    assert browser.post(f"/admin/branches/{made.uuid}/close", {"on": TODAY}).status_code == 422
    browser.post(f"/admin/teams/{team.uuid}/close", {"on": TODAY})
    browser.post(f"/admin/branches/{made.uuid}/close", {"on": TODAY})
    made.refresh_from_db()
    assert (made.path, made.name, made.closed_on) == ("HO/B02/B011/", "滨江分理处", TODAY)
    assert "滨江分理处" not in browser.get("/admin/branches/").content.decode()
    assert "滨江分理处" in browser.get("/admin/branches/?closed").content.decode()
    browser.post(f"/admin/branches/{made.uuid}/reopen")
    browser.post(f"/admin/teams/{team.uuid}/reopen")
    assert Team.objects.get(pk=team.pk).closed_on is None


def test_a_branch_is_not_offered_itself_to_move_to(cast: Cast, sign_in: SignIn) -> None:
    home = Branch.objects.get(code="B01")
    assert sign_in(cast.admin).post(f"/admin/branches/{home.uuid}/move", {"to": home.uuid}).status_code == 422


# --- standing in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["id", "rm2", "陆承安", "lca"])
def test_a_person_names_a_stand_in_by_choice_number_name_or_pinyin(cast: Cast, sign_in: SignIn, named: str) -> None:
    sent = {"from_date": TODAY, "to_date": TODAY + DAY, "reason": "年休假"}
    who = {"stand_in": cast.rm2.uuid} if named == "id" else {"stand_in-q": named}
    answer = sign_in(cast.rm).post("/account/delegation/new", {**sent, **who})
    assert answer.status_code == 302
    made = Delegation.objects.latest("pk")
    assert (made.absent, made.stand_in) == (cast.rm, cast.rm2)
    page = sign_in(cast.rm2).get("/").content.decode()
    assert "沈若溪" in page  # the banner


def test_several_of_a_name_are_offered_and_a_leaver_is_nobody(cast: Cast, sign_in: SignIn) -> None:
    sent = {"from_date": TODAY, "to_date": TODAY + DAY, "reason": "年休假"}
    answer = sign_in(cast.rm).post("/account/delegation/new", {**sent, "stand_in-q": "s"})
    assert answer.status_code == 422
    assert answer.content.decode().count('type="radio"') > 1
    answer = sign_in(cast.rm).post("/account/delegation/new", {**sent, "stand_in-q": "000187"})
    assert list(answer.context["form"].errors) == ["stand_in"]


def test_a_lead_settles_the_leave_of_the_team_and_of_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    sent = {"from_date": TODAY, "to_date": TODAY + DAY, "reason": "病假", "stand_in": cast.rm2.uuid}
    browser = sign_in(cast.lead)
    assert browser.post("/account/delegation/new?other", {**sent, "absent": cast.rm.uuid}).status_code == 302
    assert browser.post("/account/delegation/new?other", {**sent, "absent": cast.rm3.uuid}).status_code == 403
    own = sign_in(cast.rm3).post("/account/delegation/new?other", {**sent, "absent": cast.rm.uuid})
    assert own.status_code == 302
    assert Delegation.objects.latest("pk").absent == cast.rm3  # who settles nobody's leave speaks of their own


def test_an_administrator_names_a_stand_in_on_the_persons_page(cast: Cast, sign_in: SignIn) -> None:
    sent = {"from_date": TODAY, "to_date": TODAY + DAY, "reason": "病假", "stand_in": cast.rm2.uuid}
    sign_in(cast.admin).post(f"/admin/people/{cast.rm.uuid}/delegate", sent)
    assert Delegation.objects.latest("pk").made_by == cast.admin


def test_a_delegation_is_withdrawn_by_one_of_the_two_and_unknown_to_outsiders(cast: Cast, sign_in: SignIn) -> None:
    made = delegations.delegate(
        cast.rm3, by=cast.rm3, stand_in=cast.product, from_date=TODAY, to_date=TODAY, reason="leave"
    )
    address = f"/account/delegation/{made.uuid}/withdraw"
    assert sign_in(cast.rm).post(address).status_code == 404
    assert sign_in(cast.hr).post(address).status_code == 403
    assert sign_in(cast.product).post(address).status_code == 302
    assert Delegation.objects.get(pk=made.pk).withdrawn_at
    assert "已撤销" in sign_in(cast.product).get("/account/delegation/").content.decode()
