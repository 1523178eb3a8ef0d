"""Every figure opens to its days: what they add up to, divided, is the figure, and no day is told that may not be seen."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from delivered import store_once
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.audit.models import Event
from qiao.desk.clients import spans
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Account, Client
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


def days(browser: Browser, client: Client, query: str) -> Any:
    return browser.get(f"{client.get_absolute_url()}days/?{query}").context["told"]


def test_what_the_days_add_up_to_divided_is_the_figure(place: Path, cast: Cast, sign_in: SignIn) -> None:
    figures, browser = at("C1").figures, sign_in(cast.rm)
    told = days(browser, at("C1"), "of=deposit&from=2025-01-01&to=2025-12-31")
    assert (told.days, told.figure) == (365, figures.deposit_average)
    assert told.sum == sum(row.product for row in told.rows) == sum(part.product_sum for part in told.parts)
    assert all(row.product == row.balance * row.days for row in told.rows)
    assert [(str(row.first), str(row.last)) for row in told.rows][:2] == [
        ("2025-01-01", "2025-02-28"),
        ("2025-03-01", "2025-03-31"),
    ]
    assert days(browser, at("C1"), "of=loan").figure == figures.loan_average
    assert days(browser, at("C1"), "of=loan&from=2025-12-31&to=2025-12-31").figure == figures.loans
    assert days(browser, at("C1"), "of=contribution").figure == figures.contribution == Decimal("12345.67")
    text = browser.get(f"{at('C1').get_absolute_url()}days/?of=deposit").content.decode()
    assert "÷" in text
    assert "71,234,567.89" in text


def test_a_share_counts_on_its_own_days(place: Path, cast: Cast, sign_in: SignIn) -> None:
    told = days(sign_in(cast.rm), at("C1"), "of=deposit&own=on")
    assert (told.figure, {row.share for row in told.rows}) == (
        (told.sum / 365).quantize(Decimal("0.01")),
        {Decimal("0.7")},
    )
    flows = days(sign_in(cast.rm), at("C1"), "of=contribution&own=on")
    assert (flows.sum, flows.figure) == (Decimal("8641.969"), Decimal("8641.97"))
    whole = days(sign_in(cast.auditor), at("C1"), "of=deposit&own=on")
    assert {row.share for row in whole.rows} == {1}, "who has no share sees the whole"
    later = days(sign_in(cast.rm3), at("C2"), "of=deposit&own=on")
    assert (str(later.rows[0].first), later.days) == ("2025-07-01", 365)


def test_an_account_opens_to_its_own_days(place: Path, cast: Cast, sign_in: SignIn) -> None:
    account = Account.objects.get(number="A2")
    told = days(sign_in(cast.rm), at("C1"), f"of=account&account={account.uuid}")
    assert (told.rows[-1].balance, told.parts) == (Decimal("90000000.01"), [])
    other = Account.objects.get(number="A3")
    for query in (
        f"of=account&account={other.uuid}",
        "of=account",
        "of=nonsense",
        "of=deposit&from=2025-02-01&to=2025-01-01",
    ):
        assert sign_in(cast.rm).get(f"{at('C1').get_absolute_url()}days/?{query}").status_code == 404, query


def test_the_giver_sees_the_own_days_alone(place: Path, cast: Cast, sign_in: SignIn) -> None:
    told = days(sign_in(cast.rm2), at("C2"), "of=deposit&from=2024-01-01&to=2025-12-31")
    assert (str(told.first), str(told.last), told.days) == ("2025-01-01", "2025-06-30", 181)
    text = sign_in(cast.rm2).get(f"{at('C2').get_absolute_url()}days/?of=deposit&format=csv").content.decode()
    assert "2025-07" not in text
    assert sign_in(cast.rm).get(f"{at('C2').get_absolute_url()}days/?of=deposit").status_code == 404


def test_the_days_leave_as_a_file_and_that_is_written_down(place: Path, cast: Cast, sign_in: SignIn) -> None:
    address = f"{at('C1').get_absolute_url()}days/?of=deposit&format="
    file = sign_in(cast.rm).get(f"{address}csv")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert lines[2][:3] == ["2025-01-01", "2025-02-28", "40000000.00"]
    assert lines[-1][2] == str(at("C1").figures.deposit_average)
    assert sign_in(cast.rm).get(f"{address}xlsx").content.startswith(b"PK")
    assert sign_in(cast.rm).get(f"{at('C1').get_absolute_url()}days/?of=contribution&format=csv").status_code == 200
    event = Event.objects.filter(code="days.exported", details__of="deposit").first()
    assert event is not None
    assert (event.by_id, event.on_uuid, event.details["of"]) == (cast.rm.pk, at("C1").uuid, "deposit")


def test_days_cost_the_same_however_many(place: Path, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    costs = set()
    for query in ("from=2025-12-31&to=2025-12-31", "from=2024-01-01&to=2025-12-31", "own=on"):
        browser.get(f"{at('C1').get_absolute_url()}days/?of=deposit&{query}")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"{at('C1').get_absolute_url()}days/?of=deposit&{query}")
        costs.add(len(asked) - ("own" in query))
    assert costs == {10}
