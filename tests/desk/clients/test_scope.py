"""Who sees a client whole, who some days of it, and who nothing."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from book import assign, client
from cast import Cast
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.audit.models import Event
from qiao.desk.clients import queries, spans
from qiao.desk.clients.models import Client
from qiao.desk.clients.queries import scope
from qiao.desk.clients.spans import Span
from qiao.desk.people import calendar
from qiao.desk.people.models import User

DAY = timedelta(days=1)


def fresh(person: User) -> User:
    """The person as at a new request."""
    return User.objects.get(pk=person.pk)


def seers(cast: Cast, gate: str) -> set[str]:
    """Who of the cast gets the one client there is through a gate."""
    names = Cast.__annotations__
    return {name for name in names if getattr(Client.objects, gate)(fresh(getattr(cast, name))).exists()}


def test_a_client_is_whole_for_its_managers_and_those_above_them(cast: Cast) -> None:
    today = calendar.today()
    shared = client("C1")
    assign(shared, cast.rm, today - 400 * DAY, share="0.7")
    assign(shared, cast.rm3, today - 400 * DAY, share="0.3", part="assist")
    watchers = {"hr", "risk", "auditor"}
    assert seers(cast, "visible_to") == {"rm", "rm3", "lead", "branch"} | watchers
    assert seers(cast, "figures_visible_to") == {"rm", "rm3", "lead", "branch"} | watchers


def test_the_giver_keeps_the_figures_of_the_own_days_until_the_period_is_locked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = calendar.today()
    begin, handover = date(today.year - 3, 1, 1), today - 30 * DAY
    handed = client("C1")
    assign(handed, cast.rm, begin, handover - DAY)
    assign(handed, cast.rm3, handover)
    giver = fresh(cast.rm)
    assert not Client.objects.visible_to(giver).exists()
    assert scope.days_of(handed, giver) == [Span(date(today.year - 1, 1, 1), handover - DAY)]
    assert scope.days_of(handed, fresh(cast.rm3)) is None
    assert scope.days_of(handed, fresh(cast.lead)) == scope.days_of(handed, giver)

    this_year = Span(date(today.year, 1, 1), date(today.year, 12, 31))
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [this_year])
    assert scope.days_of(handed, fresh(cast.rm)) == [Span(max(this_year.first, begin), handover - DAY)]
    next_year = Span(date(today.year + 1, 1, 1), None)
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [next_year])
    assert not Client.objects.figures_visible_to(fresh(cast.rm)).exists()


def test_an_administrator_reaches_no_client(cast: Cast) -> None:
    client("C1")
    assert seers(cast, "figures_visible_to") == {"hr", "risk", "auditor"}


def test_the_giver_is_told_which_days_and_nothing_of_the_receivers(cast: Cast, sign_in: Callable[..., Browser]) -> None:
    today = calendar.today()
    handed = client("C1", "东城轴承厂")
    Client.objects.update(credit_code="91310000MA1K35XY7P")
    assign(handed, cast.rm, today - 60 * DAY, today - 31 * DAY)
    assign(handed, cast.rm3, today - 30 * DAY)
    page = sign_in(cast.rm).get(handed.get_absolute_url()).content.decode()
    assert (today - 31 * DAY).isoformat() in page
    assert cast.rm3.name not in page
    assert "91310000MA1K35XY7P" not in page
    assert sign_in(cast.rm2).get(handed.get_absolute_url()).status_code == 404
    assert Event.objects.filter(code="client.seen", on_uuid=handed.uuid).count() == 1


def test_the_database_refuses_two_leads_a_day_and_shares_out_of_range(cast: Cast) -> None:
    one = client("C1")
    assign(one, cast.rm, date(2025, 1, 1), date(2025, 6, 30))
    assign(one, cast.rm2, date(2025, 7, 1))
    for first, share in ((date(2025, 6, 30), "1"), (date(2026, 1, 1), "1.0001"), (date(2026, 1, 1), "0")):
        with pytest.raises(IntegrityError), transaction.atomic():
            assign(one, cast.rm3, first, share=share, part="lead" if share == "1" else "assist")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(1, 3), (4, 6)], [(1, 6)]),
        ([(5, None), (1, 2)], [(1, 2), (5, None)]),
        ([(1, None), (3, 4)], [(1, None)]),
        ([(1, 5), (2, 3)], [(1, 5)]),
    ],
)
def test_spans_that_touch_are_one(given: list[tuple[int, int | None]], expected: list[tuple[int, int | None]]) -> None:
    def span(first: int, last: int | None) -> Span:
        return Span(date(2025, 1, first), last and date(2025, 1, last))

    assert spans.joined(span(*one) for one in given) == [span(*one) for one in expected]


def test_the_list_costs_the_same_however_long_it_is(cast: Cast, sign_in: Callable[..., Browser]) -> None:
    browser, counts = sign_in(cast.rm), []
    for number in range(60):
        assign(client(f"C{number}"), cast.rm, calendar.today())
        if number in {0, 2, 59}:  # the first request of a session costs more
            with CaptureQueriesContext(connection) as asked:
                assert browser.get("/clients/").status_code == 200
            counts.append(len(asked))
    assert counts[1] <= counts[2] <= 14, "a full page is counted, a short one is not"


IDS = re.compile(r"\b(int|UUID|str)\b")
NO_RECORDS = {
    "with_code",
    "ids",
    "is_same",
    "years_before",
    "group_of",
    "rounded",
    "yuan",
    "supervisors_of",
    "are_nameable",
    "mapping",  # rules and files by their names
}


def questions() -> Iterator[tuple[str, dict[str, str]]]:
    """Every public question of the room, with the types of what it takes."""
    for found in pkgutil.iter_modules(queries.__path__):
        module = importlib.import_module(f"{queries.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                taken = inspect.signature(function).parameters.values()
                yield f"{found.name}.{name}", {one.name: str(one.annotation) for one in taken}


def test_no_question_takes_an_id_without_a_person_or_a_record() -> None:
    told = dict(questions())
    assert len(told) > 80
    records = re.compile("|".join(("Reach", *(model.__name__ for model in apps.get_models()))))  # a reach is a person's
    loose = {
        name.split(".")[1]
        for name, taken in told.items()
        if any(IDS.search(kind) for kind in taken.values()) and not any(map(records.search, taken.values()))
    }
    assert loose - NO_RECORDS == set(), "let it take the record, not its id"
