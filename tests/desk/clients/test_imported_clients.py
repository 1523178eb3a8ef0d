"""A list of clients makes new ones and changes what is the desk's to change, row by row, and all of it is put back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from book import assign, client
from bringing import HEAD, act, code, csv
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Assignment, Client, Import
from qiao.desk.people import calendar

SignIn = Callable[..., Browser]
ROWS = [
    ["丙公司", code(3), "小型企业", "rm", "=1+1"],
    ["乙股份公司", code(2), "", "", ""],
    ["改名公司", code(1), "", "", "重点"],
    ["甲公司", code(1), "", "", ""],
    ["丁公司", code(4), "巨型", "rm", ""],
    ["戊公司", code(5)[:-1] + "X", "", "rm", ""],
    ["己公司", code(6), "", "hr", ""],
    ["", code(7), "", "rm", ""],
    ["庚公司", code(8), "", "", ""],
]


@pytest.fixture
def known(cast: Cast) -> None:
    """A client of the ledger's, and one that is awaited."""
    client("C1", "甲公司")
    client("C2", "乙公司")
    Client.objects.filter(number="C1").update(credit_code=code(1))
    Client.objects.filter(number="C2").update(credit_code=code(2), is_awaited=True)


def standing() -> dict[str, tuple[str, str]]:
    """Name and note of the clients that were there before."""
    return {one.number: (one.name, one.note) for one in Client.objects.filter(number__in=["C1", "C2"])}


def test_a_dry_run_writes_nothing_and_says_what_is_wrong_with_each_row(known: None, cast: Cast, send: Any) -> None:
    page = send(cast.hr, csv(HEAD, *ROWS), name="名单.csv")
    made = Import.objects.get()
    assert (made.stage, made.counts) == ("checked", {"new": 1, "changed": 2, "faulty": 6})
    assert standing() == {"C1": ("甲公司", ""), "C2": ("乙公司", "")}
    assert Client.objects.count() == 2
    assert [row.number for row in page.context["rows"]] == [5, 6, 7, 8, 9, 10]
    says = " ".join(words for row in page.context["rows"] for words in row.says)
    assert all(word in says for word in ("第 4 行", "规模", "校验", "客户经理", "客户名称"))


def test_taken_over_each_row_is_an_event_and_the_ledgers_facts_stay(
    known: None, cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path
) -> None:
    send(cast.hr, csv(HEAD, *ROWS), name="名单.csv")
    made = Import.objects.get()
    assert "已导入" in act(sign_in(cast.hr), made, "apply", tmp_path / "job").content.decode()
    new = Client.objects.get(credit_code=code(3))
    assert (new.is_awaited, new.scale, new.note) == (True, "small", "=1+1")
    assert Assignment.objects.get(client=new).manager == cast.rm
    assert standing() == {"C1": ("甲公司", "重点"), "C2": ("乙股份公司", "")}
    renamed = Client.objects.get(number="C2")
    assert (renamed.version, Client.objects.found_by("乙股份").get()) == (1, renamed), "it is found by its new name"
    changed = {event.on_uuid: event.details for event in Event.objects.filter(code="client.changed", by=cast.hr)}
    assert changed == {
        renamed.uuid: {"fields": ["name"]},
        Client.objects.get(number="C1").uuid: {"fields": ["note"]},
    }
    details = Event.objects.get(code="import.applied").details
    assert {name: details[name] for name in made.counts} == made.counts


def test_undone_all_is_as_before_but_for_what_somebody_changed_since(
    known: None, cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path
) -> None:
    send(cast.hr, csv(HEAD, *ROWS), name="名单.csv")
    made, browser = Import.objects.get(), sign_in(cast.hr)
    act(browser, made, "apply", tmp_path / "job")
    Client.objects.filter(number="C1").update(version=9)  # somebody else was there
    page = act(browser, made, "undo", tmp_path / "job")
    assert not Client.objects.filter(credit_code=code(3)).exists()
    assert not Assignment.objects.exists()
    assert standing() == {"C1": ("甲公司", "重点"), "C2": ("乙公司", "")}
    assert [(row.number, row.title) for row in page.context["rows"]] == [(4, "改名公司")], "what stays is named"
    made.refresh_from_db()
    assert (made.stage, made.kept) == ("undone", 1)


def test_a_branch_brings_in_its_own_alone(cast: Cast, send: Any) -> None:
    theirs = client("C9", "机密公司")
    Client.objects.update(credit_code=code(9))
    assign(theirs, cast.rm3, calendar.today())
    page = send(cast.branch, csv(HEAD, ["某公司", code(9), "", "rm", ""], ["丙公司", code(3), "", "rm3", ""]))
    assert Import.objects.get().counts == {"faulty": 2}
    assert "机密" not in page.content.decode()
    assert "apply" not in page.content.decode()


def test_many_rows_ask_the_database_as_often_as_a_few(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> None:
    counts, browser = [], sign_in(cast.hr)
    for size in (2, 40):
        lists = [
            [[f"客户{size}X{one}{word}", code(size * 100 + one), "", "rm", word] for one in range(size)]
            for word in ("甲", "乙")
        ]
        for rows in lists:
            send(cast.hr, csv(HEAD, *rows))
            made = Import.objects.first()
            assert made is not None
            for what in ("apply", "undo") if rows is lists[1] else ("apply",):
                browser.post(f"{made.get_absolute_url()}{what}/")
                with CaptureQueriesContext(connection) as asked:
                    carry_out(tmp_path / "job")
                counts.append(len(asked))
    assert counts[:3] == counts[3:]
