"""A bank's list is read as it stands, and comes back with a column of remarks and nothing else changed."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from qiao.engine import DataError, Remarks, marked, read_list


def book(path: Path) -> Path:
    """A workbook as somebody keeps one: an empty sheet first, colours, a comment, a merged title, a number, a formula."""
    made = openpyxl.Workbook()
    made.active.title = "封面"
    sheet = made.create_sheet("名单")
    sheet["A2"], sheet["B2"], sheet["C2"] = "客户名称", "工号", "日期"
    sheet["A2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A3"], sheet["B3"], sheet["C3"] = " 甲<公司 ", 7, date(2025, 1, 31)
    sheet["A4"] = '=A3&"x"'
    sheet["A4"].comment = Comment("看这里", "某人")
    sheet["A6"], sheet["D6"] = "乙公司", "多余"
    sheet.merge_cells("F1:G1")
    sheet.column_dimensions["A"].width = 33
    sheet.freeze_panes = "A3"
    made.save(path)
    return path


def test_a_workbooks_first_sheet_that_says_something_is_the_list(tmp_path: Path) -> None:
    found = read_list(book(tmp_path / "list.xlsx"), most_rows=10)
    assert (found.sheet, found.header_row, found.headings) == ("名单", 2, ("客户名称", "工号", "日期"))
    assert [(row.number, row.cells, row.numbers) for row in found.rows] == [
        (3, ("甲<公司", "7", "2025-01-31"), {1, 2}),
        (4, ("", "", ""), set()),
        (6, ("乙公司", "", ""), set()),
    ]
    assert "公式" in found.rows[1].problems[0][1].zh, "a formula is never computed"


def test_the_own_workbook_comes_back_with_one_more_column(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsx")
    back = tmp_path / "back.xlsx"
    back.write_bytes(marked(path, {"名单": Remarks(2, "错误", {3: "=1+1 <a&b>", 6: "第六行"})}))
    sheet = openpyxl.load_workbook(back)["名单"]
    assert [sheet[f"E{row}"].value for row in (2, 3, 4, 6)] == ["错误", "=1+1 <a&b>", None, "第六行"]
    assert sheet["A2"].fill.fgColor.rgb == "00FFFF00"
    assert (sheet["A4"].value, sheet["A4"].comment.text, sheet["D6"].value) == ('=A3&"x"', "看这里", "多余")
    assert (sheet.freeze_panes, sheet.column_dimensions["A"].width, list(map(str, sheet.merged_cells))) == (
        "A3",
        33,
        ["F1:G1"],
    )
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(back) as after:
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert (before.namelist(), changed) == (after.namelist(), ["xl/worksheets/sheet2.xml"])
    again = read_list(back, most_rows=10)
    assert {row.number: row.cells[-1] for row in again.rows} == {3: "=1+1 <a&b>", 4: "", 6: "第六行"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_and_comes_back_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        '客户名称,备注\r\n甲公司,"一,二"\r\n\r\n"断\r\n乙,,多\r\n丙\r\n'.replace('"断', "丁,断").encode(encoding)
    )
    found = read_list(path, most_rows=10)
    assert (found.sheet, found.headings) == ("", ("客户名称", "备注"))
    assert next((row.number, row.cells) for row in found.rows) == (2, ("甲公司", "一,二"))
    assert {row.number: bool(row.problems) for row in found.rows} == {2: False, 4: False, 5: True, 6: False}
    back = marked(path, {"": Remarks(1, "错误", {5: "多了一格"})})
    lines = back.decode("gb18030" if encoding == "gb18030" else "utf-8-sig").split("\r\n")
    assert lines[0] == "客户名称,备注,错误"
    assert lines[4] == "乙,,多,多了一格"
    assert lines[1] == '甲公司,"一,二",'


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "旧式"),
        (b"PK\x03\x04nonsense", "xlsx"),
        (b"a;b\n1;2\n", "逗号"),
        ("名,号\n一,1\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n\xff\xfe\xfd,1\n", "GB18030"),
        (("a\n" + "1\n" * 12).encode(), "超过 10 行"),
    ],
)
def test_what_is_no_list_is_told_in_one_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        read_list(path, most_rows=10)
    assert word in refused.value.text.zh
    assert refused.value.text.zh.startswith("该文件")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(30 << 20))
    (tmp_path / "x").write_bytes(packed.getvalue())
    with pytest.raises(DataError, match="unpack"):
        read_list(tmp_path / "x", most_rows=10)
