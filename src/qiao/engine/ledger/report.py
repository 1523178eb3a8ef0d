"""The report of a refused batch: every fault as JSON, and a workbook that shows each faulty row with its reason."""

import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from qiao.engine import files
from qiao.engine.errors import RequestError
from qiao.engine.ledger.faults import Fault, Faults
from qiao.engine.ledger.reading import Delivered, Part

JSON_NAME = "faults.json"
WORKBOOK_NAME = "faults.xlsx"

_LONGEST_CELL = 32_767
_WIDEST = 60
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SEVERITIES = {"fault": "错误 fault", "warning": "警告 warning"}

Cells = Sequence[object]


def write_report(faults: Faults, delivered: Sequence[Delivered], folder: Path) -> tuple[Path, Path]:
    """Write `faults.json` and `faults.xlsx` into the folder (made when missing); their paths.

    Raises:
        RequestError: a file stands where the folder should be.
        StorageError: the disk refused.
    """
    if folder.exists() and not folder.is_dir():
        raise RequestError(
            f"{folder} 是一个文件,报告需要一个文件夹;请另选位置。",
            f"{folder} is a file and the report needs a folder; choose another place.",
        )
    with files.refusals(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        files.make_folder(folder)
    paths = folder / JSON_NAME, folder / WORKBOOK_NAME
    text = json.dumps(faults.as_json(), ensure_ascii=False, indent=1)
    files.write_bytes(paths[0], text.encode("utf-8", "replace"))
    files.write_bytes(paths[1], workbook(faults, delivered))
    return paths


def workbook(faults: Faults, delivered: Sequence[Delivered]) -> bytes:
    """The workbook: counts by table and rule, faults without a row, a sheet for each faulty file, warnings."""
    buffer = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(buffer, {"in_memory": True}))
    book.table("汇总 Summary", ("表 Table", "规则 Rule", "性质 Kind", "数量 Count", "所列 Listed"), _counts(faults))
    by_source: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults.faults:
        by_source[fault.source].append(fault)
    sheets = [(part, _of_rows(part, by_source)) for item in delivered for part in item.parts]
    shown = {id(fault) for _, found in sheets for fault in found}
    rest = [fault for fault in faults.faults if id(fault) not in shown]
    if rest:
        book.table(
            "其他 Other",
            ("来源 Source", "表 Table", "行 Row", "列 Column", "值 Value", "原因", "Reason"),
            map(_line, rest),
        )
    for part, found in sheets:
        if found:
            _write_part(book, part, found)
    if faults.warnings:
        names = ("来源 Source", "表 Table", "行 Row", "列 Column", "值 Value", "提示", "Warning")
        book.table("警告 Warnings", names, map(_line, faults.warnings))
    book.close()
    return buffer.getvalue()


def _counts(faults: Faults) -> Iterator[Cells]:
    listed: dict[tuple[str, str, str], int] = defaultdict(int)
    for fault in (*faults.faults, *faults.warnings):
        listed[fault.table, fault.severity, fault.rule] += 1
    for table, severity, rule, count in faults.by_rule():
        yield table, rule, _SEVERITIES[severity], count, listed[table, severity, rule]


def _of_rows(part: Part, by_source: dict[str, list[Fault]]) -> list[Fault]:
    """The faults of this part's own rows, the header's aside."""
    found = by_source.get(part.source, [])
    return [fault for fault in found if fault.row is not None and fault.row > part.layout.header_row]


def _line(fault: Fault) -> Cells:
    return fault.source, fault.table, fault.row, fault.column, fault.value, fault.text.zh, fault.text.en


@dataclass
class _Book:
    """A workbook in the making; every text is written as text, never as a formula or a link."""

    book: Any

    def __post_init__(self) -> None:
        self._head = self.book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True})
        self._wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self._faulty = self.book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#F8D7DA"})
        self._names: set[str] = set()

    def close(self) -> None:
        """Finish the file."""
        self.book.close()

    def table(
        self,
        name: str,
        headings: Sequence[str],
        lines: Iterable[Cells],
        faulty: Sequence[set[int]] = (),
        frozen: int = 0,
    ) -> None:
        """Add a sheet: headings, then the lines; `faulty` names the cells of each line that are to be marked."""
        sheet = self.book.add_worksheet(self._name(name))
        widths = [_width(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, _cell_text(heading), self._head)
        last = 0
        for last, line in enumerate(lines, 1):
            marked = faulty[last - 1] if faulty else set()
            for column, value in enumerate(line):
                self._write(sheet, last, column, value, self._faulty if column in marked else self._wrap)
                if column < len(widths):
                    widths[column] = max(widths[column], _width(value))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, _WIDEST))
        _lay_out(sheet, last, len(headings), frozen)

    def _write(self, sheet: Any, row: int, column: int, value: object, style: Any) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        elif value is not None and (value != "" or style is self._faulty):
            sheet.write_string(row, column, _cell_text(str(value)), style)

    def _name(self, wanted: str) -> str:
        """A sheet name that Excel takes and that no other sheet has."""
        plain = re.sub(r"[\[\]:*?/\\']", "_", wanted)[:28] or "_"
        name, number = plain, 2
        while name.casefold() in self._names:
            name, number = f"{plain} {number}", number + 1
        self._names.add(name.casefold())
        return name


def _write_part(book: _Book, part: Part, found: list[Fault]) -> None:
    """The bank's own cells of each faulty row, its reasons before them, the faulty cells marked."""
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in found:
        by_row[fault.row or 0].append(fault)
    original = part.original(by_row.keys())
    places = {column: place for place, column in enumerate(part.layout.columns) if column}
    lines: list[Cells] = []
    marks: list[set[int]] = []
    for row, reasons in sorted(by_row.items()):
        cells = list(original.get(row, ()))
        faulty = {places[fault.column] for fault in reasons if fault.column in places}
        _show_values(cells, reasons, places)
        why = "\n".join(fault.text.zh for fault in reasons), "\n".join(fault.text.en for fault in reasons)
        lines.append((row, *why, *cells))
        marks.append({place + 3 for place in faulty})
    book.table(part.table.name, ("行 Row", "原因", "Reason", *part.layout.headings), lines, marks, frozen=1)


def _show_values(cells: list[str], reasons: list[Fault], places: dict[str, int]) -> None:
    """Put the value of a cell that could not be read (an error, a time) where the cell is."""
    for fault in reasons:
        place = places.get(fault.column)
        if place is not None and place < len(cells) and not cells[place]:
            cells[place] = fault.value


def _lay_out(sheet: Any, last: int, columns: int, frozen: int) -> None:
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, last, columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(value: object) -> int:
    """About how wide a value is, a Chinese character counting two."""
    text = "" if value is None else str(value)[:_WIDEST]
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text) + 2


def _cell_text(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)[:_LONGEST_CELL]
