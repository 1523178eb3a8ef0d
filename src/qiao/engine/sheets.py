"""What every workbook for people shares: a file without formulas or links, readable widths, pages that print well."""

import contextlib
import gc
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from qiao.engine.money import as_text

MOST_ROWS = 1_048_576
HEADING = {"bold": True, "bg_color": "#E8EDF3", "border": 1, "border_color": "#9AA7B5", "text_wrap": True}
LINE_HEIGHT = 17
"""Points that a line of the usual font takes, Chinese included."""

_UNSAFE = 10**15
_POWERS = (1, 10, 100, 1000, 10_000)
_LATIN_HEIGHT = 15
_A4 = 9
_LONGEST_CELL = 32_767
_TALLEST_ROW = 409
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def new_book(buffer: io.BytesIO) -> Any:
    """A workbook in memory in which every text stays text: no formula, no link, no number is made of it."""
    kept = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(buffer, {"in_memory": True, **kept})


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes plain cells itself, into which most of the time of a large workbook goes.

    It overrides what xlsxwriter does not promise to keep; were that gone, the same file would come out, only slower.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if cell.format is None or kind not in ("Number", "String"):
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage alone for a while: a million cells hold no circles, and looking for some takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def number(units: int, scale: int) -> float | str:
    """Units of 10^-scale as a cell holds them: a double, or plain text where a double would lose digits.

    A spreadsheet keeps doubles and shows 15 significant digits: up to so many the nearest double reads back as the very
    same decimal, beyond it the last fen would be made up. This is the only place where a figure becomes binary.
    """
    if -_UNSAFE < units < _UNSAFE:
        return units / _POWERS[scale]
    return as_text(units, scale)


@lru_cache(100_000)
def clean(text: str) -> str:
    """A text as XML and a cell can hold it."""
    return _NOT_IN_XML.sub("\ufffd", text)[:_LONGEST_CELL]


@lru_cache(100_000)
def width(text: str) -> int:
    """About how wide a text's longest line is in digits, a Chinese character counting a little over two."""
    return max(math.ceil(sum(map(_width_of, line))) for line in text.split("\n"))


@cache
def _width_of(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 2.1
    return 1.2 if character.isupper() or character in "@%mw" else 1.0 if character.isdigit() else 0.92


def lines(text: str, room: int) -> int:
    """How many lines one line of text takes in a column of that width; a little is lost where words break."""
    needed = width(text)
    return 1 if needed <= room else math.ceil(needed / (0.92 * max(1, room)))


def height(texts: Iterable[tuple[str, int]]) -> float:
    """The height in points of a row that holds these texts, each in its room; lines of Chinese are the taller ones."""
    return min(_TALLEST_ROW, max([LINE_HEIGHT, *(_height(text, room) for text, room in texts)]))


def _height(text: str, room: int) -> float:
    return sum(lines(line, room) * (_LATIN_HEIGHT if line.isascii() else LINE_HEIGHT) for line in text.split("\n"))


class Names:
    """Names of the sheets of one workbook: such as Excel takes, none of them twice."""

    def __init__(self) -> None:
        """No name is taken yet."""
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """A name like the wanted one."""
        plain = _NOT_IN_A_NAME.sub("_", wanted)[:27] or "_"
        name, count = plain, 2
        while name.casefold() in self._taken:
            name, count = f"{plain} {count}", count + 1
        self._taken.add(name.casefold())
        return name


def print_pages(sheet: Any, title: str, footer: str) -> None:
    """A4 landscape, one page wide, with a title, page numbers and what it is about on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_header(f"&L{_escaped(title)}&R&A")
    sheet.set_footer(f"&L{_escaped(footer)}&R第 &P 页,共 &N 页  Page &P of &N")


def _escaped(text: str) -> str:
    return clean(text).replace("&", "&&")[:100]


def as_table(sheet: Any, rows: int, columns: int, frozen: int = 0) -> None:
    """The first row is a heading: kept in sight and on every page, with a filter; so are the first `frozen` columns."""
    sheet.hide_gridlines(0)
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.repeat_rows(0)
