"""Staff number and password."""

import re
from collections.abc import Callable

import pytest
from cast import Cast
from django.test import Client
from django.urls import NoReverseMatch, reverse
from light_hashing import LightArgon2

from qiao.desk.audit.models import Event
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import actions
from qiao.desk.server.models import Installation

PASSWORD = "qiao-sample"


def sign_on(client: Client, number: str, password: str = PASSWORD, **headers: str) -> int:
    return client.post("/account/login/", {"login": number, "password": password}, headers=headers).status_code


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_person_signs_on_and_off(cast: Cast, client: Client) -> None:
    assert sign_on(client, "rm") == 302
    assert is_in(client)
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert not is_in(client)
    events = [
        (event.code, event.by, event.details)
        for event in Event.objects.filter(code__startswith="user.signed").order_by("pk")
    ]
    assert events == [("user.signed_in", cast.rm, {"method": "password"}), ("user.signed_out", cast.rm, {})]


def test_passwords_are_kept_by_argon2(cast: Cast) -> None:
    assert cast.rm.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("number", ["rm", "nobody"])
def test_a_wrong_password_and_an_unknown_person_read_the_same(cast: Cast, client: Client, number: str) -> None:
    answer = client.post("/account/login/", {"login": number, "password": "wrong"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "工号或密码不正确" in page
    event = Event.objects.latest("pk")
    assert (event.code, event.details) == ("user.refused", {"reason": "password"})
    assert event.on_uuid == (cast.rm.uuid if number == "rm" else None)
    assert "nobody" not in str(event.details)


@pytest.mark.parametrize("number", ["rm", "nobody"])
def test_an_unknown_person_costs_a_hash_as_well(
    cast: Cast, client: Client, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    for name in ("encode", "verify"):
        really = getattr(LightArgon2, name)
        counted = lambda *args, really=really: (hashed.append(1), really(*args))[1]  # noqa: E731
        monkeypatch.setattr(LightArgon2, name, counted)
    sign_on(client, number, "wrong")
    assert len(hashed) == 1


def test_a_leaver_is_told_what_a_stranger_is_told(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.rm.pk).update(left_on="2024-06-30")
    assert sign_on(client, "rm") == 422
    assert not is_in(client)


def test_nobody_registers(cast: Cast, client: Client) -> None:
    for name in (
        "account_signup",
        "socialaccount_signup",
        "mfa_signup_webauthn",
        "account_reset_password",
        "account_email",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in (
        "signup",
        "signup/passkey",
        "email",
        "password/reset",
        "social/signup",
        "_allauth/browser/v1/auth/signup",
    ):
        assert client.post(f"/account/{path}/").status_code == 404


def test_a_session_gets_a_new_key_at_sign_on(cast: Cast, client: Client) -> None:
    client.get("/account/login/")
    sign_on(client, "rm")
    before = client.session.session_key
    client.post("/account/logout/")
    sign_on(client, "rm")
    assert client.session.session_key != before


def test_a_password_given_by_an_administrator_is_for_one_sign_on(cast: Cast, client: Client) -> None:
    password = actions.give_password(cast.rm, by=cast.admin)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert sign_on(client, "rm") == 422
    assert sign_on(client, "rm", password) == 302
    assert client.get("/").headers["Location"] == "/account/password/"
    mine = "my own long words"
    assert client.post("/account/password/", {"password": mine, "again": "other"}).status_code == 422
    assert client.post("/account/password/", {"password": mine, "again": mine}).status_code == 302
    assert is_in(client)
    assert sign_on(Client(), "rm", password) == 422
    assert sign_on(Client(), "rm", mine) == 302


def test_a_given_password_runs_out(cast: Cast, client: Client) -> None:
    password = actions.give_password(cast.rm, by=cast.admin)
    row = cast.rm.first_password
    row.expires_at -= actions.FIRST_PASSWORD_LASTS
    row.save()
    assert sign_on(client, "rm", password) == 422


@pytest.mark.parametrize("password", ["short", "1234567890123", "shenruoxi1"])
def test_a_weak_password_is_refused(cast: Cast, sign_in: Callable[..., Client], password: str) -> None:
    User.objects.filter(pk=cast.rm.pk).update(name_en="shenruoxi")
    answer = sign_in(cast.rm, proved=True).post("/account/password/", {"password": password, "again": password})
    assert answer.status_code in {200, 422}


def test_a_new_password_ends_every_other_session(cast: Cast, client: Client) -> None:
    other = Client()
    assert sign_on(other, "rm") == sign_on(client, "rm") == 302
    client.post("/account/password/", {"password": "a new long word", "again": "a new long word"})
    assert is_in(client)
    assert not is_in(other)


def test_a_card_signs_a_sample_person_on(cast: Cast, client: Client) -> None:
    assert client.post("/account/login/sample/", {"staff_number": "rm"}).status_code == 302
    assert is_in(client)
    assert client.get("/account/login/sample/").status_code == 405
    assert Client().post("/account/login/sample/", {"staff_number": "nobody"}).status_code == 404


def test_outside_a_sample_there_are_no_cards(cast: Cast, client: Client) -> None:
    assert b"/account/login/sample/" in client.get("/account/login/").content
    Installation.objects.all().delete()
    assert client.post("/account/login/sample/", {"staff_number": "rm"}).status_code == 404
    assert b"/account/login/sample/" not in client.get("/account/login/").content
