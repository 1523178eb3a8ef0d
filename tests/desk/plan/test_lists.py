"""Targets come in from a workbook as drafts of their divisions, with a dry run, faults a row, and undo."""

import io
from pathlib import Path
from typing import Any

import openpyxl
from bringing import book
from cast import Cast
from django.test import Client
from django.utils.translation import override
from working import carry_out

from qiao.desk.assess.models import Period
from qiao.desk.clients.actions import imports
from qiao.desk.clients.intake import sheets
from qiao.desk.clients.models import Import
from qiao.desk.plan.models import Target

HEAD = ["期间", "层级", "代码", "指标代码", "目标"]


def bring(cast: Cast, tmp_path: Path, by: str, *rows: list[Any]) -> Import:
    """A list, checked."""
    made = imports.receive(by=getattr(cast, by), subject="targets", name="targets.xlsx", content=book(HEAD, *rows))
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    return made


def test_figures_become_drafts_and_go_back(year: Period, cast: Cast, tmp_path: Path) -> None:
    made = bring(
        cast, tmp_path, "branch",
        ["2025", "客户经理", "rm", "CORP01", "6,500"], ["2025", "团队", "T011", "CORP01", "11000"],
        ["2025", "客户经理", "rm2", "CORP01", "4000"],
    )  # fmt: skip
    assert (made.stage, made.counts) == ("checked", {"new": 1, "changed": 1, "same": 1})
    assert not Target.objects.exclude(draft=None).exists(), "a dry run writes nothing"
    imports.apply_later(made, by=cast.branch)
    carry_out(tmp_path / "job")
    drafts = {one.unit: one.draft for one in Target.objects.exclude(draft=None)}
    assert sorted(map(int, drafts.values())) == [65_000_000, 110_000_000]  # type: ignore[arg-type]
    assert Target.objects.get(person=cast.rm, indicator="CORP01").figure == 50_000_000, "it does not count yet"
    imports.undo_later(Import.objects.get(), by=cast.branch)
    carry_out(tmp_path / "job")
    assert not Target.objects.exclude(draft=None).exists()


def test_what_is_wrong_is_said_row_by_row(year: Period, cast: Cast, tmp_path: Path) -> None:
    made = bring(
        cast, tmp_path, "branch",
        ["2024", "客户经理", "rm", "CORP01", "1"], ["2025", "部门", "rm", "CORP01", "1"],
        ["2025", "客户经理", "rm3", "CORP01", "1"], ["2025", "客户经理", "rm", "CORP07", "1"],
        ["2025", "客户经理", "rm", "CORP03", "-1"], ["2025", "机构", "B01", "CORP01", "1"],
        ["2025", "客户经理", "rm", "FEE01", ""],
    )  # fmt: skip
    said = [[say[0] for say in row.says] for row in made.rows.all()]
    assert said == [
        ["plan_period"],
        ["plan_level"],
        ["plan_unit"],
        ["plan_indicator"],
        ["plan_figure"],
        ["plan_rights"],
        [],
    ]


def test_the_template_has_every_figure_that_is_ones_to_set(
    year: Period, cast: Cast, tmp_path: Path, sign_in: type[Client]
) -> None:
    content = sign_in(cast.branch).get("/clients/import/template/targets/").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]  # type: ignore[union-attr]
    assert {row[2] for row in rows} == {"T011", "T012", "rm", "rm2", *(row[2] for row in rows)}
    assert ("5000" in {row[7] for row in rows if row[2] == "rm"}) and "rm3" not in {row[2] for row in rows}
    with override("zh-hans"):
        made = imports.receive(by=cast.branch, subject="targets", name="t.xlsx", content=content)
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert made.counts == {"same": len(rows)}
    assert sheets.template("clients"), "other lists keep their example"
