"""A workbook in the making: sheets are columns of cells, each cell written as what it is."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from qiao.engine import sheets
from qiao.engine.errors import Text

Value = str | int | None
Cell = Value | date

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
    values: Sequence[Value]
    style: Style | Sequence[Style]
    widest: int = 40


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
        below: list[sheets.Cells] = []
        for place, column in enumerate(columns):
            heading = "\n".join(column.heading)
            cells, widest = self._cells(sheet, place, column)
            below.append(cells)
            room = min(column.widest, max(widest, _room_for(column.heading)))
            sheet.set_column(place, place, room)
            sheet.write_string(0, place, sheets.clean(heading), self.heading)
            headings.append((heading, room))
            _heighten(heights, column, room)
        sheet.put_below(below)
        sheet.set_row(0, sheets.height(headings))
        for row, height in heights.items():
            sheet.set_row(row, height)
        last = max(len(column.values) for column in columns)
        sheets.as_table(sheet, last, len(columns), frozen)
        # Identifiers are digits kept as text on purpose; a green corner on each would only alarm.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})

    def _cells(self, sheet: Any, place: int, column: Column) -> tuple[sheets.Cells, int]:
        """A column's cells, and how wide the widest is; values that repeat in one style are written once."""
        # Styles, which are shared, are told apart by identity, not by value: there are a million cells for two thousand managers.
        values, style = column.values, column.style
        styles = {id(one): one for one in ([style] if isinstance(style, Style) else style)}
        if isinstance(style, Style):
            cells: Sequence[Any] = values
            distinct = {value: (value, style) for value in dict.fromkeys(values)}
        else:
            cells = list(zip(values, map(id, style), strict=True))
            distinct = {cell: (cell[0], styles[cell[1]]) for cell in dict.fromkeys(cells)}
        plain = {key: self.format(style) for key, style in styles.items()}
        texts: dict[str, str] = {}

        def made(value: Value, style: Style) -> tuple[str, Any]:
            shown = sheets.number(value, style.scale) if isinstance(value, int) else value
            if isinstance(shown, str):
                if shown not in texts:
                    texts[shown] = sheet.text(place, sheets.clean(shown))
                is_figure = isinstance(value, int)
                return texts[shown], self.format(style._replace(align="right")) if is_figure else plain[id(style)]
            return "" if shown is None else sheet.number(shown), plain[id(style)]

        known = {cell: made(*found) for cell, found in distinct.items()}
        formats = {id(form): form for text, form in known.values() if text} or {0: self.heading}
        one_by_one = tuple(formats.values()) if len(formats) == 1 else [known[cell][1] for cell in cells]
        widest = max((_width_of(*found) for found in distinct.values()), default=0)
        return sheets.Cells([known[cell][0] for cell in cells], one_by_one), widest


def _heighten(heights: dict[int, float], column: Column, room: int) -> None:
    """Note the height of each row in which a text of this column takes more than a line."""
    found = {
        text: sheets.height([(text, room)]) for text in {value for value in column.values if isinstance(value, str)}
    }
    tall: dict[Value, float] = {text: height for text, height in found.items() if height > sheets.LINE_HEIGHT}
    if tall:
        for row, value in enumerate(column.values, 1):
            if value in tall:
                heights[row] = max(heights.get(row, 0), tall[value])


def _room_for(heading: Text) -> int:
    """Room for a heading: its longest word or Chinese line, and the filter's button."""
    longest = max(sheets.width(part) for part in (heading.zh, *heading.en.split()))
    return max(min(longest, _HEADING_ROOM), 5) + _FILTER_BUTTON


def _width_of(value: Value, style: Style) -> int:
    """How wide a value is in its style."""
    if value is None:
        return 0
    if isinstance(value, str):
        return sheets.width(value) + 2
    digits = max(len(str(abs(value))), style.scale + 1)
    return digits + (digits - style.scale - 1) // 3 + bool(style.scale) + style.words + 4
