"""Pages of the admin room and of standing in: who opens them, what they cost, what their forms do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cast import Cast
from django.test import Client
from django.utils import timezone

from qiao.desk.audit import actions as audit
from qiao.desk.audit.models import Event
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people, posts, sessions
from qiao.desk.people.models import Branch, Delegation, JustifiedSession, Post, Team, User
from qiao.desk.people.signing_on import lockout
from qiao.desk.people.signing_on.models import Guesses

SignIn = Callable[..., Client]
TODAY = calendar.today()
TODAY_AT = timezone.now()
DAY = calendar.DAY
REASON = "check a handover that failed"
READS = ("", "people/", "branches/", "teams/", "roles/", "sign-on/", "sessions/", "sample/")


def addresses(cast: Cast) -> dict[str, list[str]]:
    """What is read and what is done, for one record of each kind."""
    branch, team = Branch.objects.get(code="B01"), Team.objects.get(code="T011")
    post = cast.rm.posts.get()
    person = f"people/{cast.rm.uuid}/"
    return {
        "reads": [*READS, person, f"branches/{branch.uuid}/", f"teams/{team.uuid}/"],
        "forms": [
            "people/new", f"{person}edit", f"{person}leave", f"{person}delegate", f"{person}posts/new",
            f"{person}sign-on/password", f"{person}sign-on/unlock", f"{person}sign-on/end-sessions",
            f"{person}sign-on/remove-factors",
            f"posts/{post.uuid}/edit", f"posts/{post.uuid}/end", "branches/new", f"branches/{branch.uuid}/edit",
            f"branches/{branch.uuid}/move", f"branches/{branch.uuid}/close", "teams/new", f"teams/{team.uuid}/edit",
            f"teams/{team.uuid}/close",
        ],
        "acts": [
            f"{person}come-back", f"posts/{post.uuid}/cancel", f"branches/{branch.uuid}/reopen", f"teams/{team.uuid}/reopen",
        ],
    }  # fmt: skip


def test_an_administrator_opens_every_page(cast: Cast, sign_in: SignIn) -> None:
    browser, all_of_them = sign_in(cast.admin), addresses(cast)
    for address in [*all_of_them["reads"], *all_of_them["forms"], "sessions/open"]:
        page = browser.get(f"/admin/{address}")
        assert page.status_code in {200, 302}, address
    for address in all_of_them["acts"]:
        assert browser.get(f"/admin/{address}").status_code == 405, address


def test_an_auditor_reads_and_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    browser, all_of_them = sign_in(cast.auditor), addresses(cast)
    for address in all_of_them["reads"]:
        page = browser.get(f"/admin/{address}")
        assert page.status_code == 200, address
        assert "/edit" not in page.content.decode(), address
    for address in [*all_of_them["forms"], *all_of_them["acts"], "sessions/open"]:
        assert browser.post(f"/admin/{address}").status_code == 403, address


@pytest.mark.parametrize("who", ["rm", "lead", "branch", "hr", "risk", "product", "office"])
def test_nobody_else_enters(cast: Cast, sign_in: SignIn, who: str) -> None:
    browser, all_of_them = sign_in(getattr(cast, who)), addresses(cast)
    for address in [*all_of_them["reads"], *all_of_them["forms"]]:
        assert browser.get(f"/admin/{address}").status_code == 403, address
    for address in all_of_them["acts"]:
        assert browser.post(f"/admin/{address}").status_code == 403, address


@pytest.mark.parametrize("kind", ["people", "branches", "teams"])
def test_what_does_not_exist_is_not_found(cast: Cast, sign_in: SignIn, kind: str) -> None:
    assert sign_in(cast.admin).get(f"/admin/{kind}/00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_speak_both_languages(cast: Cast, sign_in: SignIn, language: str) -> None:
    User.objects.filter(pk=cast.admin.pk).update(language=language)
    page = sign_in(cast.admin).get("/admin/people/").content.decode()
    assert ("沈若溪" in page, "Shen Ruoxi" in page) == ((True, False) if language == "zh-hans" else (False, True))


# --- what pages cost -------------------------------------------------------------------------------------------------


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


# --- the list and the picker -----------------------------------------------------------------------------------------


def names(page: object) -> list[str]:
    return [person.staff_number for person in page.context["people"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=srx", ["rm"]),
        ("q=000218", ["000218"]),
        ("role=auditor", ["auditor"]),
        ("state=left", ["000187"]),
        ("role=rm&sort=-staff_number", ["rm3", "rm2", "rm", "000218"]),
        ("q=nobody", []),
        ("branch=no-such-branch&role=hr", ["hr"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(cast: Cast, sign_in: SignIn, query: str, found: list[str]) -> None:
    assert names(sign_in(cast.admin).get(f"/admin/people/?{query}")) == found


def test_the_list_of_a_branch_holds_whoever_works_in_or_below_it(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.admin).get(f"/admin/people/?branch={Branch.objects.get(code='B01').uuid}")
    assert set(names(page)) == {"rm", "rm2", "lead", "branch", "000218"}


def test_people_without_a_post_stand_out(cast: Cast, sign_in: SignIn) -> None:
    people.write_down(by=cast.admin, staff_number="000300", name="单青禾")
    assert names(sign_in(cast.admin).get("/admin/people/?state=idle")) == ["000300"]
    assert "000300" in sign_in(cast.admin).get("/admin/").content.decode()


def test_a_long_list_comes_in_pages_of_fifty(cast: Cast, sign_in: SignIn) -> None:
    User.objects.bulk_create(User(staff_number=f"9{number:05}", name="钱", name_key="qian2") for number in range(60))
    browser = sign_in(cast.admin)
    assert len(names(browser.get("/admin/people/"))) == 50
    assert len(names(browser.get("/admin/people/?page=2"))) == 23
    assert len(names(browser.get("/admin/people/?page=nonsense"))) == 50


def test_everybody_finds_colleagues_in_a_picker_but_no_leavers(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    assert "顾明远" in browser.get("/admin/people/pick?q=gmy").content.decode()
    assert "顾明远" in browser.get("/admin/people/pick?field=stand_in&stand_in-q=顾").content.decode()
    assert browser.get("/admin/people/pick?q=qys").content.decode().strip() == ""
    assert browser.get("/admin/people/pick?q=").content.decode().strip() == ""
    assert 'name="person"' in browser.get('/admin/people/pick?q=gmy&field="><script>').content.decode()


def test_a_picker_lists_twenty_at_most(cast: Cast, sign_in: SignIn) -> None:
    for number in range(25):
        User.objects.create(staff_number=f"9{number:05}", name=f"钱{number}")
    assert sign_in(cast.rm).get("/admin/people/pick?q=钱").content.decode().count('type="radio"') == 20


# --- forms -----------------------------------------------------------------------------------------------------------


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


# --- standing in -----------------------------------------------------------------------------------------------------


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


# --- justified sessions ----------------------------------------------------------------------------------------------


def test_a_session_shows_on_every_page_until_it_is_ended(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.admin)
    sessions.open_one(by=cast.admin, reason=REASON, minutes=10)
    made = JustifiedSession.objects.get()
    end = f"/admin/sessions/{made.uuid}/end"
    browser.get("/admin/people/")
    read = Event.objects.latest("pk")
    assert (read.code, read.by, read.session) == ("page.seen", cast.admin, made.uuid)
    assert end in browser.get("/").content.decode()
    assert REASON in sign_in(cast.auditor).get("/admin/sessions/").content.decode()
    assert sign_in(cast.auditor).post(end).status_code == 403
    browser.post(end)
    assert end not in browser.get("/").content.decode()
    assert browser.post(end).status_code == 302


def test_the_search_box_finds_people_for_those_with_business_in_the_room(cast: Cast, sign_in: SignIn) -> None:
    assert cast.rm.get_absolute_url() in sign_in(cast.admin).get("/ui/search/?q=srx").content.decode()
    assert cast.rm.get_absolute_url() not in sign_in(cast.rm2).get("/ui/search/?q=srx").content.decode()
