"""The room's pages: what the API can do, and one's tokens."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from calling import call, issued, soon
from cast import Cast
from django.test import Client

from qiao.desk.api import guide
from qiao.desk.api.models import Token
from qiao.desk.api.problems import KINDS
from qiao.desk.audit.models import Event
from qiao.desk.people import calendar

SignIn = Callable[..., Client]


def test_the_guide_lists_every_operation_in_both_languages(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    for language, title in (("zh-hans", "同事名录"), ("en", "Directory of colleagues")):
        browser.post("/account/preferences/", {"language": language})
        page = browser.get("/api/").content.decode()
        assert title in page
        for operation in guide.operations("http://testserver"):
            assert f"{operation.method} {operation.path}" in page
        assert all(f'id="{kind.code}"' in page for kind in KINDS)


def test_strangers_are_sent_to_sign_in(client: Client, db: None) -> None:
    for path in ("/api/", "/api/tokens/", "/api/tokens/new/", "/api/tokens/everyone/"):
        assert client.get(path).status_code == 302


def test_a_token_is_shown_once(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm, proved=True)
    assert browser.get("/api/tokens/new/").status_code == 200
    sent = {"name": "数据仓库", "scopes": ["people:read"], "expires_on": soon().isoformat(), "per_minute": 60}
    page = browser.post("/api/tokens/new/", sent)
    token = Token.objects.get()
    assert (token.user, token.name, token.scopes, token.per_minute) == (cast.rm, "数据仓库", ["people:read"], 60)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert call(secret, "/api/me").status_code == 200
    listed = browser.get("/api/tokens/").content.decode()
    assert token.prefix in listed and secret not in listed


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["audit:read"]}, "scopes"),
        ({"name": ""}, "name"),
        ({"expires_on": "2000-01-01"}, "expires_on"),
        ({"per_minute": 100_000}, "per_minute"),
        ({"per_minute": 9_000}, "per_minute"),
    ],
)
def test_a_token_that_may_not_be_is_refused(
    cast: Cast, sign_in: SignIn, changed: dict[str, object], field: str
) -> None:
    sent = {"name": "test", "scopes": ["people:read"], "expires_on": soon().isoformat(), "per_minute": 60, **changed}
    page = sign_in(cast.rm, proved=True).post("/api/tokens/new/", sent)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Token.objects.exists()


def test_a_token_is_made_only_by_who_has_just_proved_who_they_are(cast: Cast, sign_in: SignIn) -> None:
    sent = {"name": "test", "scopes": ["people:read"], "expires_on": soon().isoformat(), "per_minute": 60}
    for answer in (sign_in(cast.rm).get("/api/tokens/new/"), sign_in(cast.rm).post("/api/tokens/new/", sent)):
        assert answer.headers["Location"].startswith("/account/proof/")
    assert not Token.objects.exists()


def test_only_an_auditor_is_offered_the_audit_trail(cast: Cast, sign_in: SignIn) -> None:
    assert "audit:read" not in sign_in(cast.admin, proved=True).get("/api/tokens/new/").content.decode()
    assert "audit:read" in sign_in(cast.auditor, proved=True).get("/api/tokens/new/").content.decode()


def test_revoking_is_for_ones_own_tokens_and_for_the_administrator(cast: Cast, sign_in: SignIn) -> None:
    token, secret = issued(cast.rm)
    path = f"/api/tokens/{token.uuid}/revoke/"
    assert sign_in(cast.rm2).post(path).status_code == 404
    assert sign_in(cast.auditor).post(path).status_code == 403
    assert sign_in(cast.rm).get(path).status_code == 405
    assert sign_in(cast.admin).post(path).status_code == 302
    assert call(secret, "/api/me").status_code == 401
    assert [event.by for event in Event.objects.filter(code="token.revoked")] == [cast.admin]
    assert sign_in(cast.rm).post(path).status_code == 302  # once more changes nothing
    assert Event.objects.filter(code="token.revoked").count() == 1


def test_everyones_tokens_are_for_administrators_and_auditors(cast: Cast, sign_in: SignIn) -> None:
    token = issued(cast.rm).token
    for person, status in ((cast.rm2, 403), (cast.branch, 403), (cast.auditor, 200), (cast.admin, 200)):
        page = sign_in(person).get("/api/tokens/everyone/")
        assert page.status_code == status
        assert (token.prefix in page.content.decode()) == (status == 200)
    assert token.prefix not in sign_in(cast.rm2).get("/api/tokens/").content.decode()


def test_a_list_of_tokens_says_how_each_stands(cast: Cast, sign_in: SignIn) -> None:
    first, second = issued(cast.rm).token, issued(cast.rm).token
    Token.objects.filter(pk=first.pk).update(expires_on=calendar.today() - timedelta(days=1))
    browser = sign_in(cast.rm)
    browser.post(f"/api/tokens/{second.uuid}/revoke/")
    page = browser.get("/api/tokens/").content.decode()
    assert "已过期" in page and "已吊销" in page and "有效</span>" not in page
