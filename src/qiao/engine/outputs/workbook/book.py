"""A workbook in the making: sheets are columns of cells, each cell written as what it is."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import repeat
from typing import Any, NamedTuple

from qiao.engine import sheets
from qiao.engine.errors import Text

Cell = str | int | date | None

_HEADING_ROOM = 24
_FILTER_BUTTON = 3
_LINE = "#C9D1D9"


class Style(NamedTuple):
    """How a cell looks; a whole number stands for units of 10^-scale, `words` is the room that words of its pattern take."""

    pattern: str = "General"
    scale: int = 0
    fill: str = ""
    ink: str = "#000000"
    bold: bool = False
    wrap: bool = False
    size: int = 11
    words: int = 0
    align: str = ""
    lined: bool = False

    @property
    def properties(self) -> dict[str, Any]:
        """As xlsxwriter wants it."""
        found: dict[str, Any] = {"num_format": self.pattern, "font_size": self.size, "font_color": self.ink}
        found |= {"valign": "vcenter", "bold": self.bold, "text_wrap": self.wrap}
        found |= {"bg_color": self.fill} if self.fill else {}
        found |= {"align": self.align} if self.align else {}
        found |= {"border": 1, "border_color": _LINE} if self.lined else {}
        return found


class Column(NamedTuple):
    """One column of a table: its heading, its cells, and their style (one, or one a cell); at most so wide."""

    heading: Text
    values: Sequence[Cell]
    style: Style | Sequence[Style]
    widest: int = 40

    @property
    def styles(self) -> Iterable[Style]:
        """The style of each cell."""
        return repeat(self.style) if isinstance(self.style, Style) else self.style

    @property
    def distinct(self) -> list[Style]:
        """Every style object of the column once."""
        return (
            [self.style] if isinstance(self.style, Style) else list({id(style): style for style in self.style}.values())
        )

    @property
    def figure_widths(self) -> Iterator[int]:
        """How wide the longest figure of each style is."""
        largest: dict[int, int] = {}
        for value, style in zip(self.values, self.styles, strict=False):
            if isinstance(value, int) and abs(value) >= largest.get(id(style), 0):
                largest[id(style)] = abs(value)
        return (_width_of(largest[id(style)], style) for style in self.distinct if id(style) in largest)


class Book:
    """A workbook; formats are made once and shared, and the same content gives the same bytes."""

    def __init__(self, title: Text, footer: str, created: date) -> None:
        """Begin a workbook with a title and a footer for every page, dated `created`."""
        self._buffer = io.BytesIO()
        self._book = sheets.new_book(self._buffer)
        self._book.set_properties({"title": " ".join(title), "created": datetime.combine(created, time())})
        self._printed = " ".join(title), footer
        self._formats: dict[Style, Any] = {}
        self.heading = self._book.add_format(sheets.HEADING | {"valign": "vcenter", "align": "center"})

    def close(self) -> bytes:
        """Finish; the file's bytes."""
        self._book.close()
        return self._buffer.getvalue()

    def format(self, style: Style) -> Any:
        """The format of a style."""
        if style not in self._formats:
            self._formats[style] = self._book.add_format(style.properties)
        return self._formats[style]

    def sheet(self, name: Text) -> Any:
        """A new sheet with its page set up."""
        sheet = self._book.add_worksheet(f"{name.zh} {name.en}", sheets.Sheet)
        sheet.set_default_row(sheets.LINE_HEIGHT)
        sheets.print_pages(sheet, *self._printed)
        return sheet

    def write(self, sheet: Any, row: int, column: int, value: Cell, style: Style) -> None:
        """Write one cell as what it is: text as text, a number as a number, a date as a date."""
        shown = sheets.number(value, style.scale) if isinstance(value, int) else value
        if isinstance(shown, str):
            figure = style._replace(align="right") if isinstance(value, int) else style
            sheet.write_string(row, column, sheets.clean(shown), self.format(figure))
        elif isinstance(shown, date):
            sheet.write_datetime(row, column, datetime.combine(shown, time()), self.format(style))
        elif shown is None:
            sheet.write_blank(row, column, None, self.format(style))
        else:
            sheet.write_number(row, column, shown, self.format(style))

    def table(self, name: Text, columns: Sequence[Column], frozen: int = 0) -> None:
        """Add a sheet of columns under bilingual headings, every row as high as its texts are long."""
        sheet = self.sheet(name)
        headings: list[tuple[str, int]] = []
        heights: dict[int, float] = {}
        for place, column in enumerate(columns):
            heading = "\n".join(column.heading)
            room = min(column.widest, max(self._fill(sheet, place, column), _room_for(column.heading)))
            sheet.set_column(place, place, room)
            sheet.write_string(0, place, sheets.clean(heading), self.heading)
            headings.append((heading, room))
            _heighten(heights, column, room)
        sheet.set_row(0, sheets.height(headings))
        for row, height in heights.items():
            sheet.set_row(row, height)
        last = max(len(column.values) for column in columns)
        sheets.as_table(sheet, last, len(columns), frozen)
        # Identifiers are digits kept as text on purpose; a green corner on each would only alarm.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})

    def _fill(self, sheet: Any, place: int, column: Column) -> int:
        """Write a column's cells below its heading; how wide the widest is."""
        write_string, write_number = sheet.write_string, sheet.write_number
        # A million cells for two thousand managers: styles, which are shared, are told apart by identity, not by value.
        formats = {id(style): self.format(style) for style in column.distinct}
        texts: dict[str, str] = {}
        rows = enumerate(zip(column.values, column.styles, strict=False), 1)
        for row, (value, style) in rows:
            if isinstance(value, str):
                text = texts.get(value) or texts.setdefault(value, sheets.clean(value))
                write_string(row, place, text, formats[id(style)])
            elif isinstance(value, int):
                shown = sheets.number(value, style.scale)
                if isinstance(shown, str):
                    self.write(sheet, row, place, value, style)
                else:
                    write_number(row, place, shown, formats[id(style)])
            elif value is not None:
                self.write(sheet, row, place, value, style)
        return max([*(sheets.width(text) + 2 for text in texts), *column.figure_widths], default=0)


def _heighten(heights: dict[int, float], column: Column, room: int) -> None:
    """Note the height of each row in which a text of this column takes more than a line."""
    found = {
        text: sheets.height([(text, room)]) for text in {value for value in column.values if isinstance(value, str)}
    }
    tall = {text: height for text, height in found.items() if height > sheets.LINE_HEIGHT}
    if tall:
        for row, value in enumerate(column.values, 1):
            if isinstance(value, str) and value in tall:
                heights[row] = max(heights.get(row, 0), tall[value])


def _room_for(heading: Text) -> int:
    """Room for a heading: its longest word or Chinese line, and the filter's button."""
    longest = max(sheets.width(part) for part in (heading.zh, *heading.en.split()))
    return max(min(longest, _HEADING_ROOM), 5) + _FILTER_BUTTON


def _width_of(units: int, style: Style) -> int:
    digits = max(len(str(units)), style.scale + 1)
    return digits + (digits - style.scale - 1) // 3 + bool(style.scale) + style.words + 4
