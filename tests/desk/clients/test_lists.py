"""The list's filters, columns and order stand in the address; a file of it holds what it shows."""

import csv
import io
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from book import assign, client
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.audit.models import Event
from qiao.desk.clients import finding
from qiao.desk.clients.forms import filters
from qiao.desk.clients.models import ClientFigures
from qiao.desk.clients.queries import lists
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, User

SignIn = Callable[..., Browser]
DAY = timedelta(days=1)
# number, manager, average of deposits, change, loans, tier, industry, scale, region, client since
BOOK = """
C1 rm   30000000 +100 0    A C3525 large  东城 2010-01-01
C2 rm   20000    -100 5000 D F5199 micro  东城 2024-06-01
C3 rm2  20000    0    0    D F5164 micro  西城 2015-01-01
C4 rm3  50000    -1   0    C C1711 small  西城 2015-01-01
C5 -    90000000 +1   9000 A E4710 medium 高新 2001-01-01
C6 rm   -        -    -    D C3525 micro  东城 2025-01-01
"""


@pytest.fixture
def book(cast: Cast) -> Cast:
    """Six clients: one of nobody's, one without figures."""
    for row in BOOK.split("\n")[1:-1]:
        number, manager, average, change, loans, tier, industry, scale, region, since = row.split()
        made = client(number, f"公司{number}")
        made.industry, made.scale, made.region, made.opened_on = industry, scale, region, date.fromisoformat(since)
        made.save()
        if manager != "-":
            assign(made, getattr(cast, manager), calendar.today() - 90 * DAY)
        if average != "-":
            money = {"deposit_average": Decimal(average), "deposit_change": Decimal(change), "loans": Decimal(loans)}
            figures = {"deposits": money["deposit_average"], "contribution": None, **money}
            ClientFigures.objects.create(client=made, data_date=date(2025, 12, 31), tier=tier, **figures)
    return cast


def listed(browser: Browser, query: str = "") -> list[str]:
    """Numbers of the clients that the list shows, in its order."""
    return [one.number for one in browser.get(f"/clients/?{query}").context["clients"]]


@pytest.mark.parametrize("sort", [way + name for name in lists.SORTS for way in ("", "-")])
def test_what_is_gathered_stands_in_the_order_that_is_walked(book: Cast, sort: str) -> None:
    found = lists.matching(User.objects.get(pk=book.auditor.pk), lists.Wanted())
    walked = lists.keys_between(found, sort, 0, 10)
    assert len(walked) == 6
    assert lists.keys_between(found, sort, 0, 10, is_walked=False) == walked
    assert [lists.keys_between(found, sort, at, at + 2) for at in (0, 2, 4)] == [walked[:2], walked[2:4], walked[4:]]


def test_a_head_is_listed_the_same_whether_walked_or_gathered(book: Cast) -> None:
    head = User.objects.get(pk=book.branch.pk)
    plain = lists.page(head, lists.Wanted(sort="-deposit_average"), 1)
    narrowed = lists.page(head, lists.Wanted(sort="-deposit_average", opened_since=date(1990, 1, 1)), 1)
    assert list(plain) == list(narrowed)
    assert (plain.count, narrowed.count) == (len(plain), len(plain))


@pytest.mark.parametrize("sort", [way + name for name in lists.SORTS for way in ("", "-")])
@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"deposits_from": Decimal(30_000)},
        {"deposits_to": Decimal(30_000_000)},
        {"change": "down"},
        {"lending": "without"},
        {"tier": "D"},
        {"industry": "C"},
        {"region": "东"},
    ],
)
def test_a_wide_reach_lists_what_a_narrow_one_does(
    book: Cast, monkeypatch: pytest.MonkeyPatch, sort: str, narrowed: dict[str, object]
) -> None:
    head, wanted = User.objects.get(pk=book.branch.pk), lists.Wanted(sort=sort, **narrowed)  # type: ignore[arg-type]
    monkeypatch.setattr(lists, "ROWS", 2)
    monkeypatch.setattr(lists, "COUNTED", 1)
    gathered = [lists.page(head, wanted, number) for number in (1, 2)]
    monkeypatch.setattr(lists, "GATHERED", 1)
    wide = [lists.page(head, wanted, number) for number in (1, 2)]
    assert [list(page) for page in wide] == [list(page) for page in gathered]
    assert [(page.number, page.count, page.has_next) for page in wide] == [
        (page.number, page.count, page.has_next) for page in gathered
    ]


