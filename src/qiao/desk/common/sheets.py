"""Lists that leave the desk as a file: CSV or XLSX, with who took them and when, numbers as numbers and no formula in any cell."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TypeGuard

import xlsxwriter
from django.http import HttpResponse

from qiao.desk.common.roles import Role

# The most rows that a file may have; of several roles the widest counts.
ROWS: dict[str, int] = {
    Role.RM: 5_000,
    Role.LEAD: 10_000,
    Role.BRANCH: 20_000,
    Role.PRODUCT: 5_000,
    Role.OFFICE: 5_000,
    Role.HR: 100_000,
    Role.RISK: 50_000,
    Role.AUDITOR: 50_000,
    Role.ADMIN: 20_000,
}
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # the last four are their wide forms
_DIGITS = 15  # a spreadsheet keeps no more of a number
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it leaves: its name, who took it and when (in the reader's words), its heading and its rows."""

    name: str
    taken: str
    heading: Sequence[str]
    rows: Iterable[Sequence[object]]


def limit_for(roles: Iterable[str]) -> int:
    """The most rows that a person of these roles may take."""
    return max((ROWS[role] for role in roles), default=0)


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Whether a cell is a number, which no spreadsheet takes for a formula; a text of digits is a text."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def neutral(value: object) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    if is_number(value):
        return f"{Decimal(value):f}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def answer(sheet: Sheet, kind: str) -> HttpResponse:
    """The file, to be kept rather than shown; `kind` is csv or xlsx."""
    body = _csv(sheet) if kind == "csv" else _xlsx(sheet)
    headers = {"Content-Disposition": f'attachment; filename="{sheet.name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=_TYPES[kind], headers=headers)


def _lines(sheet: Sheet) -> Iterable[Sequence[object]]:
    return chain([[sheet.taken], sheet.heading], sheet.rows)


def _csv(sheet: Sheet) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([neutral(cell) for cell in line] for line in _lines(sheet))
    return written.getvalue().encode("utf-8-sig")  # the mark without which spreadsheets misread Chinese


def _xlsx(sheet: Sheet) -> bytes:
    written = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as workbook:
        page = workbook.add_worksheet()
        looks = {places: workbook.add_format({"num_format": _look(places)}) for places in range(_DIGITS)}
        for number, line in enumerate(_lines(sheet)):
            for column, cell in enumerate(line):
                if is_number(cell) and (places := _places(cell)) is not None:
                    page.write_number(number, column, cell, looks[places])
                else:
                    page.write_string(number, column, neutral(cell))
        page.freeze_panes(2, 0)
    return written.getvalue()


def _places(number: int | Decimal) -> int | None:
    """How many places a number has; None where it has more digits than a workbook's cell keeps."""
    _sign, digits, exponent = Decimal(number).as_tuple()
    places = max(-int(exponent), 0)
    return places if max(len(digits), places + 1) <= _DIGITS else None


def _look(places: int) -> str:
    return f"0.{'0' * places}" if places else "0"
