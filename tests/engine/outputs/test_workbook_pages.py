"""scorecards.xlsx as a file: text stays text, numbers lose no digit, pages print, the same run gives the same bytes."""

import io
import re
import zipfile
from datetime import datetime

import decided_bank as bank
import pytest
import xlsxwriter
from opened_workbook import SUMMARY, TABLES, Made

from qiao.engine import load_run, sheets
from qiao.engine.outputs.workbook import scorecards


def test_what_looks_like_a_formula_stays_text(decided: Made) -> None:
    cells = [cell for sheet in decided.book for row in sheet.iter_rows() for cell in row]
    named = [cell for cell in cells if cell.value in ("=1+1", "@x", "+1", "-2")]
    assert {cell.value for cell in named} == {"=1+1", "@x", "+1", "-2"}
    assert {(cell.data_type, cell.number_format) for cell in named} == {("s", "@")}


def test_no_sheet_holds_a_formula_or_a_link(decided: Made) -> None:
    with zipfile.ZipFile(decided.folder / "scorecards.xlsx") as file:
        parts = {name: file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/")}
    assert len(parts) == 7
    assert [name for name, text in parts.items() if "<f>" in text or "<hyperlink" in text] == []


def test_identifiers_keep_their_zeros(decided: Made) -> None:
    expected = {person[0] for person in bank.PEOPLE}
    assert [{line["Manager ID"] for line in decided.lines(name)} for name in TABLES[:5]] == [expected] * 5


@pytest.mark.parametrize("name", TABLES)
def test_a_table_can_be_read_filtered_and_printed(decided: Made, name: str) -> None:
    sheet = decided.book[name]
    assert sheet.freeze_panes.endswith("2")
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.print_title_rows == "$1:$1"
    assert [cell.value for cell in sheet[1] if not re.fullmatch(r".*[一-鿿].*\n.*[A-Za-z].*", cell.value)] == []


@pytest.mark.parametrize("name", [SUMMARY, *TABLES])
def test_a_page_is_a4_landscape_and_says_what_it_is(decided: Made, name: str) -> None:
    sheet = decided.book[name]
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddHeader.left.text == "对公客户经理考评 Assessment of corporate relationship managers"
    assert sheet.oddFooter.left.text.startswith("期间 Period 2025  截至 As-of 2025-12-31")
    assert sheet.oddFooter.right.text == "第 &P 页,共 &N 页  Page &P of &N"


def test_money_is_printed_with_thousands_apart(decided: Made) -> None:
    patterns = {cell.number_format for cell in decided.book["门槛 Thresholds"]["F"][1:] if cell.value is not None}
    assert {pattern.removesuffix("_ ") for pattern in patterns} == {
        '#,##0.00" CNY"', '#,##0.00" USD"', '[=1]"有 yes"_ ;[=0]"无 no"_ ;0'
    }  # fmt: skip


def test_the_same_run_gives_the_same_bytes(decided: Made) -> None:
    run = load_run(decided.folder)
    described = {key: value for key, value in run.manifest.items() if key not in ("files", "seal", "environment")}
    assert scorecards(run.scores, described) == (decided.folder / "scorecards.xlsx").read_bytes()


def test_nothing_of_the_day_it_was_written_is_in_it(decided: Made) -> None:
    assert decided.book.properties.created == decided.book.properties.modified == datetime(2025, 12, 31)
    with zipfile.ZipFile(decided.folder / "scorecards.xlsx") as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("units", "scale", "cell"),
    [
        (0, 2, 0.0), (-1, 2, -0.01), (999_999_999_999_999, 2, 9_999_999_999_999.99), (123_456_789_012_345, 4, 12_345_678_901.2345),
        (1_000_000_000_000_000, 2, "10000000000000.00"), (-1_234_567_890_123_456_78, 2, "-1234567890123456.78"), (10**15, 0, "1000000000000000"),
    ],
)  # fmt: skip
def test_no_double_holds_more_than_fifteen_digits(units: int, scale: int, cell: float | str) -> None:
    assert sheets.number(units, scale) == cell
    assert isinstance(sheets.number(units, scale), type(cell))


def test_plain_cells_are_written_as_the_library_writes_them() -> None:
    assert _file(sheets.Sheet) == _file(None)


def _file(kind: type | None) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, style = book.add_worksheet("x", kind), book.add_format({"num_format": "0.00"})
    for row, value in enumerate([0.1, 912_345_678_901.23, -1e-4, "a < b & c", "", None, True]):
        sheet.write(row, 0, value, style)
        sheet.write(row, 1, value)
    book.close()
    return buffer.getvalue()
