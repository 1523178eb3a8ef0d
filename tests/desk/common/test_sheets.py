"""A list that leaves the desk holds numbers that can be summed, and texts that no spreadsheet runs."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from qiao.desk.common import sheets


def read(cell: object, kind: str) -> object:
    """What stands in a file where this cell was written."""
    answer = sheets.answer(sheets.Sheet("x", "me", ["a"], [[cell]]), kind)
    if kind == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[2][0]
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active["A3"].value


TEXTS = ["=1+1", "+1", "-1", "-12.50", "@x", "\tx", "=1", "=HYPERLINK(1)"]


@pytest.mark.parametrize("cell", TEXTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_text_is_a_formula(cell: str, kind: str) -> None:
    assert read(cell, kind) == f"'{cell}"


def test_nor_one_that_begins_with_a_line_end() -> None:
    assert [read(f"{end}x", "csv") for end in "\r\n"] == ["'\rx", "'\nx"]


NUMBERS = [
    (Decimal("-20000.00"), "-20000.00", "0.00"),
    (Decimal("0.00000000"), "0.00000000", "0.00000000"),
    (Decimal("1E+3"), "1000", "0"),
    (Decimal("9999999999999.99"), "9999999999999.99", "0.00"),
    (-5, "-5", "0"),
    (0, "0", "0"),
]


@pytest.mark.parametrize(("number", "text", "look"), NUMBERS)
def test_a_number_is_one_whatever_its_sign(number: Decimal | int, text: str, look: str) -> None:
    assert read(number, "csv") == text
    answer = sheets.answer(sheets.Sheet("x", "me", ["a"], [[number]]), "xlsx")
    cell = openpyxl.load_workbook(io.BytesIO(answer.content)).active["A3"]
    assert (cell.data_type, Decimal(str(cell.value)), cell.number_format) == ("n", number, look)


@pytest.mark.parametrize("number", [Decimal("-99999999999999.99"), 10**15, Decimal("1E-15")])
def test_more_digits_than_a_cell_keeps_stay_as_text(number: Decimal | int) -> None:
    assert str(read(number, "xlsx")).removeprefix("'") == f"{Decimal(number):f}" == read(number, "csv")


def test_what_is_no_number_is_text() -> None:
    assert [read(cell, "csv") for cell in (True, None, "", "007")] == ["True", "", "", "007"]
