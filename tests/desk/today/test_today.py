"""The page after sign-in."""

from collections.abc import Callable

from cast import Cast
from django.test import Client


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/").headers["Location"] == "/account/login/?next=/"


def test_everyone_opens_today_in_their_own_language(cast: Cast, sign_in: Callable[..., Client]) -> None:
    page = sign_in(cast.rm).get("/")
    assert page.status_code == 200
    assert page.headers["Content-Language"] == "zh-hans"
    sign_in(cast.rm).post("/account/preferences/", {"language": "en"})
    cast.rm.refresh_from_db()
    assert sign_in(cast.rm).get("/").headers["Content-Language"] == "en"


def test_a_leaver_is_out_at_the_next_request(cast: Cast, sign_in: Callable[..., Client]) -> None:
    browser = sign_in(cast.rm)
    assert browser.get("/").status_code == 200
    cast.rm.left_on = cast.rm.posts.get().from_date
    cast.rm.save()
    assert browser.get("/").status_code == 302