@pytest.mark.parametrize("sort", ["-deposit_average", "deposit_average", "-loans", "tier"])
def test_a_common_words_clients_are_met_on_the_way_in_the_same_order(
    book: Cast, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    head, wanted = User.objects.get(pk=book.branch.pk), lists.Wanted(text="公司", sort=sort)
    monkeypatch.setattr(finding, "_known", (math.inf, dict.fromkeys(finding.naming.wanted("公司")[0], 0.9)))
    monkeypatch.setattr(lists, "ROWS", 2)
    gathered = [lists.page(head, wanted, number) for number in (1, 2)]
    monkeypatch.setattr(lists, "GATHERED", 1)
    monkeypatch.setattr(lists, "COUNTED_ON_THE_WAY", 1)
    met = [lists.page(head, wanted, number) for number in (1, 2)]
    assert [list(page) for page in met] == [list(page) for page in gathered]
    assert [page.has_next for page in met] == [page.has_next for page in gathered]
    assert (gathered[0].beyond, met[0].beyond) == (0, 1), "counted no further than they are met"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "C5 C1 C4 C2 C3 C6"),
        ("sort=deposit_average", "C3 C2 C4 C1 C5 C6"),
        ("sort=name", "C1 C2 C3 C4 C5 C6"),
        ("sort=-contribution", "C1 C2 C3 C4 C5 C6"),
        ("tier=A", "C5 C1"),
        ("industry=F", "C2 C3"),
        ("scale=micro&region=东", "C2 C6"),
        ("opened_since=2015-01-01", "C4 C2 C3 C6"),
        ("lending=with", "C5 C2"),
        ("lending=without", "C1 C4 C3"),
        ("deposits_from=2&deposits_to=5", "C4 C2 C3"),
        ("change=down", "C4 C2"),
        ("change=up", "C5 C1"),
        ("orphaned=on", "C5"),
        ("change=down&lending=with&tier=D", "C2"),
        ("tier=Z&industry=9&opened_since=x&deposits_from=x&manager=x&sort=x&page=x&view=x&col=x", "C5 C1 C4 C2 C3 C6"),
    ],
)
def test_each_filter_narrows(book: Cast, sign_in: SignIn, query: str, found: str) -> None:
    assert " ".join(listed(sign_in(book.auditor), query)) == found


def test_manager_team_and_branch_narrow_within_ones_reach(book: Cast, sign_in: SignIn) -> None:
    post, other = book.rm.posts.get(), book.rm3.posts.get()
    auditor, head = sign_in(book.auditor), sign_in(book.branch)
    assert listed(auditor, "manager-q=rm2") == ["C3"]
    assert listed(auditor, f"branch={other.branch.uuid}") == ["C4"]
    assert listed(auditor, f"branch={post.branch.uuid}&team={post.team.uuid}") == ["C1", "C2", "C3", "C6"]  # type: ignore[union-attr]
    assert listed(head, f"manager={book.rm2.uuid}") == ["C3"]
    assert listed(head, f"manager={book.rm3.uuid}") == []
    fields = head.get("/clients/").context["filters"].fields
    assert set(fields["branch"].queryset) == {post.branch}
    assert "orphaned" not in fields
    own = sign_in(book.rm).get("/clients/").context["filters"].fields
    assert not {"manager", "team", "branch", "orphaned"} & set(own)


def test_columns_are_chosen_in_the_address(book: Cast, sign_in: SignIn) -> None:
    page = sign_in(book.rm).get("/clients/?col=opened_on&col=number&col=nonsense")
    assert [column.key for column in page.context["columns"]] != ["number", "opened_on"], "nonsense is no choice"
    page = sign_in(book.rm).get("/clients/?col=opened_on&col=number")
    assert [column.key for column in page.context["columns"]] == ["number", "opened_on"]
    assert "2010-01-01" in page.content.decode()


