"""A list of the bank's is checked, taken over and undone, whole, by whom it belongs to, and comes back with what is wrong."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from book import assign, client
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils.translation import override
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import imports
from qiao.desk.clients.intake import fields, sheets
from qiao.desk.clients.models import Assignment, Client, Import
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User
from qiao.engine.credit_codes import check_character

SignIn = Callable[..., Browser]


def code(number: int) -> str:
    first = f"9111000060{number:07d}"
    return first + check_character(first)


def book(*rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def csv(*rows: list[str], encoding: str = "gb18030") -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode(encoding)


HEAD = ["客户名称", "统一社会信用代码", "规模", "客户经理工号", "备注"]


@pytest.fixture
def send(sign_in: SignIn, tmp_path: Path) -> Callable[..., Any]:
    """`send(person, content)` uploads a list, has it checked, and gives its page."""

    def sent(person: User, content: bytes, *, of: str = "clients", name: str = "名单.xlsx") -> Any:
        browser = sign_in(person)
        page = browser.post(f"/clients/import/?of={of}", {"file": SimpleUploadedFile(name, content)}, follow=True)
        if carry_out(tmp_path / "job"):
            page = browser.get(page.redirect_chain[-1][0])
        return page

    return sent


def act(browser: Browser, made: Import, what: str, folder: Path) -> Any:
    """Take over or undo, and the page afterwards."""
    browser.post(f"{made.get_absolute_url()}{what}/")
    carry_out(folder)
    return browser.get(made.get_absolute_url())


def test_a_list_of_clients_from_dry_run_to_undo(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> None:
    ledgers, mine = client("C1", "甲公司"), client("C2", "乙公司")
    Client.objects.filter(pk=ledgers.pk).update(credit_code=code(1))
    Client.objects.filter(pk=mine.pk).update(credit_code=code(2), is_awaited=True)
    rows = [
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
    page = send(cast.hr, csv(HEAD, *rows), name="名单.csv")
    made = Import.objects.get()
    assert (made.stage, made.counts) == ("checked", {"new": 1, "changed": 2, "faulty": 6})
    assert Client.objects.count() == 2, "a dry run writes nothing"
    assert [row.number for row in page.context["rows"]] == [5, 6, 7, 8, 9, 10]
    says = " ".join(words for row in page.context["rows"] for words in row.says)
    assert all(word in says for word in ("第 4 行", "规模", "校验", "客户经理", "客户名称"))

    browser = sign_in(cast.hr)
    page = act(browser, made, "apply", tmp_path / "job")
    assert "已导入" in page.content.decode()
    new = Client.objects.get(credit_code=code(3))
    assert (new.is_awaited, new.scale, new.note, Assignment.objects.get(client=new).manager) == (
        True,
        "small",
        "=1+1",
        cast.rm,
    )
    assert {one.number: (one.name, one.note) for one in Client.objects.filter(number__in=["C1", "C2"])} == {
        "C1": ("甲公司", "重点"),
        "C2": ("乙股份公司", ""),
    }
    details = Event.objects.get(code="import.applied").details
    assert {name: details[name] for name in made.counts} == made.counts

    Client.objects.get(number="C1").save()
    Client.objects.filter(number="C1").update(version=9)  # somebody else was there
    page = act(browser, made, "undo", tmp_path / "job")
    assert not Client.objects.filter(credit_code=code(3)).exists()
    assert not Assignment.objects.exists()
    assert {one.number: (one.name, one.note) for one in Client.objects.all()} == {
        "C1": ("甲公司", "重点"),
        "C2": ("乙公司", ""),
    }
    assert [(row.number, row.title) for row in page.context["rows"]] == [(4, "改名公司")], "what stays is named"
    made.refresh_from_db()
    assert (made.stage, made.kept) == ("undone", 1)


def test_the_own_workbook_comes_back_with_remarks(cast: Cast, send: Any, sign_in: SignIn) -> None:
    send(cast.hr, book(HEAD, ["丙公司", code(3), "小型", "rm", ""], ["丁公司", code(4), "巨型", "rm", "留"]))
    made = Import.objects.get()
    back = sign_in(cast.hr).get(f"{made.get_absolute_url()}workbook/")
    sheet = openpyxl.load_workbook(io.BytesIO(back.content)).active
    assert [sheet["F1"].value, sheet["F2"].value] == ["检查结果", None]
    assert sheet["F3"].value.startswith("有误")
    assert sheet["E3"].value == "留"
    assert Event.objects.filter(code="import.exported").count() == 1
    assert sign_in(cast.branch).get(f"{made.get_absolute_url()}workbook/").status_code == 404


def test_columns_are_matched_on_screen_and_remembered(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> None:
    head = ["叫什么", "税号", "谁管"]
    page = send(cast.hr, csv(head, ["丙公司", code(3), "rm"], encoding="utf-8"))
    made = Import.objects.get()
    assert (made.stage, page.context["may_match"], Job.objects.count()) == ("matching", True, 0)
    browser = sign_in(cast.hr)
    address = f"{made.get_absolute_url()}columns/"
    assert browser.post(address, {"column-0": "name"}).status_code == 422
    assert browser.post(address, {"column-0": "name", "column-1": "name"}).status_code == 422
    matched = {"column-0": "name", "column-1": "credit_code", "column-2": "manager"}
    assert browser.post(address, matched).status_code == 302
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert (made.stage, made.counts) == ("checked", {"new": 1})
    send(cast.branch, csv(head, ["丁公司", code(4), "rm"]))
    assert Import.objects.first().stage == "checked", "the next list with these headings is checked at once"  # type: ignore[union-attr]


def test_a_branch_brings_in_its_own_alone(cast: Cast, send: Any) -> None:
    theirs = client("C9", "机密公司")
    Client.objects.update(credit_code=code(9))
    assign(theirs, cast.rm3, calendar.today())
    page = send(cast.branch, csv(HEAD, ["某公司", code(9), "", "rm", ""], ["丙公司", code(3), "", "rm3", ""]))
    assert Import.objects.get().counts == {"faulty": 2}
    assert "机密" not in page.content.decode()
    assert "apply" not in page.content.decode()


def test_a_list_of_people_gives_posts_and_is_undone(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> None:
    head = ["工号", "姓名", "电话", "角色", "机构", "团队"]
    rows = [
        ["N001", "钱多多", "13800000000", "客户经理", "B01", "T011"],
        ["rm", "改名", "", "", "", ""],
        ["N002", "孙某", "", "系统管理员", "B01", ""],
        ["N003", "李某", "", "客户经理", "没有的", ""],
        ["N 4", "周某", "", "", "", ""],
        ["N005", "", "", "", "", ""],
    ]
    before = cast.rm.name
    send(cast.admin, book(head, *rows), of="people")
    made = Import.objects.get()
    assert made.counts == {"new": 1, "changed": 1, "faulty": 4}
    browser = sign_in(cast.admin)
    act(browser, made, "apply", tmp_path / "job")
    new = User.objects.get(staff_number="N001")
    assert (new.name, new.phone, new.has_usable_password()) == ("钱多多", "13800000000", False)
    post = Post.objects.get(user=new)
    assert (post.role, post.branch.code, post.team and post.team.code, post.given_by) == (
        "rm",
        "B01",
        "T011",
        cast.admin,
    )
    assert "13800000000" not in str(list(Event.objects.values_list("details", flat=True)))
    act(browser, made, "undo", tmp_path / "job")
    assert not User.objects.filter(staff_number="N001").exists()
    assert User.objects.get(staff_number="rm").name == before
    assert not Post.objects.filter(pk=post.pk).exists()


def test_an_identifier_in_a_number_cell_is_refused(cast: Cast, send: Any) -> None:
    page = send(cast.admin, book(["工号", "姓名"], [7, "钱多多"]), of="people")
    assert "前导零" in page.context["rows"][0].says[0]


@pytest.mark.parametrize("subject", ["clients", "people"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_is_a_list_whose_example_is_left_out(cast: Cast, send: Any, subject: str, language: str) -> None:
    with override(language):
        content = sheets.template(subject)
    send(cast.hr if subject == "clients" else cast.admin, content, of=subject)
    made = Import.objects.get()
    assert made.columns == [field.code for field in fields.OF[subject]]
    assert (made.stage, made.counts) == ("checked", {"same": 1})


def test_what_is_no_list_is_one_sentence_at_the_file(cast: Cast, send: Any) -> None:
    for content in (b"\x00\x01nonsense,\xff", b"", csv(HEAD), b"PK\x03\x04"):
        page = send(cast.hr, content)
        assert page.status_code == 422
        assert len(page.context["form"].errors["file"]) == 1
    assert not Import.objects.exists()


def test_who_may_bring_in_what(cast: Cast, sign_in: SignIn, send: Any) -> None:
    assert [code for code, _ in sign_in(cast.hr).get("/clients/import/").context["subjects"]] == ["clients"]
    assert [code for code, _ in sign_in(cast.admin).get("/clients/import/").context["subjects"]] == ["people"]
    assert sign_in(cast.hr).get("/clients/import/template/people/").status_code == 404
    assert sign_in(cast.rm).get("/clients/import/").status_code == 403
    send(cast.hr, csv(HEAD, ["丙公司", code(3), "", "rm", ""]))
    made = Import.objects.get()
    for name, wanted in (("branch", 404), ("auditor", 403), ("rm", 403)):
        assert sign_in(getattr(cast, name)).post(f"{made.get_absolute_url()}apply/").status_code == wanted
    assert not Client.objects.exists()
    assert imports.forget_old() == 0
