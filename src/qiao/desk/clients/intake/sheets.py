"""Workbooks of a list: the template to fill in, and the reader's own with what is wrong beside each row."""

import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from qiao.desk.clients.intake import fields
from qiao.desk.clients.intake.said import said
from qiao.desk.clients.models import Import
from qiao.desk.clients.models.imports import Outcome
from qiao.engine import Remarks, marked


def template(subject: str, filled: Sequence[Mapping[str, str]] = ()) -> bytes:
    """A workbook with the headings, what is known of its rows or an example that is never taken over, and a sheet of rules."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "border_color": "#9AA7B5"})
        example = book.add_format({"italic": True, "font_color": "#707880", "num_format": "@"})
        text, wrap = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True, "valign": "top"})
        page, rules = book.add_worksheet(_("List")), book.add_worksheet(_("How to fill it in"))
        for place, field in enumerate(fields.OF[subject]):
            page.set_column(place, place, 22, text)
            page.write_string(0, place, str(field.label), head)
            for number, row in enumerate(filled, 1):
                page.write_string(number, place, row.get(field.code, ""), text)
            if not filled:
                page.write_string(1, place, str(field.example), example)
        page.freeze_panes(1, 0)
        for place, (words, width) in enumerate(((_("Column"), 22), (_("Needed"), 10), (_("What may stand in it"), 80))):
            rules.set_column(place, place, width, wrap)
            rules.write_string(0, place, words, head)
        for number, field in enumerate(fields.OF[subject], 1):
            needed = _("yes") if field.is_needed else ""
            for place, words in enumerate((str(field.label), needed, str(field.rule))):
                rules.write_string(number, place, words, wrap)
        if not filled:
            rules.write_string(len(fields.OF[subject]) + 2, 0, _("The example row is left out; it may stay."))
    return written.getvalue()


def own(made: Import) -> bytes:
    """The file as it came, with one more column that says what is to be said of each row; everything else stays."""
    known = fields.by_code(made.subject)
    faulty = _("Faulty: %(what)s")
    remarks = {}
    for row in made.rows.exclude(says=[]):
        what = " ".join(said(row.says, known))
        remarks[row.number] = faulty % {"what": what} if row.outcome == Outcome.FAULTY else what
    heading = _("What the check says")
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(made.file.content))
        file.flush()
        return marked(Path(file.name), {made.sheet: Remarks(made.header_row, heading, remarks)})
