"""What holds a NUL character is answered as a request that can't be read, and never reaches the database."""

from collections.abc import Callable

import pytest
from calling import call, issued
from cast import Cast
from django.test import Client

NOBODYS = "00000000-0000-4000-8000-000000000000"
TITLES = {"": "无法识别该请求", "en": "We could not read this request"}
ADDRESSES = [
    "/ui/search/?q=%00",
    "/ui/search/?%00=1",
    "/clients/?manager=%00",
    f"/score/{NOBODYS}/r%00m/",
    f"/growth/quality/{NOBODYS}/r%00m/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_nul_is_told_so_in_both_languages(
    cast: Cast, sign_in: Callable[..., Client], address: str
) -> None:
    for language, title in TITLES.items():
        cast.hr.language = language
        cast.hr.save()
        answer = sign_in(cast.hr).get(address)
        assert (answer.status_code, title in answer.content.decode()) == (400, True)


def test_a_form_with_a_nul_is_told_so_whoever_sends_it(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert Client().post("/account/login/", {"login": "r\0m", "password": "x"}).status_code == 400
    plain = {"content_type": "application/x-www-form-urlencoded"}
    assert sign_in(cast.rm).post("/account/preferences/", "language=%00", **plain).status_code == 400


def test_two_percent_signs_are_no_nul(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert sign_in(cast.rm).get("/ui/search/?q=%2500").status_code == 200


def test_the_api_says_it_as_a_problem(cast: Cast) -> None:
    secret = issued(cast.rm).secret
    for path, status in (("/api/people?q=%00", 422), ("/api/peo%00ple", 404)):
        answer = call(secret, path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
