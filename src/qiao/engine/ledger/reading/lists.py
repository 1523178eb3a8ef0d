"""One list of a bank's as it stands in a file: headings and rows of exact text, nothing guessed and no formula computed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qiao.engine.errors import DataError, Text
from qiao.engine.ledger.encoding import UnreadableError
from qiao.engine.ledger.reading import csv, xlsx
from qiao.engine.ledger.reading.records import Record, Scanner
from qiao.engine.ledger.reading.sheet import Cell, CellProblem, NumberText, Row, rows
from qiao.engine.ledger.reading.workbook import Sheet, Workbook, open_workbook

WHOLE = -1


class ListRow(NamedTuple):
    """A row as a spreadsheet numbers it: a text for each heading, which places hold numbers, and what could not be read.

    A problem has the place of its cell; -1 is the whole row.
    """

    number: int
    cells: tuple[str, ...]
    numbers: frozenset[int] = frozenset()
    problems: tuple[tuple[int, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list: the sheet it stands in (empty for a text file), its headings, and its rows that are not blank."""

    sheet: str
    header_row: int
    headings: tuple[str, ...]
    rows: list[ListRow]


def read_list(path: Path, *, most_rows: int) -> ListFile:
    """Read an XLSX workbook's first sheet that is not empty, or CSV in UTF-8 or GB18030.

    Raises:
        DataError: it is neither, is damaged or dangerous, or has more rows; in one sentence without the file's name.
    """
    try:
        found = _of_workbook(path, most_rows) if _is_archive(path) else _of_text(path, most_rows)
    except UnreadableError as error:
        raise _refused(error.text) from error
    except OSError as error:
        raise _refused(csv.unreadable(error)) from error
    if not any(found.headings):
        raise _refused(Text("是空表;请至少给出表头一行。", "is empty; give at least a header row."))
    return found


def _is_archive(path: Path) -> bool:
    """Whether it is a workbook by its content, whatever it is called: a ZIP archive, or what old Excel wrote."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


def _refused(text: Text) -> DataError:
    return DataError(f"该文件{text.zh}", f"The file {text.en}")


def _within(found: Iterator[ListRow], most: int) -> list[ListRow]:
    kept: list[ListRow] = []
    for row in found:
        if len(kept) == most:
            raise _refused(
                Text(f"超过 {most:,} 行;请拆成几个文件。", f"has more than {most:,} rows; split it into several files.")
            )
        kept.append(row)
    return kept


# --- workbooks ---------------------------------------------------------------------------------------------------------


def _of_workbook(path: Path, most_rows: int) -> ListFile:
    workbook = open_workbook(path)
    for sheet in workbook.sheets:
        header = xlsx.read_header(workbook, sheet)
        if header is not None:
            headings = tuple(text.strip() for text in xlsx.heading_texts(header))
            found = _within(_sheet_rows(workbook, sheet, header, len(headings)), most_rows)
            return ListFile(sheet.name, header.number, headings, found)
    return ListFile("", 1, (), [])


def _sheet_rows(workbook: Workbook, sheet: Sheet, header: Row, width: int) -> Iterator[ListRow]:
    with workbook.open(sheet.part) as stream:
        for row in rows(workbook, stream):
            if row.number > header.number and not row.is_blank:
                yield _sheet_row(row, width)


def _sheet_row(row: Row, width: int) -> ListRow:
    cells = [*row.cells[:width], *[None] * (width - len(row.cells))]
    numbers = frozenset(place for place, cell in enumerate(cells) if isinstance(cell, NumberText))
    problems = tuple(
        (place, xlsx.PROBLEMS[cell.rule]) for place, cell in enumerate(cells) if isinstance(cell, CellProblem)
    )
    return ListRow(row.number, tuple(map(_text, cells)), numbers, problems)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


# --- text --------------------------------------------------------------------------------------------------------------


def _of_text(path: Path, most_rows: int) -> ListFile:
    encoded, header = csv.open_csv(path)
    headings = tuple(cell.strip() for cell in header.cells)
    chunks, scanner = encoded.utf8(), Scanner()
    csv.take_header(chunks, scanner)
    found = (_text_row(record, len(headings)) for record in _records(scanner, chunks) if not record.is_blank)
    return ListFile("", header.row, headings, _within(found, most_rows))


def _records(scanner: Scanner, chunks: Iterator[bytes]) -> Iterator[Record]:
    yield from scanner.feed(b"", last=False)
    for chunk in chunks:
        yield from scanner.feed(chunk, last=False)
    yield from scanner.feed(b"", last=True)


def _text_row(record: Record, width: int) -> ListRow:
    cells = tuple(cell.strip() for cell in [*record.cells[:width], *[""] * (width - len(record.cells))])
    if record.problem:
        return ListRow(record.row, cells, problems=((WHOLE, csv.PROBLEMS[record.problem]),))
    if len(record.cells) != width and any(cell.strip() for cell in record.cells[width:]):
        return ListRow(record.row, cells, problems=((WHOLE, csv.wrong_width(len(record.cells), width)),))
    return ListRow(record.row, cells)
