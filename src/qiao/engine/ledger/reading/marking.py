"""The bank's own file with one more column that says what is wrong with each row; everything else in it stays as it is.

A workbook is not opened and written anew, which would lose what a library does not know: the cells are put into the sheet's
own text, row by row, and every other part of the archive is copied.
"""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from qiao.engine import sheets
from qiao.engine.errors import DataError
from qiao.engine.ledger.encoding import UnreadableError, probe
from qiao.engine.ledger.reading.records import Scanner
from qiao.engine.ledger.reading.sheet import column_number
from qiao.engine.ledger.reading.workbook import DAMAGED, Workbook, new_parser, open_workbook, sound

_MOST = 256 << 20  # bytes of one sheet's text that are held at once
_WIDTH = 60
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?(?:/>|></(?:\w+:)?dimension>)")
_SPANS = re.compile(rb'\sspans="[^"]*"')
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")


class Remarks(NamedTuple):
    """What to write beside the rows of a sheet: below which heading, and to each row's number its remark."""

    header_row: int
    heading: str
    rows: Mapping[int, str]


def marked(path: Path, remarks: Mapping[str, Remarks]) -> bytes:
    """The same file with the remarks.

    Args:
        path: an XLSX workbook or a CSV file.
        remarks: by the name of the sheet; a text file has one without a name.

    Raises:
        DataError: it cannot be written into.
    """
    try:
        return _marked_text(path, remarks[""]) if "" in remarks else _marked_workbook(path, remarks)
    except UnreadableError as error:
        raise DataError(f"该文件{error.text.zh}", f"The file {error.text.en}") from error


def _marked_text(path: Path, remarks: Remarks) -> bytes:
    encoded = probe(path)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    scanner = Scanner()
    width = 0

    def write(data: bytes, last: bool) -> None:
        nonlocal width
        for record in scanner.feed(data, last):
            if record.row == remarks.header_row:
                width = len(record.cells)
            said = {remarks.header_row: remarks.heading, **remarks.rows}.get(record.row, "")
            cells = record.cells if record.problem else [*record.cells, *[""] * (width - len(record.cells))]
            writer.writerow([] if record.is_blank else [*cells, said])

    for chunk in encoded.utf8():
        write(chunk, False)
    write(b"", True)
    return written.getvalue().encode("utf-8-sig" if encoded.encoding == "utf-8" else encoded.encoding, "replace")


def _marked_workbook(path: Path, remarks: Mapping[str, Remarks]) -> bytes:
    workbook = open_workbook(path)
    parts = {sheet.part: remarks[sheet.name] for sheet in workbook.sheets if sheet.name in remarks}
    written = io.BytesIO()
    with (
        sound(),
        zipfile.ZipFile(path) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as after,
    ):
        for part in before.infolist():
            data = before.read(part)
            if part.filename in parts:
                data = _with_remarks(workbook, part.filename, data, parts[part.filename])
            after.writestr(part.filename, data)
    return written.getvalue()


@dataclass(slots=True)
class _Places:
    """Where in a sheet's text each row begins and ends, and how many columns it has."""

    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    columns: int = 0
    prefix: str = ""
    styles: dict[int, str] = field(default_factory=dict)


def _places(data: bytes) -> _Places:
    """Find the rows; what the reader took for a row is one here, numbered alike."""
    found = _Places()
    row = column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        prefix, _, local = name.rpartition(":")
        if local == "row":
            row = int(attributes["r"]) if attributes.get("r", "").isdecimal() else row + 1
            column = 0
            found.prefix = f"{prefix}:" if prefix else ""
            found.starts[row] = parser.CurrentByteIndex
        elif local == "c":
            reference = attributes.get("r", "").rstrip("0123456789")
            column = column_number(reference) + 1 if reference else column + 1
            found.columns = max(found.columns, column)
            if "s" in attributes:
                found.styles[row] = attributes["s"]

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "row":
            found.ends[row] = parser.CurrentByteIndex

    parser = new_parser(start, end)
    parser.Parse(data, True)
    return found


def _with_remarks(workbook: Workbook, part: str, data: bytes, remarks: Remarks) -> bytes:
    if len(data) > _MOST or not data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):  # or not UTF-8
        raise UnreadableError("damaged", DAMAGED)
    places = _places(data)
    pieces, at = [], 0
    said = {**remarks.rows, remarks.header_row: remarks.heading}
    for row in sorted(said.keys() & places.starts.keys()):
        style = places.styles.get(row, "") if row == remarks.header_row else ""
        cell = _cell(places, row, said[row], style)
        begins, ends = places.starts[row], places.ends[row]
        opening = _ROW.match(data, begins)
        if opening is None:
            raise UnreadableError("damaged", DAMAGED)
        tag = _SPANS.sub(b"", opening.group())
        pieces.append(data[at:begins])
        if tag.endswith(b"/>"):
            pieces += [tag[:-2] + b">", cell, f"</{places.prefix}row>".encode()]
            at = opening.end()
        else:
            pieces += [tag, data[opening.end() : ends], cell]
            at = ends
    pieces.append(data[at:])
    pieces[0] = _widened(_DIMENSION.sub(b"", pieces[0], count=1), places)
    return b"".join(pieces)


def _cell(places: _Places, row: int, text: str, style: str) -> bytes:
    name, shown = places.prefix, escape(sheets.clean(text))
    styled = f' s="{style}"' if style else ""
    place = f"{_letters(places.columns)}{row}"
    return (
        f'<{name}c r="{place}"{styled} t="inlineStr"><{name}is><{name}t xml:space="preserve">{shown}</{name}t></{name}is></{name}c>'
    ).encode()


def _widened(head: bytes, places: _Places) -> bytes:
    """Room for the new column, where no column of the sheet's own says how wide it is."""
    name, number = places.prefix, places.columns + 1
    column = f'<{name}col min="{number}" max="{number}" width="{_WIDTH}" customWidth="1"/>'.encode()
    closing = f"</{name}cols>".encode()
    if closing in head:
        lasts = re.findall(rb'<(?:\w+:)?col\b[^>]*?\bmax="(\d+)"', head)
        return head.replace(closing, column + closing) if all(int(last) < number for last in lasts) else head
    opening = f"<{name}sheetData>".encode()
    return head.replace(opening, f"<{name}cols>".encode() + column + closing + opening, 1)


def _letters(column: int) -> str:
    """A column's letters, counted from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
