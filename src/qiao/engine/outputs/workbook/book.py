"""A workbook in the making: sheets are columns of cells, each cell written as what it is."""

import io
from collections.abc import Iterable, Sequence
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
            distinct, numbers = _distinct(column)
            below.append(sheets.Cells(numbers, *self._cells(sheet, place, distinct)))
            room = min(column.widest, max(_widest(distinct, column.widest), _room_for(column.heading)))
            sheet.set_column(place, place, room)
            sheet.write_string(0, place, sheets.clean(heading), self.heading)
            headings.append((heading, room))
            _heighten(heights, [value for value, _ in distinct], numbers, room)
        sheet.put_below(below)
        sheet.set_row(0, sheets.height(headings))
        for row, height in heights.items():
            sheet.set_row(row, height)
        last = max(len(column.values) for column in columns)
        sheets.as_table(sheet, last, len(columns), frozen)
        # Identifiers are digits kept as text on purpose; a green corner on each would only alarm.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})

    def _cells(self, sheet: Any, place: int, distinct: Sequence["_Styled"]) -> tuple[list[str], list[Any]]:
        """What comes after the style of each distinct cell of a column, and its format."""
        styles = {id(style): style for _, style in distinct}
        plain = {key: self.format(style) for key, style in styles.items()}
        texts, formats = [], []
        for value, style in distinct:
            shown = sheets.number(value, style.scale) if isinstance(value, int) else value
            if not isinstance(shown, str):
                texts.append("" if shown is None else sheet.number(shown))
                formats.append(plain[id(style)])
            else:
                texts.append(sheet.text(place, sheets.clean(shown)))
                is_figure = isinstance(value, int)
                formats.append(self.format(style._replace(align="right")) if is_figure else plain[id(style)])
        return texts, formats


_Styled = tuple[Value, Style]


def _distinct(column: Column) -> tuple[list[_Styled], list[int]]:
    """The distinct cells of a column as they come first, and which of them each cell is."""
    # Styles, which are shared, are told apart by identity, not by value: there are a million cells for two thousand managers.
    values, style = column.values, column.style
    if isinstance(style, Style):
        found: list[Any] = list(dict.fromkeys(values))
        cells: Iterable[Any] = values
        distinct = [(value, style) for value in found]
    else:
        styles = {id(one): one for one in style}
        cells = list(zip(values, map(id, style), strict=True))
        found = list(dict.fromkeys(cells))
        distinct = [(value, styles[key]) for value, key in found]
    numbers = {cell: number for number, cell in enumerate(found)}
    return distinct, list(map(numbers.__getitem__, cells))


def _heighten(heights: dict[int, float], distinct: Sequence[Value], numbers: Sequence[int], room: int) -> None:
    """Note the height of each row in which a text of this column takes more than a line."""
    found = [sheets.height([(value, room)]) if isinstance(value, str) else 0 for value in distinct]
    if max(found, default=0) > sheets.LINE_HEIGHT:
        for row, height in enumerate(map(found.__getitem__, numbers), 1):
            if height > sheets.LINE_HEIGHT:
                heights[row] = max(heights.get(row, 0), height)


def _widest(distinct: Iterable[_Styled], enough: int) -> int:
    """How wide the widest cell is; of texts none is looked at after one that is wide enough."""
    widest = 0
    styles: dict[int, Style] = {}
    largest: dict[int, int] = {}
    for value, style in distinct:
        if isinstance(value, int):
            key = id(style)
            styles[key] = style
            largest[key] = max(largest.get(key, 0), value, -value)
        elif value is not None and widest < enough:
            widest = max(widest, sheets.width(value) + 2)
    return max([widest, *(_width_of(most, styles[key]) for key, most in largest.items())])


def _room_for(heading: Text) -> int:
    """Room for a heading: its longest word or Chinese line, and the filter's button."""
    longest = max(sheets.width(part) for part in (heading.zh, *heading.en.split()))
    return max(min(longest, _HEADING_ROOM), 5) + _FILTER_BUTTON


def _width_of(largest: int, style: Style) -> int:
    """How wide a number is in its style, which has none that is larger."""
    digits = max(len(str(largest)), style.scale + 1)
    return digits + (digits - style.scale - 1) // 3 + bool(style.scale) + style.words + 4
