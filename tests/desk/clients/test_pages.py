"""The list, a client's page and the deliveries show the engine's figures, each to whom they may be shown."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from delivered import bank, deliver
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao import engine
from qiao.desk.clients import spans
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Client, Delivery, Import
from qiao.desk.clients.queries import balances
from qiao.desk.clients.spans import Span
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]
Y2025 = Span(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def place(cast: Cast, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.LEDGER = tmp_path / "ledger"  # type: ignore[attr-defined]
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [Y2025])
    deliver(tmp_path / "ledger", "first", bank())
    return tmp_path / "ledger"


def at(number: str) -> Client:
    return Client.objects.get(number=number)


def listed(browser: Browser, query: str = "") -> list[str]:
    """Numbers of the clients that the list shows, in its order."""
    return [client.number for client in browser.get(f"/clients/{query}").context["clients"]]


def cards(page: Any) -> set[str]:
    """The names of the client page's cards."""
    return {Path(panel.template).stem for panel in (*page.context["wide"], *page.context["side"])}


def shown(page: Any, card: str) -> Any:
    """What a card of the client page is shown."""
    panels = (*page.context["wide"], *page.context["side"])
    return next(panel.shown for panel in panels if Path(panel.template).stem == card)


def test_the_list_is_sorted_and_narrowed_by_the_address(place: Path, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.auditor)
    assert listed(browser) == ["C2", "C1", "C3"], "by the average of deposits"
    assert listed(browser, "?sort=-deposits") == ["C1", "C2", "C3"]
    assert listed(browser, "?sort=-name") == ["C2", "C1", "C3"]
    assert listed(browser, "?q=yi") == ["C2"]
    assert listed(browser, "?q=91110000100000009u") == ["C1"]
    assert listed(browser, "?manager-q=rm3") == ["C2", "C3"]
    tier = at("C1").figures.tier
    assert "C1" in listed(browser, f"?tier={tier}")
    assert listed(browser, "?tier=nonsense&sort=nonsense&page=99") == ["C2", "C1", "C3"]
    page = browser.get("/clients/").content.decode()
    assert "7,123.46" in page
    assert listed(sign_in(cast.rm)) == ["C1"]
    assert listed(sign_in(cast.rm3)) == ["C2", "C3"]


def test_a_client_page_says_what_the_engine_says(place: Path, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rm).get(at("C1").get_absolute_url())
    told, chart = page.context["look"].told, shown(page, "balances").chart
    line = engine.series(engine.open_book(place), "C1", date(2025, 1, 1), date(2025, 12, 31)).books["deposit"]
    assert (told.first, told.last, told.deposit) == (date(2025, 1, 1), date(2025, 12, 31), line)
    assert len(chart.labels) == 365
    assert chart.series[0].figures[-1] == page.context["figures"].deposits == Decimal("71234567.89")
    assert chart.series[1].figures[-1] == page.context["figures"].deposit_average == balances.yuan(line.average)
    assert {row.number: row.balance for row in told.accounts}["A2"] == Decimal("90000000.01")
    assert [row.holding.product.code for row in shown(page, "products")] == ["DD"]
    assert [limit.number for limit in shown(page, "credit_lines")] == ["L1", "L2"]
    text = page.content.decode()
    assert "2026-06-30" in text
    three = shown(sign_in(cast.rm).get(f"{at('C1').get_absolute_url()}?years=3"), "balances").chart
    assert three.labels[-1] == "2025-12-31"
    assert three.labels[0] == "2024-01-03", "the ledger begins on 31 December 2023"


def test_who_comes_and_goes_is_marked(place: Path, cast: Cast, sign_in: SignIn) -> None:
    chart = shown(sign_in(cast.rm3).get(at("C2").get_absolute_url()), "balances").chart
    assert [(mark.label, mark.words) for mark in chart.marks] == [("2025-07-01", f"{cast.rm3.name} 100%")]


def test_the_giver_sees_the_own_days_and_nothing_after(place: Path, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rm2).get(at("C2").get_absolute_url())
    told = page.context["look"].told
    assert (told.first, told.last) == (date(2025, 1, 1), date(2025, 6, 30))
    assert shown(page, "balances").chart.labels[-1] == "2025-06-30"
    assert shown(page, "balances").chart.marks == ()
    assert (page.context["figures"], cards(page) & {"products", "credit_lines"}) == (None, set())
    text = page.content.decode()
    assert cast.rm3.name not in text
    whole = engine.series(engine.open_book(place), "C2", date(2025, 1, 1), date(2025, 6, 30)).books["deposit"]
    assert told.deposit_average == balances.yuan(whole.average)
    assert sign_in(cast.rm).get(at("C2").get_absolute_url()).status_code == 404
    assert sign_in(cast.rm2).get(at("C3").get_absolute_url()).status_code == 404


def test_a_client_that_the_ledger_does_not_know_has_a_page(place: Path, cast: Cast, sign_in: SignIn) -> None:
    new = Client.objects.create(number="Z9", name="新公司")
    page = sign_in(cast.auditor).get(new.get_absolute_url())
    assert (page.status_code, page.context["look"].told) == (200, None)


def test_pages_cost_the_same_for_everybody(place: Path, cast: Cast, sign_in: SignIn) -> None:
    for name, address, most in (
        ("rm", at("C1").get_absolute_url(), 17),
        ("rm2", at("C2").get_absolute_url(), 14),
        ("auditor", "/clients/?q=jia&tier=A&manager-q=rm", 14),
        ("auditor", "/clients/deliveries/", 8),
    ):
        browser = sign_in(getattr(cast, name))
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) <= most, (name, address)


def test_deliveries_are_listed_with_their_rows(place: Path, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.hr).get("/clients/deliveries/")
    assert [one.number for one in page.context["deliveries"]] == [1]
    assert "2025-12-31" in page.content.decode()
    assert sign_in(cast.rm).get("/clients/deliveries/").status_code == 403
    assert not Delivery.objects.visible_to(User.objects.get(pk=cast.branch.pk)).exists()


def test_the_background_brings_each_state_of_the_store_once(place: Path, cast: Cast) -> None:
    first = deliveries.feed_later(by=cast.admin)
    assert deliveries.feed_later(by=cast.hr) == first
    assert (first.kind, Job.objects.count()) == ("clients.feed", 1)


def test_every_batch_that_came_is_found_page_by_page(cast: Cast, sign_in: SignIn) -> None:
    now = calendar.now()
    Delivery.objects.bulk_create(
        Delivery(number=number, digest=f"{number:064}", source="bank", imported_at=now, imported_by="qiao", fed_at=now)
        for number in range(1, 232)
    )
    browser = sign_in(cast.hr)
    newest, oldest = browser.get("/clients/deliveries/"), browser.get("/clients/deliveries/?page=5")
    assert [one.number for one in newest.context["deliveries"]] == list(range(231, 181, -1))
    assert "?page=2" in newest.content.decode()
    assert [one.number for one in oldest.context["deliveries"]] == list(range(31, 0, -1))


def test_every_list_that_one_brought_in_is_found_page_by_page(cast: Cast, sign_in: SignIn) -> None:
    Import.objects.bulk_create(
        Import(by=cast.hr, subject="clients", file_name=f"{number}.csv", header_row=1) for number in range(60)
    )
    browser = sign_in(cast.hr)
    newest, oldest = browser.get("/clients/import/"), browser.get("/clients/import/?page=2&of=clients")
    assert "page=2" in newest.content.decode()
    assert [one.file_name for one in oldest.context["imports"]] == [f"{number}.csv" for number in range(9, -1, -1)]