def test_pages_follow_one_another_and_are_counted_no_further_than_needed(
    book: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = User.objects.get(pk=book.auditor.pk)
    monkeypatch.setattr(lists, "ROWS", 2)
    wanted = lists.Wanted(sort="-deposit_average")
    pages = [lists.page(auditor, wanted, number) for number in (1, 2, 3)]
    assert [[one.number for one in page] for page in pages] == [["C5", "C1"], ["C4", "C2"], ["C3", "C6"]]
    assert [(page.count, page.beyond, page.has_next) for page in pages] == [(6, 0, True), (6, 0, True), (6, 0, False)]
    assert [one.number for one in lists.page(auditor, wanted, 99)] == ["C5", "C1"]
    monkeypatch.setattr(lists, "COUNTED", 3)
    assert [lists.page(auditor, wanted, number).beyond for number in (1, 3)] == [3, 0]
    monkeypatch.setattr(lists, "DEEPEST", 2)
    assert (lists.page(auditor, wanted, 3).number, lists.page(auditor, wanted, 3).is_cut) == (2, True)
    monkeypatch.setattr(lists, "ROWS", 5)
    whole = replace(wanted, tier="D")
    assert [one.number for one in lists.page(auditor, whole, 1)] == ["C2", "C3", "C6"][:2]


@pytest.mark.parametrize("most", [0, 20_000])
def test_many_are_in_order_gathered_or_walked(book: Cast, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    auditor = User.objects.get(pk=book.auditor.pk)
    monkeypatch.setattr(lists, "COUNTED", 1)
    monkeypatch.setattr(lists, "SORTED", most)
    for sort, found in (("name", "C1 C2 C6"), ("-name", "C6 C2 C1"), ("-loans", "C2 C1 C6"), ("tier", "C1 C2 C6")):
        page = lists.page(auditor, lists.Wanted(region="东", sort=sort), 1)
        assert " ".join(one.number for one in page) == found, sort


def test_of_many_branches_the_first_two_levels_are_offered_and_what_lies_below_the_chosen(
    book: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "_OFFERED", 1)
    branch = book.rm.posts.get().branch
    below = Branch.objects.create(code="below", name="网点", parent=branch, path=f"{branch.path}below/")
    deeper = Branch.objects.create(code="deeper", name="柜组", parent=below, path=f"{below.path}deeper/")
    auditor = sign_in(book.auditor)

    def offered(query: str) -> set[str]:
        return {one.code for one in auditor.get(f"/clients/?{query}").context["filters"].fields["branch"].queryset}

    assert branch.code in offered("view=all")
    assert "deeper" not in offered("view=all")
    assert {"below", "deeper"} <= offered(f"branch={below.uuid}")
    assert listed(auditor, f"branch={deeper.uuid}") == []


def test_a_file_holds_all_pages_the_columns_and_where_it_comes_from(book: Cast, sign_in: SignIn) -> None:
    browser = sign_in(book.rm)
    browser.post("/account/preferences/", {"language": "en"})
    answer = browser.get("/clients/export/?format=csv&tier=D&sort=deposits&col=deposits&col=managers&q=公司")
    taken, heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert "(rm)" in taken[0]
    assert "Tier: D base" in taken[0]
    assert "2025-12-31" in taken[0]
    assert heading == ["Name", "Manager", "Deposits"]
    assert rows == [["公司C2", f"{book.rm.name_en} 100.00%", "20000.00"]]
    event = Event.objects.get(code="clients.exported")
    assert (event.by, event.details["rows"], event.details["tier"]) == (book.rm, 1, "D")
    assert "公司" not in str(event.details), "words that somebody looked for are never written down"
    assert browser.get("/clients/export/?format=xlsx").content[:2] == b"PK"
    assert browser.get("/clients/export/?format=pdf").status_code == 422


def test_the_list_asks_the_same_number_of_questions_for_everybody(book: Cast, sign_in: SignIn) -> None:
    for name, most in (("rm", 13), ("branch", 17), ("auditor", 15)):
        browser = sign_in(getattr(book, name))
        for query in ("view=all", "tier=D&sort=-loans&q=gs&lending=with&deposits_from=1"):
            browser.get(f"/clients/?{query}")
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(f"/clients/?{query}").status_code == 200
            assert len(asked) <= most, (name, query, [one["sql"][:90] for one in asked])
