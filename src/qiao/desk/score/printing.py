"""A statement as a file: PDF, and XLSX with the exact figures."""

import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from qiao.desk.common import sheets, typesetting
from qiao.desk.common.languages import spoken
from qiao.desk.score.queries.statements import Statement, Table, printed

_SOURCE = Path(__file__).parent / "templates" / "score" / "statement.typ"


def pdf(statement: Statement, taken: str, at: datetime) -> bytes:
    """The statement on A4; the same statement taken at the same moment is the same file.

    Raises:
        RefusedError: the machine has no Chinese font.
    """
    data = {
        "lang": spoken(),
        "font": typesetting.font(),
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
    return typesetting.pdf(_SOURCE, data, at)


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
