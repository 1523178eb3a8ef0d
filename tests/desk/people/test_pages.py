"""Pages of the admin room: who opens them, what the list and the picker find, how a session shows."""

from collections.abc import Callable

import pytest
from cast import Cast
from django.test import Client

from qiao.desk.audit.models import Event
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, sessions
from qiao.desk.people.middleware import COOKIE
from qiao.desk.people.models import Branch, JustifiedSession, Team, User

SignIn = Callable[..., Client]
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


def test_ones_account_offers_the_language_that_is_spoken(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    for cookie, language in (("en", "en"), ("zh-hans", "zh-hans")):
        browser.cookies[COOKIE] = cookie
        assert browser.get("/account/").context["preferences"]["language"].value() == language
    User.objects.filter(pk=cast.rm.pk).update(language="en")
    assert browser.get("/account/").context["preferences"]["language"].value() == "en"


# --- the list and the picker ------------------------------------------------------------------------------------------


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
        ("branch=no-such-branch&role=hr", ["hr", "hr2"]),
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
    assert len(names(browser.get("/admin/people/?page=2"))) == 24
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


# --- justified sessions -----------------------------------------------------------------------------------------------


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
