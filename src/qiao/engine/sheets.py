"""What every workbook for people shares: a file without formulas or links, readable widths, pages that print well."""

import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from qiao.engine.money import as_text

MOST_ROWS = 1_048_576
HEADING = {"bold": True, "bg_color": "#E8EDF3", "border": 1, "border_color": "#9AA7B5", "text_wrap": True}
LINE_HEIGHT = 17
"""Points that a line of the usual font takes, Chinese included."""

_UNSAFE = 10**15
_WIDEST = 2.1
_TEXT = '" t="s">'
_BLOCK = 16  # rows whose first and last column are told together
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


@dataclass(frozen=True, eq=False)
class Cells:
    """A column of cells, each the number of a distinct one; of those what comes after the style, blank for no cell, and the format."""

    numbers: Sequence[int]
    texts: Sequence[str]
    formats: Sequence[Any]

    @cached_property
    def heads(self) -> list[tuple[int, Any]]:
        """The first row in which each format has a cell, counted from the first cell; distinct cells stand as they come first."""
        found: dict[int, tuple[int, Any]] = {}
        for number, (text, form) in enumerate(zip(self.texts, self.formats, strict=True)):
            if text and id(form) not in found:
                found[id(form)] = self.numbers.index(number), form
        return list(found.values())

    def written(self, letters: str, rows: Sequence[str]) -> tuple[Sequence[str], ...]:
        """Each cell as XML, in pieces that are the same ones again and again; `rows` are the numbers of the rows."""
        styles = {id(form): f'" s="{form._get_xf_index()}' for _, form in self.heads}
        ends = [text and styles[id(form)] + text for text, form in zip(self.texts, self.formats, strict=True)]
        shown, start = list(map(ends.__getitem__, self.numbers)), f'<c r="{letters}'
        if all(ends):
            return [start] * len(rows), rows, shown
        return (
            [start if end else "" for end in shown],
            [row if end else "" for row, end in zip(rows, shown, strict=True)],
            shown,
        )

    def blocks(self) -> list[bool]:
        """Whether each block of rows, the heading's first, has a cell."""
        count = len(self.numbers) // _BLOCK + 1
        if all(self.texts):
            return [True] * count
        filled = [bool(self.texts[number]) for number in self.numbers]
        return [not block or any(filled[block * _BLOCK - 1 : (block + 1) * _BLOCK - 1]) for block in range(count)]


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes a table's cells itself, a column at a time: of a million cells the most repeat each other.

    It overrides what xlsxwriter does not promise to keep, and the file is the same that xlsxwriter would write cell by cell.
    """

    fh: Any
    dim_rowmax: int | None
    _below: Sequence[Cells] = ()

    def text(self, column: int, text: str) -> str:
        """What comes after the style of a cell with this text, which the workbook holds once; `put_below` counts the cells."""
        # The heading is written last, so its place is free to ask for the number of a text by the public way.
        self.write_string(0, column, text)
        self.str_table.count -= 1
        return f"{_TEXT}<v>{self.table[0][column].string}</v></c>"

    @staticmethod
    def number(number: float) -> str:
        """What comes after the style of a cell with this number."""
        return f'"><v>{number:.16G}</v></c>'

    def put_below(self, columns: Sequence[Cells]) -> None:
        """Put these columns, all equally long, below a heading that is written as usual."""
        self._below = columns
        self._check_dimensions(len(columns[0].numbers), 0)
        for column in columns:
            are_texts = [text.startswith(_TEXT) for text in column.texts]
            self.str_table.count += sum(map(are_texts.__getitem__, column.numbers))

    def _write_rows(self) -> None:
        last = self.dim_rowmax
        if self._below:
            self.dim_rowmax = 0
        super()._write_rows()
        self.dim_rowmax = last
        if self._below:
            self._write_below()

    def _write_below(self) -> None:
        # Formats are numbered in the order in which a reader meets them, row by row.
        firsts = [(row, place, form) for place, cells in enumerate(self._below) for row, form in cells.heads]
        for _, _, form in sorted(firsts, key=itemgetter(0, 1)):
            form._get_xf_index()
        rows = list(map(str, range(2, len(self._below[0].numbers) + 2)))
        pieces: list[Sequence[str]] = [['<row r="'] * len(rows), rows, self._starts(len(rows))]
        for place, cells in enumerate(self._below):
            pieces += cells.written(xl_col_to_name(place), rows)
        pieces.append(["</row>"] * len(rows))
        # All is joined at once, the pieces laid side by side.
        laid = [""] * (len(pieces) * len(rows))
        for place, piece in enumerate(pieces):
            laid[place :: len(pieces)] = piece
        self.fh.write("".join(laid))

    def _starts(self, count: int) -> list[str]:
        """What follows the number in the tag of each row below the heading."""
        blocks = [cells.blocks() for cells in self._below]
        known: dict[tuple[str, float | None], str] = {}
        found = []
        for row in range(1, count + 1):
            if row == 1 or row % _BLOCK == 0:
                span = self._span([used[row // _BLOCK] for used in blocks])
            info = self.row_info.get(row)
            key = span, info and info.height
            if key not in known:
                known[key] = self._start(row, span, info)
            found.append(known[key])
        return found

    @staticmethod
    def _span(used: Sequence[bool]) -> str:
        """The first and last column that a block of sixteen rows uses; the block of the heading uses all."""
        places = [place for place, is_used in enumerate(used, 1) if is_used]
        return f"{places[0]}:{places[-1]}"

    def _start(self, row: int, span: str, info: Any) -> str:
        """What follows the number in the tag of a row; the same for all rows of a span and height."""
        kept, self.fh = self.fh, io.StringIO()
        self._write_row(row, span, info)
        text: str = self.fh.getvalue()
        self.fh = kept
        return text.removeprefix(f'<row r="{row + 1}')


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
    return max(math.ceil(sum(map(_WIDTHS.__getitem__, line))) for line in text.split("\n"))


class _Widths(dict[str, float]):
    """How wide each character is, found when it is first asked for."""

    def __missing__(self, character: str) -> float:
        if unicodedata.east_asian_width(character) in "WFA":
            found = _WIDEST
        else:
            found = 1.2 if character.isupper() or character in "@%mw" else 1.0 if character.isdigit() else 0.92
        self[character] = found
        return found


_WIDTHS = _Widths()


def lines(text: str, room: int) -> int:
    """How many lines one line of text takes in a column of that width; a little is lost where words break."""
    if len(text) * _WIDEST <= room:
        return 1
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
