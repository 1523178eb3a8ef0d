"""The bank's own file with one more column that says what is wrong with each row; everything else in it stays as it is.

A workbook is not opened and written anew, which would lose what a library does not know: the cells are put into the sheet's
own text, row by row, and every other part of the archive is copied. A text file is not held either: it leaves as it is read.
"""

import codecs
import contextlib
import csv
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from qiao.engine import sheets
from qiao.engine.errors import DataError, Text
from qiao.engine.ledger.encoding import UnreadableError, probe
from qiao.engine.ledger.reading.records import Scanner
from qiao.engine.ledger.reading.sheet import column_number
from qiao.engine.ledger.reading.workbook import DAMAGED, new_parser, open_workbook, sound

_MOST = 256 << 20  # bytes of one sheet's text that are held at once
_PIECE = 1 << 20
_WIDTH = 60
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?(?:/>|></(?:\w+:)?dimension>)")
_SPANS = re.compile(rb'\sspans="[^"]*"')
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_TOO_LARGE = Text(
    f"有超过 {_MOST >> 20} MiB 的工作表,无法在其中加注。",
    f"has a sheet of over {_MOST >> 20} MiB, too large to be marked.",
)
_NOT_UTF8 = Text("有不是 UTF-8 的工作表,无法在其中加注。", "has a sheet that is not UTF-8 and cannot be marked.")


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
    with _told():
        return b"".join(_pieces(path, remarks))


def add_marked(archive: zipfile.ZipFile, path: Path, remarks: Mapping[str, Remarks]) -> None:
    """Put the same file with the remarks into an archive, piece by piece.

    Raises:
        DataError: it cannot be written into; nothing was put there, unless the file has changed meanwhile.
    """
    with _told():
        pieces = _pieces(path, remarks)
        first = next(pieces)
        with archive.open(path.name, "w", force_zip64=True) as into:
            into.write(first)
            for piece in pieces:
                into.write(piece)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except UnreadableError as error:
        raise DataError(f"该文件{error.text.zh}", f"The file {error.text.en}") from error


def _pieces(path: Path, remarks: Mapping[str, Remarks]) -> Iterator[bytes]:
    """The marked file, at least one piece; what cannot be marked is refused before the first."""
    return _marked_text(path, remarks[""]) if "" in remarks else _marked_workbook(path, remarks)


def _marked_text(path: Path, remarks: Remarks) -> Iterator[bytes]:
    encoded = probe(path)
    encoder = codecs.getincrementalencoder("utf-8-sig" if encoded.encoding == "utf-8" else encoded.encoding)("replace")
    said = {remarks.header_row: remarks.heading, **remarks.rows}
    scanner = Scanner()
    width = 0
    for chunk, last in _to_the_last(encoded.utf8()):
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        for record in scanner.feed(chunk, last):
            if record.row == remarks.header_row:
                width = len(record.cells)
            cells = record.cells if record.problem else [*record.cells, *[""] * (width - len(record.cells))]
            writer.writerow([] if record.is_blank else [*cells, said.get(record.row, "")])
        yield encoder.encode(written.getvalue(), last)


def _to_the_last(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each chunk, then an empty one that is the last."""
    for chunk in chunks:
        yield chunk, False
    yield b"", True


def _marked_workbook(path: Path, remarks: Mapping[str, Remarks]) -> Iterator[bytes]:
    workbook = open_workbook(path)
    parts = {sheet.part: remarks[sheet.name] for sheet in workbook.sheets if sheet.name in remarks}
    with tempfile.TemporaryFile() as written:
        with (
            sound(),
            zipfile.ZipFile(path) as before,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as after,
        ):
            for part in before.infolist():
                _put_part(before, part, after, parts.get(part.filename))
        written.seek(0)
        while piece := written.read(_PIECE):
            yield piece


def _put_part(before: zipfile.ZipFile, part: zipfile.ZipInfo, after: zipfile.ZipFile, remarks: Remarks | None) -> None:
    if remarks is None:
        same = zipfile.ZipInfo(part.filename)
        same.compress_type, same.file_size = zipfile.ZIP_DEFLATED, part.file_size
        with before.open(part) as source, after.open(same, "w") as into:
            shutil.copyfileobj(source, into, _PIECE)
    elif part.file_size > _MOST:
        raise UnreadableError("too_large", _TOO_LARGE)
    else:
        after.writestr(part.filename, _with_remarks(before.read(part), remarks))


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


def _with_remarks(data: bytes, remarks: Remarks) -> bytes:
    if not data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        raise UnreadableError("encoding", _NOT_UTF8)
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
