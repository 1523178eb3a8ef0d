"""Lists that leave the desk as a file: CSV or XLSX, with who took them and when, and with no formula in any cell."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def neutral(value: object) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def answer(sheet: Sheet, kind: str) -> HttpResponse:
    """The file, to be kept rather than shown; `kind` is csv or xlsx."""
    body = _csv(sheet) if kind == "csv" else _xlsx(sheet)
    headers = {"Content-Disposition": f'attachment; filename="{sheet.name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=_TYPES[kind], headers=headers)


def _lines(sheet: Sheet) -> Iterable[list[str]]:
    yield [neutral(sheet.taken)]
    yield [neutral(cell) for cell in sheet.heading]
    for row in sheet.rows:
        yield [neutral(cell) for cell in row]


def _csv(sheet: Sheet) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(_lines(sheet))
    return written.getvalue().encode("utf-8-sig")  # the mark without which spreadsheets misread Chinese


def _xlsx(sheet: Sheet) -> bytes:
    written = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as workbook:
        page = workbook.add_worksheet()
        for number, line in enumerate(_lines(sheet)):
            for column, cell in enumerate(line):
                page.write_string(number, column, cell)
        page.freeze_panes(2, 0)
    return written.getvalue()
