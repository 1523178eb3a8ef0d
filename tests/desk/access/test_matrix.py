"""Every address × everyone of the cast × inside, outside and handed over; and nothing of an outsider's record on any page."""

from collections.abc import Callable, Iterator

import pytest
from access_rows import EVERYONE, ROWS, Row
from access_world import World, build
from cast import Cast
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Signing on has tests of its own: what it shows does not hang on who has signed in.
ELSEWHERE = ("account_", "mfa_", "socialaccount_", "openid_connect_")


@pytest.fixture
def world(cast: Cast) -> World:
    """The bank of the matrix."""
    return build(cast)


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


def asked(browser: Client, row: Row, uuid: object) -> HttpResponse:
    """Ask for the page, or send what the act is sent."""
    address = reverse(row.name, args=[uuid] if uuid else []) + row.query
    return browser.get(address) if row.sent is None else browser.post(address, row.sent)


@pytest.mark.parametrize("name", sorted(EVERYONE))
def test_each_gets_what_is_theirs_and_nothing_else(name: str, world: World, sign_in: Callable[..., Client]) -> None:
    wrong, told = [], []
    hidden = [words for words, readers in world.words.items() if name not in readers]
    for row in ROWS:
        for key, may in row.may.items():
            browser = sign_in(world.person(name), proved=True)
            response = asked(browser, row, world.records.get(key))
            wanted = row.done if name in may else row.refused
            if response.status_code != wanted:
                wrong.append(f"{row.name} {key}: {response.status_code}, not {wanted}")
            body = b"".join(response) if response.streaming else response.content
            told += [f"{row.name} {key} tells {words}" for words in hidden if words.encode() in body]
    assert (wrong, told) == ([], [])


def test_a_stranger_gets_nothing(world: World, client: Client) -> None:
    open_to_all = {"ui:language"}
    for row in ROWS:
        if row.name in open_to_all:
            continue
        for key in row.may:
            response = asked(client, row, world.records.get(key))
            assert response.status_code in {302, 401, 403, 404}, row.name
            assert not any(words.encode() in response.content for words in world.words)


def test_an_act_is_not_done_by_reading(world: World, sign_in: Callable[..., Client]) -> None:
    for row in ROWS:
        if row.sent is None:
            continue
        for key, may in row.may.items():
            name = min(may)
            address = reverse(row.name, args=[world.records[key]] if key else [])
            assert sign_in(world.person(name)).get(address).status_code in {405, 200}, row.name


def test_the_words_are_found_where_they_may_be(world: World, sign_in: Callable[..., Client]) -> None:
    """The matrix would prove nothing if no page showed what it looks for."""
    shown = set()
    for name in EVERYONE:
        for row in ROWS:
            for key, may in row.may.items():
                if row.sent is None and name in may:
                    body = asked(sign_in(world.person(name), proved=True), row, world.records.get(key)).content
                    shown |= {words for words in world.words if words.encode() in body}
    assert shown == set(world.words)
