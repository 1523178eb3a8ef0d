"""The cells of one worksheet, row by row, as the exact text that they stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import IO

from qiao.engine.ledger.encoding import UnreadableError
from qiao.engine.ledger.reading.numbers import NotExactError, decimal_text
from qiao.engine.ledger.reading.workbook import (
    DAMAGED,
    LONGEST_TEXT,
    Workbook,
    check_length,
    new_parser,
    parsed,
    unescaped,
)

MOST_CELLS = 200
LAST_COLUMN = 16_384
LAST_ROW = 1_048_576

_DIGITS = "0123456789"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?")
_LEAP_BUG = 60
_REMEMBERED = 10_000
# How much of a cell that stands for no value is kept to be shown.
_SHOWN = 1000
# About what a cell takes in memory beside its text.
_CELL_BYTES = 64
# Day 0 of the calendar, its first and last serial number that is a date.
_CALENDARS = {False: (date(1899, 12, 31), 1, 2_958_465), True: (date(1904, 1, 1), 0, 2_957_003)}


class NumberText(str):
    """The text of a cell that holds a number or a date, not text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that stands for no value: why (a rule's code) and what it shows."""

    rule: str
    value: str


Cell = str | CellProblem | None


@dataclass(slots=True)
class Row:
    """One row as Excel numbers it; `beyond` says that a cell stands past the widest table, `size` is about its bytes."""

    number: int
    cells: list[Cell] = field(default_factory=list)
    beyond: bool = False
    size: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything but blanks."""
        return not self.beyond and not any(cell.strip() if isinstance(cell, str) else cell for cell in self.cells)


def rows(workbook: Workbook, stream: IO[bytes]) -> Iterator[Row]:
    """The rows of a worksheet's stream that hold a cell, in order.

    Raises:
        UnreadableError: the sheet is not as a workbook's must be.
    """
    reader = _SheetReader(workbook)
    for _ in parsed(reader.parser, stream):
        yield from reader.done()


class _SheetReader:
    """Collects rows while an XML parser runs over the sheet; its handlers run millions of times, so they are plain."""

    def __init__(self, workbook: Workbook) -> None:
        self._values = _Values(workbook)
        self._done: list[Row] = []
        self._row = Row(0)
        self._last_row = 0
        self._column = -1
        self._cell: dict[str, str] = {}
        self._texts: list[str] = []
        self._written = ""
        self._inline: list[str] = []
        self._formula = self._in_inline = self._in_guide = False
        self.parser = new_parser(self._start, self._end)
        self.parser.CharacterDataHandler = self._texts.append

    def done(self) -> list[Row]:
        """The rows that ended since it was last asked."""
        check_length(self._texts)
        check_length(self._inline)
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" or name == "t":  # noqa: PLR1714 - faster than a set
            self._texts.clear()
        elif name == "c":
            self._cell = attributes
            self._written = ""
            self._formula = False
        elif name == "row":
            self._row = Row(self._row_number(attributes.get("r")))
            self._column = -1
        elif name == "f":
            self._formula = True
        elif name == "is":
            self._in_inline = True
            self._inline.clear()
        elif name == "rPh":
            self._in_guide = True
        elif ":" in name:
            self._start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        if name == "v":
            self._written = "".join(self._texts)
        elif name == "c":
            self._place()
        elif name == "row":
            self._finish_row()
        elif name == "t":
            if self._in_inline and not self._in_guide:
                self._inline.append("".join(self._texts))
        elif name == "is":
            self._in_inline = False
            self._written = "".join(self._inline)
        elif name == "rPh":
            self._in_guide = False
        elif ":" in name:
            self._end(name.rpartition(":")[2])

    def _row_number(self, written: str | None) -> int:
        number = self._last_row + 1 if written is None else _whole(written)
        if not self._last_row < number <= LAST_ROW:
            raise UnreadableError("damaged", DAMAGED)
        return number

    def _place(self) -> None:
        """Put the cell that just ended into its row."""
        reference = self._cell.get("r")
        self._column = self._column + 1 if reference is None else column_number(reference.rstrip(_DIGITS))
        value = self._values.of(self._cell, self._written, self._formula)
        if value is None:
            return
        cells, column = self._row.cells, self._column
        if column == len(cells) < MOST_CELLS:
            cells.append(value)
        elif column >= MOST_CELLS:
            self._row.beyond = True
        else:
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = value

    def _finish_row(self) -> None:
        self._last_row = self._row.number
        self._texts.clear()
        self._row.size = self._values.taken() + _CELL_BYTES * len(self._row.cells)
        if self._row.cells or self._row.beyond:
            self._done.append(self._row)


class _Values:
    """What each kind of cell stands for."""

    def __init__(self, workbook: Workbook) -> None:
        self._strings = workbook.strings
        self._from_1904 = workbook.dates_from_1904
        self._date_styles = {str(style) for style in workbook.date_styles}
        self._dates: dict[str, Cell] = {}
        self._taken = 0

    def taken(self) -> int:
        """The characters of the texts that were given since it was last asked."""
        taken, self._taken = self._taken, 0
        return taken

    def of(self, cell: dict[str, str], written: str, formula: bool) -> Cell:
        """The cell's exact text, its problem, or None where it is blank."""
        kind = cell.get("t", "n")
        if kind == "n" and written:
            return self._date(written) if cell.get("s") in self._date_styles else _number(written)
        if kind == "s" and written:
            return self._shared(written)
        if kind in ("inlineStr", "str"):
            return self._text(unescaped(written))
        if not written:
            return CellProblem("formula_without_value", "") if formula else None
        return _other(kind, written)

    def _shared(self, written: str) -> Cell:
        number = _whole(written)
        if number >= len(self._strings):
            raise UnreadableError("damaged", DAMAGED)
        return self._text(self._strings[number])

    def _text(self, text: str) -> Cell:
        self._taken += len(text)
        return (text or None) if len(text) <= LONGEST_TEXT else CellProblem("long_cell", text[:_SHOWN])

    def _date(self, written: str) -> Cell:
        if written not in self._dates:
            if len(self._dates) > _REMEMBERED:
                self._dates.clear()
            self._dates[written] = _date(written, self._from_1904)
        return self._dates[written]


def _number(written: str) -> Cell:
    if not _NUMBER.fullmatch(written):
        return CellProblem("not_a_number", written[:_SHOWN])
    try:
        return NumberText(decimal_text(float(written)))
    except NotExactError:
        return CellProblem("digits", written[:_SHOWN])


def _other(kind: str, written: str) -> Cell:
    """A truth value, an ISO date or an error."""
    if kind == "b" and written in ("0", "1"):
        return "true" if written == "1" else "false"
    if kind == "e":
        return CellProblem("error_cell", written[:_SHOWN])
    if kind == "d":
        found = _ISO_DATE.fullmatch(written)
        return NumberText(found.group(1)) if found else CellProblem("time_of_day", written[:_SHOWN])
    raise UnreadableError("damaged", DAMAGED)


def _date(written: str, from_1904: bool) -> Cell:
    """The ISO date of a serial number; Excel's 1900 has a 29 February that never was."""
    if not _NUMBER.fullmatch(written):
        return CellProblem("not_a_number", written[:_SHOWN])
    serial = float(written)
    first, earliest, latest = _CALENDARS[from_1904]
    if not earliest <= serial < latest + 1 or (int(serial) == _LEAP_BUG and not from_1904):
        return CellProblem("date_range", written[:_SHOWN])
    day = first + timedelta(days=int(serial) - (serial > _LEAP_BUG and not from_1904))
    if serial.is_integer():
        return NumberText(day.isoformat())
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=min(round(serial % 1 * 86_400), 86_399))  # noqa: DTZ001
    return CellProblem("time_of_day", f"{moment:%Y-%m-%d %H:%M:%S}")


@cache
def column_number(letters: str) -> int:
    """The place of a column, from 0: A, B … Z, AA … XFD."""
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise UnreadableError("damaged", DAMAGED)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > LAST_COLUMN:
        raise UnreadableError("damaged", DAMAGED)
    return number - 1


def _whole(written: str) -> int:
    if not written.isdecimal() or len(written) > 9:
        raise UnreadableError("damaged", DAMAGED)
    return int(written)
