"""A statement as a file: PDF by typst, whose fonts are found on the machine, and XLSX with the exact figures."""

import io
import json
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import typst
import xlsxwriter
from django.utils.translation import gettext as _

from qiao.desk.common import sheets
from qiao.desk.common.languages import spoken
from qiao.desk.common.refusals import RefusedError
from qiao.desk.score.queries.statements import Statement, Table, printed

_SOURCE = Path(__file__).parent / "templates" / "score" / "statement.typ"
# The first of these that the machine has; any of them holds the characters of a Chinese statement.
FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Noto Serif CJK SC",
    "SimSun",
)


def pdf(statement: Statement, taken: str, at: datetime) -> bytes:
    """The statement on A4; the same statement taken at the same moment is the same file.

    Raises:
        RefusedError: the machine has no Chinese font.
    """
    data = {
        "lang": spoken(),
        "font": _font(),
        "title": statement.title,
        "facts": statement.facts,
        "sentence": statement.sentence,
        "mark": _("provisional") if statement.is_provisional else "",
        "tables": [_plain(table) for table in statement.tables],
        "proofs": statement.proofs,
        "signatures": statement.signatures,
        "date": _("Date"),
        "taken": taken,
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made, warnings = typst.compile_with_warnings(
        _SOURCE.read_bytes(), font_paths=_fonts(), sys_inputs=inputs, timestamp=int(at.timestamp())
    )
    if warnings:
        raise RuntimeError("; ".join(one.message for one in warnings))
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_embedded_fonts=False)


def _font() -> str:
    known = set(_fonts().families())
    found = next((name for name in FONTS if name in known), None)
    if found is None:
        raise RefusedError(
            _("This server has no Chinese font, so no PDF can be made. Take the workbook, and ask for Noto Sans CJK.")
        )
    return found


def _plain(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "headings": list(table.headings),
        "widths": list(table.widths),
        "rows": [
            [{"text": printed(cell), "right": isinstance(cell, int | Decimal) or cell is None} for cell in row]
            for row in table.rows
        ],
    }


def xlsx(statement: Statement, taken: str) -> bytes:
    """The statement as one sheet, numbers as numbers and no formula in any cell."""
    written = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as workbook:
        page = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        page.set_column(0, 0, 34)
        page.set_column(1, 7, 18)
        for row, line in enumerate(_lines(statement, taken)):
            for column, cell in enumerate(line.cells):
                if sheets.is_number(cell):
                    places = max(0, -int(Decimal(cell).as_tuple().exponent))
                    look = workbook.add_format({"num_format": f"#,##0.{'0' * places}" if places else "#,##0"})
                    page.write_number(row, column, cell, look)
                elif cell is not None:
                    page.write_string(row, column, sheets.neutral(cell), bold if line.is_bold else None)
    return written.getvalue()


class _Line:
    """A line of the sheet."""

    def __init__(self, *cells: object, is_bold: bool = False) -> None:
        self.cells, self.is_bold = cells, is_bold


def _lines(statement: Statement, taken: str) -> list[_Line]:
    found = [
        _Line(statement.title, is_bold=True),
        *(_Line(*fact) for fact in statement.facts),
        _Line(statement.sentence),
    ]
    for table in statement.tables:
        found += [_Line(), _Line(table.title, is_bold=True), _Line(*table.headings, is_bold=True)]
        found += [_Line(*row) for row in table.rows]
    return [*found, _Line(), *(_Line(*proof) for proof in statement.proofs), _Line(taken)]
