"""The page after sign-in."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from delivered import bank, deliver
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from qiao.desk.clients.actions import owned
from qiao.desk.clients.models import Assignment, ClientFigures


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


@pytest.fixture
def delivered(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.LEDGER = tmp_path / "ledger"
    deliver(tmp_path / "ledger", "first", bank())


def test_a_manager_sees_the_own_book_what_comes_up_and_what_moved(
    delivered: None, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    page = sign_in(cast.rm).get("/").context
    assert (page["book"].clients, page["book"].data_date) == (1, date(2025, 12, 31))
    figures = ClientFigures.objects.get(client__number="C1")
    assert (page["book"].deposits, page["book"].change) == (figures.deposits, figures.deposit_change)
    assert [one.client.number for one in page["movers"]] == ["C1"]
    other = sign_in(cast.rm3).get("/").context
    assert other["book"].clients == 2
    assert "甲公司" not in sign_in(cast.rm3).get("/").content.decode()


@pytest.fixture
def maturing(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    """The same bank, of which a loan matures within ninety days."""
    settings.LEDGER = tmp_path / "ledger"
    tables = bank()
    tables["accounts"] = tables["accounts"].replace("2026-06-30,L1", "2026-03-01,L1")
    deliver(tmp_path / "ledger", "first", tables)


def test_what_matures_within_ninety_days_comes_up(maturing: None, cast: Cast, sign_in: Callable[..., Client]) -> None:
    coming = sign_in(cast.rm).get("/").context["coming"]
    assert [(one.title, one.day) for one in coming] == [("甲公司", date(2026, 3, 1))]
    assert sign_in(cast.rm3).get("/").context["coming"] == []


def test_a_batch_of_the_desks_own_takes_nothing_off_what_comes_up(
    maturing: None, cast: Cast, settings: Settings, sign_in: Callable[..., Client]
) -> None:
    before = sign_in(cast.rm).get("/").context["coming"]
    settings.OWNED = frozenset({"assignments"})
    Assignment.objects.filter(client__number="C1", manager=cast.rm).update(share=Decimal("0.65"))
    delivery = owned.deliver()
    assert delivery is not None
    assert (delivery.source, delivery.data_date) == ("desk", None)
    assert sign_in(cast.rm).get("/").context["coming"] == before != []


def test_who_manages_nobody_has_no_book(delivered: None, cast: Cast, sign_in: Callable[..., Client]) -> None:
    for person in (cast.hr, cast.auditor, cast.admin):
        page = sign_in(person).get("/").context
        assert (page["book"], page["waiting"], page["coming"], page["movers"]) == (None, [], [], [])


def test_the_page_asks_a_fixed_number_of_questions(delivered: None, cast: Cast, sign_in: Callable[..., Client]) -> None:
    for person, most in ((cast.rm, 20), (cast.auditor, 10)):
        browser = sign_in(person)
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/")
        assert len(asked) <= most
