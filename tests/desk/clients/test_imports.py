"""A list of the bank's is read, its columns matched, by whom it belongs to, and comes back with what is wrong."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bringing import HEAD, book, code, csv
from cast import Cast
from django.test import Client as Browser
from django.utils.translation import override
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import imports
from qiao.desk.clients.intake import fields, sheets
from qiao.desk.clients.models import Client, Import
from qiao.desk.common.refusals import RefusedError
from qiao.desk.jobs.models import Job
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]


def test_the_own_workbook_comes_back_with_remarks(cast: Cast, send: Any, sign_in: SignIn) -> None:
    send(cast.hr, book(HEAD, ["丙公司", code(3), "小型", "rm", ""], ["丁公司", code(4), "巨型", "rm", "留"]))
    made = Import.objects.get()
    back = sign_in(cast.hr).get(f"{made.get_absolute_url()}workbook/")
    sheet = openpyxl.load_workbook(io.BytesIO(back.content)).active
    assert [sheet["F1"].value, sheet["F2"].value] == ["检查结果", None]
    assert sheet["F3"].value.startswith("有误")
    assert sheet["E3"].value == "留"
    assert Event.objects.filter(code="import.exported").count() == 1
    Import.objects.update(created_at=datetime(2026, 1, 1, 17, 30, tzinfo=UTC))
    named = sign_in(cast.hr).get(f"{made.get_absolute_url()}workbook/")["Content-Disposition"]
    assert "clients-20260102-0130.xlsx" in named, "the bank's day"
    assert sign_in(cast.branch).get(f"{made.get_absolute_url()}workbook/").status_code == 404


def test_columns_are_matched_on_screen_and_remembered(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> None:
    head = ["叫什么", "税号", "谁管"]
    page = send(cast.hr, csv(head, ["丙公司", code(3), "rm"], encoding="utf-8"))
    made = Import.objects.get()
    assert (made.stage, page.context["may_match"], Job.objects.count()) == ("matching", True, 0)
    with override("en"), pytest.raises(RefusedError, match=r"stands for: Client name, Credit code\."):
        imports.match(made, by=User.objects.get(pk=cast.hr.pk), columns=[])
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
    assert [code for code, _ in sign_in(cast.hr).get("/clients/import/").context["subjects"]] == [
        "clients",
        "targets",
        "ratings",
    ]
    assert [code for code, _ in sign_in(cast.admin).get("/clients/import/").context["subjects"]] == ["people"]
    assert sign_in(cast.hr).get("/clients/import/template/people/").status_code == 404
    assert sign_in(cast.rm).get("/clients/import/").status_code == 403
    send(cast.hr, csv(HEAD, ["丙公司", code(3), "", "rm", ""]))
    made = Import.objects.get()
    for name, wanted in (("branch", 404), ("auditor", 403), ("rm", 403)):
        assert sign_in(getattr(cast, name)).post(f"{made.get_absolute_url()}apply/").status_code == wanted
    assert not Client.objects.exists()
    assert imports.forget_old() == 0
