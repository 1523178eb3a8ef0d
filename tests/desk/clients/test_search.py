"""What words find: names, numbers, codes, last digits of accounts, and words that nearly every name has."""

import math
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from book import assign, client
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.clients import finding
from qiao.desk.clients.models import Account, Client, ClientFigures, Contact, Product
from qiao.desk.clients.queries import search
from qiao.desk.people import calendar
from qiao.desk.people.models import User

NAMES = {"C1": "澜江宏瑞模具制造有限公司", "C2": "澜江信和科技有限公司", "C3": "云州华康科技股份有限公司"}
ACCOUNTS = {"C1": "62280001", "C2": "62280002", "C3": "99990001"}


@pytest.fixture
def book(cast: Cast) -> Cast:
    """Three clients with an account each: two of rm's, one of rm3's."""
    product = Product.objects.create(code="DD", name="活期", family="deposit", coefficient=Decimal(1))
    for number, name in NAMES.items():
        made = client(number, name)
        made.credit_code = f"91330100MA00000{number}X"
        made.save()
        assign(made, cast.rm3 if number == "C3" else cast.rm, calendar.today() - timedelta(days=9))
        Account.objects.create(
            client=made,
            number=ACCOUNTS[number],
            product=product,
            currency="CNY",
            account_type="basic",
            opened_on=date(2020, 1, 1),
        )
    return cast


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the database had counted: two names of three speak of technology, every one is in one city or the other."""
    parts = {"科技": 0.66, "kj": 0.66, "科": 0.66, "keji": 0.66, "澜江": 0.5}
    monkeypatch.setattr(finding, "_known", (time.monotonic() + 600, parts))


def found(person: User, words: str) -> str:
    """Numbers of the clients that the search box finds."""
    names = [hit.title for hit in search.found(User.objects.get(pk=person.pk), words, 20)]
    return " ".join(sorted(number for number, name in NAMES.items() if name in names))


CASES = [
    ("宏瑞", "C1"), ("瑞", "C1"), ("瑞模具", "C1"), ("hrmj", "C1"), ("hongrui", "C1"), ("C2", "C2"),
    ("91330100MA00000C1X", "C1"), ("91330100ma00000c1x", "C1"), ("91330100MA", "C1 C2 C3"), ("9133", ""),
    ("0001", "C1 C3"), ("80001", "C1"), ("99990001", "C3"), ("001", ""), ("0003", ""), ("科技 华", "C3"), ("华", "C3"),
    ("科技", "C2 C3"), ("kj", "C2 C3"), ("keji", "C2 C3"), ("有限公司", "C1 C2 C3"), ("yxgs", "C1 C2 C3"), ("gfyxgs", "C3"),
    ("有限公司 宏瑞", "C1"), ("科技 澜江", "C2"), ("科技 0002", "C2"), ("不存在", ""), ("zzzz", ""), ("%", ""), ("'", ""), ("00", ""),
]  # fmt: skip


@pytest.mark.parametrize("is_counted", [False, True])
def test_words_find(book: Cast, is_counted: bool, request: pytest.FixtureRequest) -> None:
    if is_counted:
        request.getfixturevalue("counted")
    assert [(words, found(book.auditor, words)) for words, _ in CASES] == CASES


@pytest.mark.parametrize("form", ["有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "公司"])
def test_a_name_that_is_typed_out_is_found_all_the_way(book: Cast, form: str) -> None:
    one = Client.objects.get(number="C2")
    one.name = f"澜江汇泽供应链管理{form}"
    one.save()
    for word in ("汇泽", "澜江汇泽供应链管理", "供应链管理"):
        for end in range(len(form) + 1):
            typed = word + form[:end]
            assert list(Client.objects.found_by(typed)) == [one], typed
            assert list(Client.objects.found_by(f"{word} {form[:end]}")) == [one], (word, form[:end])


def test_the_beginning_of_a_form_is_no_way_into_the_index(book: Cast, counted: None) -> None:
    assert [finding.are_common(finding.words(word)) for word in ("有", "有限责", "公", "科技有", "科技 有限")] == [
        True
    ] * 5
    assert [finding.are_common(finding.words(word)) for word in ("宏瑞有", "宏瑞 有限", "科技 宏瑞公")] == [False] * 3
    assert [found(book.auditor, words) for words in ("有限", "股份", "科技有", "科技 股份")] == [
        "C1 C2 C3", "C3", "C2 C3", "C3",
    ]  # fmt: skip


def test_a_short_name_that_ends_like_a_form_begins_is_its_own(book: Cast) -> None:
    other = Client.objects.get(number="C2")
    other.name = "云州宏有商贸有限公司"
    other.save()
    assert list(Client.objects.found_by("宏有")) == [other]


def test_nobody_finds_beyond_their_reach(book: Cast, counted: None) -> None:
    assert [found(book.rm, words) for words in ("0001", "科技", "华", "99990001", "C3")] == ["C1", "C2", "", "", ""]
    assert found(book.rm3, "0001 科技") == "C3"
    assert found(book.admin, "有限公司") == ""


def test_a_common_word_is_no_way_into_the_index(book: Cast, counted: None) -> None:
    auditor = User.objects.get(pk=book.auditor.pk)
    assert not finding.are_common(finding.words("科技 宏瑞"))
    assert finding.are_common(finding.words("科技 kj 有限公司"))
    told = str(Client.objects.visible_to(auditor).found_by("科技", auditor).query)
    assert "array_cat" in told, "the index holds no such value"
    assert "array_cat" not in str(Client.objects.visible_to(auditor).found_by("科技 宏瑞", auditor).query)


def test_common_words_that_seldom_meet_narrow(book: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_known", (math.inf, {"科技": 0.06, "澜江": 0.06}))
    assert [finding.are_common(finding.words(words)) for words in ("科技", "澜江", "科技 澜江")] == [True, True, False]
    assert found(book.auditor, "科技 澜江") == "C2"


def test_what_does_not_fit_the_box_stands_in_the_list(book: Cast) -> None:
    *hits, more = search.found(User.objects.get(pk=book.auditor.pk), "有限公司", 2)
    assert (len(hits), more.url) == (2, "/clients/?view=all&q=%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8")


def test_of_a_common_words_clients_a_whole_bank_sees_the_largest(
    book: Cast, counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(person: User, most: int) -> list[str]:
        return [hit.title for hit in search.found(User.objects.get(pk=person.pk), "有限公司", most)]

    by_name = told(book.auditor, 20)
    assert len(by_name) == 3, "without figures all stand by name"
    for number, one in enumerate(Client.objects.order_by("name_key"), 1):
        ClientFigures.objects.create(client=one, data_date=date(2025, 12, 31), tier="D", deposit_average=number)
    assert told(book.auditor, 2)[:2] == by_name[:0:-1]
    assert told(book.auditor, 20) == by_name, "where all fit, by name"
    own = told(book.rm, 20)
    assert told(book.rm, 1)[0] == own[0] == by_name[0], "within a reach by name"
    monkeypatch.setattr(search, "GATHERED", 1)
    assert told(book.rm, 1)[0] == own[-1], "in a wide one by deposits too"
    assert told(book.rm, 20) == own


def test_a_search_asks_a_fixed_number_of_questions(book: Cast) -> None:
    auditor = User.objects.get(pk=book.auditor.pk)
    search.found(auditor, "0001", 20)
    for words, most in (("科技", 1), ("0001", 2), ("0001 0002 C1 宏瑞", 3)):
        with CaptureQueriesContext(connection) as asked:
            search.found(auditor, words, 20)
        assert len(asked) <= most, words


def test_without_the_databases_count_every_word_narrows(book: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_known", (0.0, {}))
    assert finding.words("科技")[0].is_common is False


PEOPLE = {"C1": ("周建国", "董事长"), "C3": ("曾曾华", "")}


@pytest.fixture
def known_people(book: Cast) -> Cast:
    """Somebody of a client of rm's and of one of rm3's, with values that are masked."""
    for number, (name, title) in PEOPLE.items():
        Contact.objects.create(
            client=Client.objects.get(number=number),
            name=name,
            title=title,
            phone="13812341234",
            wechat="zhoujianguo88",
        )
    return book


def met(person: User, words: str) -> list[str]:
    """Names of the contact people whom the search box finds."""
    return [hit.title for hit in search.people_found(User.objects.get(pk=person.pk), words, 20)]


FOUND = [
    ("周建国", ["周建国"]), ("建国", ["周建国"]), ("zjg", ["周建国"]), ("zhoujianguo", ["周建国"]), ("jianguo", ["周建国"]),
    ("zh", ["周建国", "曾曾华"]), ("华", ["曾曾华"]), ("zengzenghua", ["曾曾华"]), ("z", ["周建国", "曾曾华"]), ("周 华", []), ("董事长", []),
    ("13812341234", []), ("1381", []), ("zhoujianguo88", []), ("%", []),
]  # fmt: skip


def test_contact_people_are_found_by_their_names_alone(known_people: Cast) -> None:
    assert [(words, sorted(met(known_people.auditor, words))) for words, _ in FOUND] == FOUND


def test_nobody_meets_the_people_of_clients_that_are_not_theirs(
    known_people: Cast, sign_in: Callable[..., Browser]
) -> None:
    expected = {
        "rm": ["周建国"],
        "lead": ["周建国"],
        "rm3": ["曾曾华"],
        "rm2": [],
        "hr": [],
        "risk": [],
        "admin": [],
        "office": [],
    }
    assert {name: met(getattr(known_people, name), "z") for name in expected} == expected
    page = sign_in(known_people.rm).get("/ui/search/?q=zjg").content.decode()
    assert "周建国" in page
    assert NAMES["C1"] + " · 董事长" in page
    assert "13812341234" not in page
    assert "138****1234" not in page, "not even masked"


def test_a_person_of_another_name_is_found_by_it_and_whoever_left_comes_last(known_people: Cast) -> None:
    zhou = Contact.objects.get(name="周建国")
    zhou.name, zhou.left_on = "安小满", date(2025, 1, 1)
    zhou.save(update_fields=["name", "left_on"])
    assert met(known_people.auditor, "zjg") == []
    Contact.objects.create(client=zhou.client, name="安子衿")
    assert met(known_people.auditor, "an") == ["安子衿", "安小满"]


def test_contact_people_cost_one_question_however_many(known_people: Cast) -> None:
    rm = User.objects.get(pk=known_people.rm.pk)
    search.people_found(rm, "z", 20)
    for number in range(12):
        Contact.objects.create(client=Client.objects.get(number="C1"), name=f"周{number}")
    with CaptureQueriesContext(connection) as asked:
        assert len(search.people_found(rm, "z", 20)) == 10
    assert len(asked) == 1


def test_of_the_listed_searches_those_of_a_name_find_its_person(known_people: Cast) -> None:
    words = (Path(__file__).parents[3] / "bench" / "searches.txt").read_text(encoding="utf-8").splitlines()
    assert len(words) == 200
    auditor = User.objects.get(pk=known_people.auditor.pk)
    hits = {word: [hit.title for hit in search.people_found(auditor, word, 20)] for word in words}
    assert {word: names for word, names in hits.items() if names} == {"华": ["曾曾华"]}
