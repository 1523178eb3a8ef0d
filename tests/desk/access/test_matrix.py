"""Every address × everyone of the cast × inside, outside and handed over; and nothing of an outsider's record on any page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import delivered
import pytest
from access_row import EVERYONE, Row, address_of
from access_rows import ROWS
from access_world import World, build
from calling import call, issued
from cast import Cast
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from qiao.desk.api.actions import MOST_A_MINUTE
from qiao.desk.people.models import User

# Signing on has tests of its own: what it shows does not hang on who has signed in.
ELSEWHERE = ("account_", "mfa_", "server:", "api:nothing")


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The bank of the matrix."""
    settings.HOME = tmp_path
    return build(cast, delivered.store_once(tmp_path_factory))


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The name of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, space + inner)
        else:
            yield f"{space}{pattern.name}"


def test_every_address_has_its_row() -> None:
    names = {name for name in addresses(get_resolver().url_patterns) if not name.startswith(ELSEWHERE)}
    assert names - {row.name for row in ROWS} == set(), "say in access_rows.py who may"
    assert {row.name for row in ROWS} - names == set(), "rows of addresses that are gone"


@pytest.fixture
def asked(world: World, sign_in: Callable[..., Client]) -> Callable[[str, Row, str], HttpResponse]:
    """`asked(name, row, key)` asks as somebody for the page, or sends what the act is sent."""

    secrets: dict[str, str] = {}
    browsers: dict[str, tuple[Client, str, dict[str, Any]]] = {}

    def browser_of(name: str, person: User) -> Client:
        """The person's browser, signed in and proved; afresh once an act has changed what it or the server keeps of that."""
        if name in browsers:
            browser, cookies, kept = browsers[name]
            if browser.cookies.output() == cookies and dict(browser.session.items()) == kept:
                return browser
        browser = sign_in(person, proved=True)
        browser.get("/")  # with the first page the session begins, and the browser is given its cookies
        browsers[name] = (browser, browser.cookies.output(), dict(browser.session.items()))
        return browser

    def ask(name: str, row: Row, key: str) -> HttpResponse:
        person = world.person(name)
        address = address_of(row, world.records.get(key))
        if row.is_api:
            secret = secrets.get(name) or secrets.setdefault(name, issued(person, per_minute=MOST_A_MINUTE).secret)
            return call(secret, address, "get" if row.sent is None else "post")
        browser = browser_of(name, person)
        return browser.get(address) if row.sent is None else browser.post(address, row.sent)

    return ask


Asked = Callable[[str, Row, str], HttpResponse]


@pytest.mark.parametrize("name", sorted(EVERYONE))
def test_each_gets_what_is_theirs_and_nothing_else(name: str, world: World, asked: Asked) -> None:
    wrong, told = [], []
    hidden = [words for words, readers in world.words.items() if name not in readers]
    for row in ROWS:
        for key in row.may:
            response = asked(name, row, key)
            if response.status_code != row.wanted(name, key):
                wrong.append(f"{row.name} {key}: {response.status_code}, not {row.wanted(name, key)}")
            body = b"".join(response) if response.streaming else response.content
            told += [f"{row.name} {key} tells {words}" for words in hidden if words.encode() in body]
    assert (wrong, told) == ([], [])


def test_a_stranger_gets_nothing(world: World) -> None:
    told, opened = [], []
    for row in ROWS:
        for key in row.may:
            address = address_of(row, world.records.get(key))
            stranger = Client()  # afresh, since one row's act signs in
            kind = {"content_type": "application/json"} if row.is_api else {}
            response = stranger.get(address) if row.sent is None else stranger.post(address, row.sent, **kind)
            body = b"".join(response) if response.streaming else response.content
            told += [f"{row.name} tells {words}" for words in world.words if words.encode() in body]
            if response.status_code not in {302, 401} and not row.is_open:
                opened.append(row.name)
    assert (told, opened) == ([], [])


def test_an_act_is_not_done_by_reading(world: World, sign_in: Callable[..., Client]) -> None:
    """An act's address answers a reader with 405, or with its form."""
    done = []
    for row in ROWS:
        for key, may in row.may.items():
            if row.sent is not None and may and not row.is_api:  # an operation's address may be another's, which reads
                browser = sign_in(world.person(min(may)), proved=True)
                if browser.get(address_of(row, world.records.get(key))).status_code not in {
                    405,
                    200,
                    row.done if row.is_open else 200,
                }:
                    done.append(row.name)
    assert done == []


def test_the_words_are_found_where_they_may_be(world: World, asked: Asked) -> None:
    """The matrix would prove nothing if no page showed what it looks for."""
    missing, left = set(world.words), set(EVERYONE)
    while missing and left:
        name = max(sorted(left), key=lambda name: sum(name in world.words[words] for words in missing))
        left.remove(name)
        for row in ROWS:
            for key, may in row.may.items():
                if row.sent is None and name in may and any(name in world.words[words] for words in missing):
                    response = asked(name, row, key)
                    body = b"".join(response) if response.streaming else response.content
                    missing -= {words for words in missing if words.encode() in body}
    assert missing == set()
