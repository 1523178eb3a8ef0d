"""The report of a refused batch: every fault as JSON, and a workbook that shows each faulty row with its reason."""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from qiao.engine import files, sheets
from qiao.engine.errors import DataError, RequestError, Text
from qiao.engine.ledger.faults import Fault, Faults, placed
from qiao.engine.ledger.reading import Delivered, Part
from qiao.engine.ledger.reading.marking import Remarks, add_marked

JSON_NAME = "faults.json"
WORKBOOK_NAME = "faults.xlsx"

_WIDEST = 60
_WRONG = Text("错误", "What is wrong")
_NOT_MARKED = Text("未能加注.txt", "not-marked.txt")
_SEE_REPORT = Text(f"各行的错误见 {WORKBOOK_NAME}。", f"What is wrong with its rows stands in {WORKBOOK_NAME}.")
_TITLE = "台账错误报告 Report of a refused batch"
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


def write_marked(faults: Faults, delivered: Sequence[Delivered], archive: Path, language: str) -> None:
    """Write a ZIP of the sender's own workbooks and text files in which a row is faulty, with one more column that says why.

    A file into which nothing can be written is left out, which a text file in the ZIP says.

    Raises:
        StorageError: the disk refused.
    """
    left_out = []
    files.remove(archive)
    with (
        files.refusals(archive),
        files.Sink(archive) as sink,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as written,
    ):
        for path, remarks in _remarks_by_file(faults, delivered, language).items():
            try:
                add_marked(written, path, remarks)
            except DataError as error:
                told = placed(error.text, path.name)
                left_out.append(f"{told.in_(language)} {_SEE_REPORT.in_(language)}\r\n")
        if left_out:
            written.writestr(_NOT_MARKED.in_(language), "".join(left_out).encode("utf-8-sig", "replace"))


def _remarks_by_file(faults: Faults, delivered: Sequence[Delivered], language: str) -> dict[Path, dict[str, Remarks]]:
    by_source: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults.faults:
        by_source[fault.source].append(fault)
    by_path: dict[Path, dict[str, Remarks]] = defaultdict(dict)
    for part in (part for item in delivered for part in item.parts):
        found = _of_rows(part, by_source)
        if found and part.path.suffix.lower() != ".parquet":
            by_path[part.path][part.sheet or ""] = _remarks(part, found, language)
    return by_path


def _remarks(part: Part, found: Sequence[Fault], language: str) -> Remarks:
    told: dict[int, list[str]] = defaultdict(list)
    for fault in found:
        told[fault.row or 0].append(fault.text.in_(language))
    return Remarks(part.layout.header_row, _WRONG.in_(language), {row: " ".join(texts) for row, texts in told.items()})


def workbook(faults: Faults, delivered: Sequence[Delivered]) -> bytes:
    """The workbook: counts by table and rule, faults without a row, a sheet for each faulty file, warnings."""
    buffer = io.BytesIO()
    book = _Book(sheets.new_book(buffer))
    book.table("汇总 Summary", ("表 Table", "规则 Rule", "性质 Kind", "数量 Count", "所列 Listed"), _counts(faults))
    by_source: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults.faults:
        by_source[fault.source].append(fault)
    parts = [(part, _of_rows(part, by_source)) for item in delivered for part in item.parts]
    shown = {id(fault) for _, found in parts for fault in found}
    rest = [fault for fault in faults.faults if id(fault) not in shown]
    if rest:
        book.table(
            "其他 Other",
            ("来源 Source", "表 Table", "行 Row", "列 Column", "值 Value", "原因", "Reason"),
            map(_line, rest),
        )
    for part, found in parts:
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
        plain = {"text_wrap": True, "valign": "top"}
        self._head = self.book.add_format(sheets.HEADING)
        self._wrap = self.book.add_format(plain)
        self._faulty = self.book.add_format(plain | {"bg_color": "#F8D7DA"})
        self._names = sheets.Names()

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
        sheet = self.book.add_worksheet(self._names.take(name))
        rows = [headings, *lines]
        rooms = [_room(column) for column in zip_longest(*rows, fillvalue="")]
        for place, room in enumerate(rooms):
            sheet.set_column(place, place, room)
        for row, line in enumerate(rows):
            marked = faulty[row - 1] if faulty and row else set()
            for column, value in enumerate(line):
                style = self._faulty if column in marked else self._wrap if row else self._head
                self._write(sheet, row, column, value, style)
            texts = [(value, room) for value, room in zip(line, rooms, strict=False) if isinstance(value, str)]
            sheet.set_row(row, sheets.height(texts))
        sheets.print_pages(sheet, _TITLE, "")
        sheets.as_table(sheet, len(rows) - 1, len(headings), frozen)

    def _write(self, sheet: Any, row: int, column: int, value: object, style: Any) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        elif value is not None and (value != "" or style is self._faulty):
            sheet.write_string(row, column, sheets.clean(str(value)), style)


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


def _room(column: Iterable[object]) -> int:
    """The width of a column that shows its longest value, or what of it fits."""
    widest = max(sheets.width(str(value)) for value in column if value is not None)
    return max(5, min(widest + 3, _WIDEST))
