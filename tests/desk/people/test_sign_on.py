"""What the admin room shows of sign-on, and what an administrator does to somebody's."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cast import Cast
from django.conf import settings
from django.test import Client
from django.urls import reverse

from qiao.desk.audit.models import Event
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people
from qiao.desk.people.models import JustifiedSession, User
from qiao.desk.people.signing_on import actions, lockout, oversight, queries
from qiao.desk.server.models import Installation

SignIn = Callable[..., Client]
ACTS = ("give_password", "unlock", "end_sessions", "remove_factors")
TODAY = calendar.today()
REASON = "check a handover that failed"


def sign_on(number: str, password: str = "qiao-sample") -> Client:
    client = Client()
    client.post("/account/login/", {"login": number, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def lock(number: str) -> None:
    for _ in range(lockout.PERSON_TRIES):
        sign_on(number, "wrong")


def act(name: str, person: User) -> str:
    return reverse(f"people:{name}", args=[person.uuid])


# --- proof -----------------------------------------------------------------------------------------------------------


def test_a_justified_session_asks_for_proof_first_and_comes_back(cast: Cast, sign_in: SignIn) -> None:
    browser, sent = sign_in(cast.admin), {"reason": REASON, "minutes": 10}
    proof = browser.get("/admin/sessions/open").headers["Location"]
    assert proof == "/account/proof/?next=%2Fadmin%2Fsessions%2Fopen"
    assert browser.post("/admin/sessions/open", sent).headers["Location"].startswith("/account/proof/")
    assert not JustifiedSession.objects.exists()
    assert browser.post(proof, {"password": "qiao-sample"}).headers["Location"] == "/admin/sessions/open"
    assert browser.get("/admin/sessions/open").status_code == 200
    browser.post("/admin/sessions/open", sent)
    assert JustifiedSession.objects.get().reason == REASON


@pytest.mark.parametrize("name", ACTS)
def test_what_is_done_to_a_sign_on_asks_for_proof_and_is_an_administrators(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    address = act(name, cast.rm)
    assert sign_in(cast.admin).get(address).headers["Location"].startswith("/account/proof/")
    assert sign_in(cast.admin).post(address).headers["Location"].startswith("/account/proof/")
    for who in (cast.auditor, cast.lead, cast.rm):
        assert sign_in(who, proved=True).get(address).status_code == 403
        assert sign_in(who, proved=True).post(address).status_code == 403
    assert not Event.objects.filter(on_uuid=cast.rm.uuid, code__startswith="user.password").exists()
    browser = sign_in(cast.admin, proved=True)
    assert browser.get(address).status_code == 200
    assert browser.get(act(name, cast.admin)).status_code == browser.post(act(name, cast.admin)).status_code == 403


# --- the acts --------------------------------------------------------------------------------------------------------


def test_a_one_time_password_is_shown_once_and_ends_the_sessions(cast: Cast, sign_in: SignIn) -> None:
    theirs, browser = sign_on("rm"), sign_in(cast.admin, proved=True)
    page = browser.post(act("give_password", cast.rm))
    password = page.context["password"]
    assert password in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert password not in browser.get(cast.rm.get_absolute_url()).content.decode()
    assert not is_in(theirs)
    assert sign_on("rm", password).get("/").headers["Location"] == "/account/password/"
    given = Event.objects.get(code="user.password_given")
    assert (given.by, given.on_uuid, given.details) == (cast.admin, cast.rm.uuid, {})
    assert password not in str(list(Event.objects.values()))


def test_no_password_is_given_to_a_leaver_or_where_the_directory_keeps_them(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(cast.admin, proved=True)
    gone = User.objects.get(staff_number="000187")
    assert browser.post(act("give_password", gone)).status_code == 422
    monkeypatch.setitem(settings.LDAP, "only", True)
    assert browser.post(act("give_password", cast.rm)).status_code == 422


def test_an_administrator_unlocks_ends_sessions_and_removes_factors(cast: Cast, sign_in: SignIn) -> None:
    browser, theirs = sign_in(cast.admin, proved=True), sign_on("rm")
    lock("rm")
    TOTP.activate(cast.rm, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser.post(act("unlock", cast.rm))
    assert lockout.locked_until(cast.rm) is None
    browser.post(act("end_sessions", cast.rm))
    assert not is_in(theirs)
    browser.post(act("remove_factors", cast.rm))
    assert not Authenticator.objects.filter(user=cast.rm).exists()
    done = Event.objects.filter(on_uuid=cast.rm.uuid, by=cast.admin, code__startswith="user.").order_by("pk")
    codes = ["user.unlocked", "user.sessions_ended", "user.factors_removed", "user.sessions_ended"]
    assert list(done.values_list("code", flat=True))[-4:] == codes


def test_an_old_session_never_works_again_when_somebody_comes_back(cast: Cast) -> None:
    now, later = sign_on("rm"), sign_on("rm2")
    assert (is_in(now), is_in(later)) == (True, True)
    people.leave(cast.rm, by=cast.admin, on=TODAY)
    User.objects.filter(pk=cast.rm2.pk).update(left_on=TODAY)  # said days ago; the session began before that day
    for person in (cast.rm, cast.rm2):
        people.come_back(person, by=cast.admin)
    assert (is_in(now), is_in(later)) == (False, False)


def test_whoever_stays_after_all_stays_signed_in(cast: Cast) -> None:
    theirs = sign_on("rm")
    people.leave(cast.rm, by=cast.admin, on=TODAY + calendar.DAY)
    people.come_back(cast.rm, by=cast.admin)
    assert is_in(theirs)


# --- what is seen ----------------------------------------------------------------------------------------------------


def test_a_persons_page_tells_how_they_get_in(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.admin)
    actions.give_password(cast.rm, by=cast.admin)
    TOTP.activate(cast.rm2, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    sign_on("lead")
    lock("rm3")

    def seen(person: User) -> oversight.SignOn:
        found: oversight.SignOn = browser.get(person.get_absolute_url()).context["sign_on"]
        return found

    assert seen(cast.rm).given_until
    assert (seen(cast.rm2).has_app, seen(cast.rm2).has_passkey) == (True, False)
    assert seen(cast.rm3).locked_until
    assert (seen(cast.lead).sessions, seen(cast.rm).sessions) == (1, 0)
    assert not seen(cast.hr).lacks_factor  # a sample asks nobody
    assert act("unlock", cast.rm3) in browser.get(cast.rm3.get_absolute_url()).content.decode()
    assert "/sign-on/" not in re.sub(
        '"/admin/sign-on/"', "", sign_in(cast.auditor).get(cast.rm3.get_absolute_url()).content.decode()
    )
    Installation.objects.all().delete()
    assert oversight.of_person(cast.hr).lacks_factor


def test_who_is_locked_out_stands_on_the_overview_and_the_sign_on_page(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.auditor)
    assert browser.get("/admin/").context["locks"] == oversight.Locks([], 0)
    lock("rm3")
    lock("nobody")
    for address in ("/admin/", "/admin/sign-on/"):
        locks = browser.get(address).context["locks"]
        assert ([one.person for one in locks.people], locks.others) == ([cast.rm3], 1)


def test_whoever_stands_in_for_an_assessment_officer_needs_a_second_factor_too(cast: Cast, sign_in: SignIn) -> None:
    Installation.objects.all().delete()
    leave = {"from_date": TODAY, "to_date": TODAY + calendar.DAY, "reason": "leave"}
    delegations.delegate(cast.hr, by=cast.hr, stand_in=cast.product, **leave)
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm2, **leave)
    needing = {one.person for one in oversight.needing(cast.auditor)}
    assert needing == {cast.hr, User.objects.get(staff_number="hr2"), cast.admin, cast.auditor, cast.product}
    assert needing == {person for person in User.objects.active() if queries.needs_second_factor(person)}
    assert sign_in(cast.product).get("/").headers["Location"] == "/account/factors/"
    assert sign_in(cast.rm2).get("/").status_code == 200


def test_the_sign_on_page_tells_the_settings_and_no_secret(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(cast.admin)
    page = browser.get("/admin/sign-on/")
    assert (page.context["openid"], page.context["directory"]) == (None, None)
    monkeypatch.setitem(settings.OPENID, "issuer", "https://id.bank.example")
    monkeypatch.setitem(settings.LDAP, "url", "ldap://someone:swordfish-1@ldap.bank.example")
    monkeypatch.setitem(settings.LDAP, "bind_password", "swordfish-2")
    words = browser.get("/admin/sign-on/").content.decode()
    assert "https://id.bank.example" in words
    assert "ldap://ldap.bank.example" in words
    assert "swordfish" not in words


def test_a_delegation_that_ends_or_ended_stands_on_the_overview(cast: Cast, sign_in: SignIn) -> None:
    leave = {"from_date": TODAY, "to_date": TODAY + 3 * calendar.DAY, "reason": "leave"}
    made = delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm2, **leave)
    far = delegations.delegate(
        cast.rm3, by=cast.rm3, stand_in=cast.rm2, **leave | {"to_date": TODAY + 30 * calendar.DAY}
    )
    due = sign_in(cast.admin).get("/admin/").context["due"]
    assert due.returning == [made]
    assert due.away == [made, far]
