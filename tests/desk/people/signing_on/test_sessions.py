"""How long a session lasts, who ends it, and proof again in its midst."""

import time
from collections.abc import Callable

import pytest
from cast import Cast
from django.test import Client
from django.utils import translation

from qiao.desk.audit.models import Event
from qiao.desk.people import proof
from qiao.desk.people.signing_on import actions, pages


def sign_on(number: str = "rm") -> Client:
    client = Client()
    assert client.post("/account/login/", {"login": number, "password": "qiao-sample"}).status_code == 302
    return client


def age(client: Client, **values: float) -> None:
    session = client.session
    for name, seconds in values.items():
        session[name] = time.time() - seconds
    session.save()


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_session_that_nobody_uses_ends(cast: Cast, client: Client) -> None:
    client = sign_on()
    assert is_in(client)
    age(client, seen_at=59 * 60)
    assert is_in(client)
    assert client.session["seen_at"] > time.time() - 5
    age(client, seen_at=61 * 60)
    assert not is_in(client)
    assert Event.objects.latest("pk").code == "user.session_expired"


def test_a_session_ends_after_a_working_day_in_any_case(cast: Cast) -> None:
    client = sign_on()
    is_in(client)
    age(client, began_at=8 * 60 * 60 + 1)
    assert not is_in(client)


def test_a_fragment_of_an_ended_session_moves_the_page_to_sign_in(cast: Cast, client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/account/?a=1"}
    assert client.get("/", headers=headers).headers["HX-Redirect"] == "/account/login/?next=%2Faccount%2F%3Fa%3D1"


def test_browsers_that_ask_for_the_sign_by_its_old_name_are_sent_to_it(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("/ui/qiao.svg")


def test_an_administrator_ends_sessions(cast: Cast) -> None:
    mine, other = sign_on(), sign_on("rm2")
    assert actions.end_sessions(cast.rm, by=cast.admin) == 1
    assert not is_in(mine)
    assert is_in(other)
    event = Event.objects.get(code="user.sessions_ended")
    assert (event.by, event.on_uuid, event.details) == (cast.admin, cast.rm.uuid, {"count": 1})


def test_one_ends_ones_own_other_sessions(cast: Cast) -> None:
    here, there = sign_on(), sign_on()
    assert here.get("/account/").content.count(b"127.0.0.1") == 2
    here.post("/account/sessions/end/")
    assert is_in(here)
    assert not is_in(there)


def test_a_leavers_session_ends_at_the_next_request(cast: Cast) -> None:
    client = sign_on()
    cast.rm.left_on = "2024-06-30"
    cast.rm.save()
    assert not is_in(client)


def test_signing_on_is_proof_for_five_minutes(cast: Cast) -> None:
    client = sign_on()
    assert client.get("/account/password/").status_code == 200
    age(client, proved_at=proof.LASTS.total_seconds() + 1)
    assert client.get("/account/password/").headers["Location"] == "/account/proof/?next=%2Faccount%2Fpassword%2F"


def test_proof_leads_back_to_the_act(cast: Cast, sign_in: Callable[..., Client]) -> None:
    browser = sign_in(cast.rm)
    path = "/account/proof/?next=/account/password/"
    assert browser.post(path, {"password": "wrong"}).status_code == 422
    assert browser.post(path, {"password": "qiao-sample"}).headers["Location"] == "/account/password/"
    assert browser.get("/account/password/").status_code == 200
    assert Event.objects.latest("pk").details == {"method": "password"}


def test_a_form_sent_without_proof_changes_nothing_and_is_come_back_to(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in(cast.rm)
    answer = browser.post("/account/sessions/end/", headers={"Referer": "http://testserver/account/?tab=1"})
    assert answer.headers["Location"] == "/account/proof/?next=%2Faccount%2F%3Ftab%3D1"
    assert "尚未作任何更改" in browser.get(answer.headers["Location"]).content.decode()


def test_proof_leads_to_no_other_site(cast: Cast, sign_in: Callable[..., Client]) -> None:
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        browser = sign_in(cast.rm)
        answer = browser.post("/account/proof/?next=" + address, {"password": "qiao-sample"})
        assert answer.headers["Location"] == "/"


def test_signing_on_leads_to_no_other_site(cast: Cast, client: Client) -> None:
    sent = {"login": "rm", "password": "qiao-sample", "next": "https://evil.example/"}
    assert client.post("/account/login/", sent).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
            "Edge 130 · Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36", "Chrome 156 · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari 18 · iPhone",
        ),
        ("curl/8.0", "未知浏览器"),
    ],
)
def test_browsers_have_short_names(agent: str, said: str) -> None:
    with translation.override("zh-hans"):
        assert pages.browser(agent) == said
