"""Tokens: issued, used, worn out, revoked."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from calling import call, issued
from cast import Cast
from django.test import Client, RequestFactory
from django.utils import timezone

from qiao.desk.api import actions, bearer, queries
from qiao.desk.api.models import Token
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, sessions
from qiao.desk.people.models import User
from qiao.desk.server.models import Installation


def told(code: str) -> list[Event]:
    """Events of one code."""
    return list(Event.objects.filter(code=code))


def test_only_the_hash_of_a_token_is_kept(cast: Cast) -> None:
    token, secret = issued(cast.rm)
    assert secret.startswith(token.prefix) and len(secret) > 50
    assert token.hash == queries.digest(secret)
    row = Token.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row)
    assert secret not in str([event.details for event in Event.objects.all()])


def test_issuing_and_the_first_use_are_events(cast: Cast) -> None:
    token, secret = issued(cast.rm)
    assert [(event.by, event.on_uuid) for event in told("token.issued")] == [(cast.rm, token.uuid)]
    assert told("token.issued")[0].details["scopes"] == token.scopes
    call(secret, "/api/me")
    call(secret, "/api/me")
    assert [(event.by, event.on_uuid) for event in told("token.first_used")] == [(cast.rm, token.uuid)]


def test_the_last_use_is_noted_once_an_hour(cast: Cast) -> None:
    token, secret = issued(cast.rm)
    call(secret, "/api/me")
    token.refresh_from_db()
    first = token.last_used_at
    call(secret, "/api/me")
    token.refresh_from_db()
    assert token.last_used_at == first
    Token.objects.update(last_used_at=timezone.now() - timedelta(hours=2))
    call(secret, "/api/me")
    token.refresh_from_db()
    assert token.last_used_at and first and token.last_used_at > first
    assert len(told("token.first_used")) == 1


def test_who_may_not_work_without_a_second_factor_has_no_token_that_works_without(cast: Cast) -> None:
    Installation.objects.all().delete()  # no sample, which needs none
    assert call(cast.rm, "/api/me").status_code == 200
    secret = issued(cast.hr).secret
    answer = call(secret, "/api/me")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (403, "#not-allowed")
    assert "second factor" in answer.json()["detail"] or "第二" in answer.json()["detail"]
    assert [event.details["reason"] for event in told("token.refused")] == ["no_second_factor"]
    TOTP.activate(cast.hr, generate_totp_secret())
    assert call(secret, "/api/me").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"days": -1}, "expires_on"),
        ({"days": 366}, "expires_on"),
        ({"per_minute": 0}, "per_minute"),
        ({"per_minute": 601}, "per_minute"),
    ],
)
def test_a_token_has_bounds(cast: Cast, wanted: dict[str, Any], field: str) -> None:
    if "days" in wanted:
        wanted = {"expires_on": calendar.today() + timedelta(days=wanted["days"])}
    with pytest.raises(RefusedError) as refusal:
        issued(cast.rm, **wanted)
    assert refusal.value.field == field
    assert not Token.objects.exists()


def test_nobody_has_more_than_ten_tokens_that_work(cast: Cast) -> None:
    tokens = [issued(cast.rm).token for _ in range(actions.MOST_AT_ONCE)]
    with pytest.raises(RefusedError):
        issued(cast.rm)
    actions.revoke(tokens[0], by=cast.rm)
    issued(cast.rm)


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    token, secret = issued(cast.rm)
    actions.revoke(token, by=cast.rm)
    assert call(secret, "/api/me").status_code == 401
    assert [event.by for event in told("token.revoked")] == [cast.rm]
    with pytest.raises(RefusedError):
        actions.revoke(token, by=cast.rm)


def test_an_expired_token_opens_nothing_and_its_last_day_is_included(cast: Cast) -> None:
    _, secret = issued(cast.rm, expires_on=calendar.today())
    assert call(secret, "/api/me").status_code == 200
    Token.objects.update(expires_on=calendar.today() - timedelta(days=1))
    assert call(secret, "/api/me").status_code == 401


def test_a_leavers_token_is_dead_at_once(cast: Cast) -> None:
    _, secret = issued(cast.rm)
    cast.rm.left_on = calendar.today()
    cast.rm.save()
    assert call(secret, "/api/me").status_code == 401
    assert [event.details["reason"] for event in told("token.refused")] == ["left"]


def test_a_leavers_token_does_not_come_back_with_the_person(cast: Cast) -> None:
    _, secret = issued(cast.rm)
    people.leave(cast.rm, by=cast.admin, on=calendar.today())
    people.come_back(cast.rm, by=cast.admin)
    assert call(secret, "/api/me").status_code == 401


def test_no_token_reads_in_the_shadow_of_a_justified_session(cast: Cast, rf: RequestFactory) -> None:
    _, secret = issued(cast.admin)
    sessions.open_one(by=cast.admin, reason="an auditor asked for it in writing", minutes=5)
    request = rf.get("/api/me", headers={"Authorization": f"Bearer {secret}"})
    bearer.admit(request)
    assert User.objects.get(pk=cast.admin.pk).reach.in_session
    assert not request.user.reach.in_session


def test_an_administrator_revokes_anyones_and_nobody_else_does(cast: Cast) -> None:
    token = issued(cast.rm).token
    for person in (cast.rm2, cast.lead, cast.branch, cast.auditor):
        with pytest.raises(NotAllowedError):
            actions.revoke(token, by=person)
    actions.revoke(token, by=cast.admin)


def test_tokens_are_seen_by_their_person_the_administrator_and_the_auditor(cast: Cast) -> None:
    token = issued(cast.rm).token
    seen = {person.staff_number: Token.objects.visible_to(person).contains(token) for person in User.objects.all()}
    assert {name for name, sees in seen.items() if sees} == {"rm", "admin", "auditor"}


def test_a_session_opens_nothing(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.admin)
    assert browser.get("/api/me").status_code == 401
    assert browser.post("/api/me", content_type="application/json").status_code == 405


def test_the_token_counts_though_another_session_is_sent_along(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.admin)
    answer = browser.get("/api/me", headers={"Authorization": f"Bearer {issued(cast.rm).secret}"})
    assert answer.json()["person"]["staff_number"] == "rm"


def test_a_token_is_used_so_many_times_a_minute(cast: Cast) -> None:
    _, secret = issued(cast.rm, per_minute=3)
    answers = [call(secret, "/api/me") for _ in range(4)]
    # The minute may change in the middle of the test: then the count begins anew.
    if [answer.status_code for answer in answers] != [200, 200, 200, 429]:
        answers = [call(secret, "/api/me") for _ in range(4)]
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].headers["Content-Type"] == "application/problem+json"


def test_who_tries_many_tokens_is_told_to_wait_but_a_live_one_still_works(cast: Cast) -> None:
    _, secret = issued(cast.rm)
    statuses = [call(f"qiao_{number}", "/api/me").status_code for number in range(2 * bearer.FAILURES_A_MINUTE + 1)]
    assert set(statuses) == {401, 429}
    assert call(secret, "/api/me").status_code == 200
    assert 0 < len(told("token.refused")) <= statuses.count(401)
    assert {event.details["reason"] for event in told("token.refused")} == {"unknown"}


def test_a_token_without_the_scope_is_refused(cast: Cast) -> None:
    _, secret = issued(cast.rm)
    Token.objects.update(scopes=["nothing:else"])
    answer = call(secret, "/api/people", headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This token lacks the scope people:read."
    assert 'scope="people:read"' in answer.headers["WWW-Authenticate"]
