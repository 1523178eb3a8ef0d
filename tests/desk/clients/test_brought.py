"""What a client brings is told from the ledger, by one's own share, and adds up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from delivered import store_once
from django.test import Client as Browser

from qiao.desk.clients import spans
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Client
from qiao.desk.clients.spans import Span

SignIn = Callable[..., Browser]
Y2025 = Span(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_once(tmp_path_factory)


@pytest.fixture
def place(cast: Cast, store: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.LEDGER = store
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [Y2025])
    deliveries.feed(by=None)
    return store


def at(number: str) -> Client:
    return Client.objects.get(number=number)


def brought(page: Any) -> Any:
    return next(panel.shown for panel in page.context["wide"] if panel.template.endswith("brought.html"))


def test_the_whole_client_brings_what_its_figures_say(place: Path, cast: Cast, sign_in: SignIn) -> None:
    told, figures = brought(sign_in(cast.auditor).get(at("C1").get_absolute_url())), at("C1").figures
    assert (told.is_own, told.total.value, told.total.before) == (False, figures.contribution, 0)
    averages = {one.name: one for one in told.averages}
    assert (averages["deposit"].value, averages["deposit"].before) == (
        figures.deposit_average,
        figures.deposit_average_before,
    )
    assert averages["loan"].value == figures.loan_average
    assert [(one.name, one.query) for one in told.parts] == [("settlement", "of=contribution&family=settlement")]
    assert sum(one.value for one in told.parts) == told.total.value


def test_shares_add_up_to_the_whole(place: Path, cast: Cast, sign_in: SignIn) -> None:
    rm, rm2 = (brought(sign_in(person).get(at("C1").get_absolute_url())) for person in (cast.rm, cast.rm2))
    assert (rm.is_own, rm.total.value, rm2.total.value) == (True, Decimal("8641.97"), Decimal("3703.70"))
    whole = at("C1").figures.deposit_average
    assert abs(rm.averages[0].value + rm2.averages[0].value - whole) <= Decimal("0.01")


def test_every_figure_leads_to_the_days_that_give_it(place: Path, cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.rm, cast.auditor):
        browser = sign_in(person)
        told = brought(browser.get(at("C1").get_absolute_url()))
        for one in (*told.averages, *told.parts, told.total):
            own = "&own=on" if told.is_own else ""
            found = browser.get(f"{at('C1').get_absolute_url()}days/?{one.query}&from={told.first}&to={told.last}{own}")
            assert found.context["told"].figure == one.value, one.query


def test_the_giver_is_told_of_the_own_days(place: Path, cast: Cast, sign_in: SignIn) -> None:
    told = brought(sign_in(cast.rm2).get(at("C2").get_absolute_url()))
    assert (told.is_own, {one.before for one in told.averages}) == (True, {None})


def test_who_managed_when_lies_under_the_chart(place: Path, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rm3).get(at("C2").get_absolute_url())
    band = next(panel.shown for panel in page.context["wide"] if panel.template.endswith("balances.html")).band
    assert [(str(strip.name), one.x, one.width) for strip in band.strips for one in strip.stretches] == [
        (cast.rm2.name, "0.00", "49.73"), (cast.rm3.name, "49.73", "50.27"),
    ]  # fmt: skip
    assert [row[3:] for row in band.rows] == [("2020-01-01", "2025-06-30"), ("2025-07-01", "")]
    assert "100%" in page.content.decode()
