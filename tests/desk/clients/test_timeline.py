"""The timeline gathers what rooms tell: nothing to an outsider, the own days to a giver, at a fixed cost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import book
import pytest
from cast import Cast
from delivered import store_once
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.clients import spans, timeline
from qiao.desk.clients.actions import deliveries, handovers
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Client, Handover
from qiao.desk.clients.spans import Span
from qiao.desk.people import calendar
from qiao.desk.people.models import User

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


def told(page: Any) -> list[tuple[str, str]]:
    return [(str(one.day), one.kind) for one in page.context["moments"]]


def test_a_client_tells_what_happened_newest_first(place: Path, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    all_of_it = told(browser.get(f"{at('C1').get_absolute_url()}timeline/"))
    assert all_of_it == sorted(all_of_it, reverse=True)
    assert {("2025-03-11", "account"), ("2024-01-01", "limit"), ("2020-01-01", "share"), ("2025-04-01", "jump")} <= set(
        all_of_it
    )
    jumps = browser.get(f"{at('C1').get_absolute_url()}timeline/?kind=jump")
    assert {kind for _, kind in told(jumps)} == {"jump"}
    assert "20%" in jumps.content.decode()
    card = next(
        panel for panel in browser.get(at("C1").get_absolute_url()).context["side"] if "timeline" in panel.template
    )
    assert card.shown == timeline.moments(User.objects.get(pk=cast.rm.pk), [at("C1").pk], None)[:12]


def test_the_giver_hears_of_the_own_days_alone(place: Path, cast: Cast, sign_in: SignIn) -> None:
    found = told(sign_in(cast.rm2).get(f"{at('C2').get_absolute_url()}timeline/"))
    assert ("2025-06-30", "share") in found
    assert all("2025-01-01" <= day <= "2025-06-30" for day, _ in found)
    assert sign_in(cast.rm).get(f"{at('C2').get_absolute_url()}timeline/").status_code == 404


@pytest.mark.parametrize("room", sorted(timeline.TIMELINE.providers))
def test_a_provider_tells_an_outsider_nothing_and_costs_the_same_for_any_number(
    place: Path, cast: Cast, room: str
) -> None:
    provider = timeline.TIMELINE.providers[room]
    clients = list(Client.objects.values_list("pk", flat=True))
    for outsider in (cast.office, cast.product, cast.admin):
        for days in (None, [Y2025]):
            assert provider(User.objects.get(pk=outsider.pk), clients, days) == []
    auditor = User.objects.get(pk=cast.auditor.pk)
    costs = set()
    for some in (clients[:1], clients):
        assert auditor.reach.reads_everything
        with CaptureQueriesContext(connection) as asked:
            assert {one.client for one in provider(auditor, some, None)} <= set(some)
        costs.add(len(asked))
    assert len(costs) == 1


def test_handovers_are_told_and_a_giver_hears_of_the_own_days_alone(cast: Cast) -> None:
    company = book.client("H1")
    book.assign(company, cast.rm, date(2024, 1, 1))
    said = [date(2025, 6, 2), date(2025, 6, 4), date(2025, 6, 6)]
    terms = Terms(date(2025, 6, 16), "调整")
    with calendar.played_on(said[0]):
        made = handovers.propose(company, by=afresh(cast.rm), new=[Share(cast.rm3, "lead", Decimal(1))], terms=terms)
    with calendar.played_on(said[1]):
        handovers.agree(made, by=afresh(cast.rm3))
    with calendar.played_on(said[2]):
        handovers.approve(made, by=afresh(cast.lead))
    Handover.objects.filter(pk=made.pk).update(
        state="done"
    )  # as the bank's batch does, or the desk where it keeps them
    whole = [(one.day, one.actor) for one in told_of(cast.rm3, company, None)]
    assert whole == [(date(2025, 6, 16), str(cast.lead)), (said[1], str(cast.rm3))]
    own = [Span(date(2025, 1, 1), date(2025, 6, 15))]
    assert [one.day for one in told_of(cast.rm, company, own)] == [said[1]]
    assert told_of(cast.rm2, company, None) == told_of(cast.risk, company, None) == []


def test_a_handover_that_came_to_nothing_is_told(cast: Cast) -> None:
    company = book.client("H2")
    book.assign(company, cast.rm, date(2024, 1, 1))
    terms = Terms(calendar.today(), "调整")
    for end in (
        lambda made: handovers.refuse(made, by=afresh(cast.rm3), answer="暂缓"),
        lambda made: handovers.withdraw(made, by=afresh(cast.rm)),
    ):
        end(handovers.propose(company, by=afresh(cast.rm), new=[Share(cast.rm3, "lead", Decimal(1))], terms=terms))
    found = told_of(cast.rm, company, None)
    assert {one.actor for one in found} == {str(cast.rm), str(cast.rm3)}
    assert "暂缓" not in " ".join(one.words for one in found)


def told_of(person: User, company: Client, days: list[Span] | None) -> list[timeline.Moment]:
    found = timeline.moments(afresh(person), [company.pk], days)
    return [one for one in found if one.kind == "handover"]


def afresh(person: User) -> User:
    return User.objects.get(pk=person.pk)
