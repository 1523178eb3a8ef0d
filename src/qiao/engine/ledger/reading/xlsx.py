"""Ledger tables as sheets of an .xlsx workbook, streamed; what a cell shows and cannot mean is told cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from qiao.engine.errors import Text
from qiao.engine.ledger.columns import ID
from qiao.engine.ledger.encoding import UnreadableError
from qiao.engine.ledger.reading.csv import check_width, stopped, unreadable
from qiao.engine.ledger.reading.parts import Broken, Layout, RawBatch
from qiao.engine.ledger.reading.proving import Cells
from qiao.engine.ledger.reading.sheet import Cell, CellProblem, NumberText, Row, rows
from qiao.engine.ledger.reading.workbook import LONGEST_TEXT, Sheet, Workbook
from qiao.engine.ledger.tables import Table

_BATCH = 16_384
_BATCH_BYTES = 16 << 20

_UNNAMED = Text(
    "有值位于没有列名的列;请给该列加上列名,或删去该值。",
    "a value stands in a column without a heading; name the column or remove the value.",
)
PROBLEMS: dict[str, Text] = {
    "error_cell": Text("是错误值;请改正公式或填入数值。", "is an error; correct its formula or write the value."),
    "formula_without_value": Text(
        "的公式没有存下结果;请在 Excel 中打开并保存。",
        "is a formula without a stored result; open and save the workbook in Excel.",
    ),
    "time_of_day": Text(
        "带有时刻;台账只收日期,请去掉时刻。", "has a time of day; the ledger takes dates only, remove the time."
    ),
    "date_range": Text(
        "不是日历上的日期;请改正,或把单元格格式改为数值。",
        "is no date of the calendar; correct it, or format the cell as a number.",
    ),
    "digits": Text(
        "超过 15 位有效数字,Excel 已存不准;请四舍五入后再存,或改用文本格式。",
        "needs more than 15 digits, which Excel does not keep exactly; round it, or format the cell as text.",
    ),
    "not_a_number": Text("不是数字;请改正。", "is not a number; correct it."),
    "long_cell": Text(
        f"超过 Excel 单元格的 {LONGEST_TEXT:,} 个字符;请缩短。",
        f"is longer than the {LONGEST_TEXT:,} characters of an Excel cell; shorten it.",
    ),
    "number_identifier": Text(
        "是数字单元格,前导零可能已丢失;请把该列设为文本格式(format as text)后重新填写。",
        "is a number where an identifier belongs and may have lost leading zeros; format as text and write it again.",
    ),
}


def read_header(workbook: Workbook, sheet: Sheet) -> Row | None:
    """The first row that is not blank; None for an empty sheet.

    Raises:
        UnreadableError: the sheet is damaged, or its header cannot be one.
        OSError: it cannot be read.
    """
    with workbook.open(sheet.part) as stream:
        header = next((row for row in rows(workbook, stream) if not row.is_blank), None)
    if header is not None:
        while header.cells and not _shown(header.cells[-1]).strip():
            header.cells.pop()
        check_width(len(header.cells) + header.beyond)
    return header


def heading_texts(header: Row) -> list[str]:
    """The headings as text."""
    return [_shown(cell) for cell in header.cells]


@dataclass(frozen=True)
class SheetContent:
    """The rows of one worksheet."""

    workbook: Workbook
    sheet: Sheet
    source: str
    table: Table
    layout: Layout

    def batches(self, places: Sequence[int], _cells: Cells = ()) -> Iterator[RawBatch]:
        """The rows, with the columns at these places; a sheet is never proved."""
        try:
            with self.workbook.open(self.sheet.part) as stream:
                data = (
                    row
                    for row in rows(self.workbook, stream)
                    if row.number > self.layout.header_row and not row.is_blank
                )
                for block in _blocks(data):
                    yield self._batch(block, places)
        except UnreadableError as error:
            yield stopped(error.rule, error.text, len(places))
        except OSError as error:
            yield stopped("unreadable", unreadable(error), len(places))

    def _batch(self, block: list[Row], places: Sequence[int]) -> RawBatch:
        width = len(self.layout.headings)
        unnamed = [place for place, heading in enumerate(self.layout.headings) if not heading]
        good, broken = [], []
        for row in block:
            row.cells.extend([None] * (width - len(row.cells)))
            if row.beyond or _holds_any(row.cells[width:]) or _holds_any([row.cells[place] for place in unnamed]):
                broken.append(self._unnamed(row))
            else:
                good.append(row)
        columns = [self._column(good, place, broken) for place in places]
        return RawBatch(pa.array([row.number for row in good], pa.int64()), columns, broken)

    def _column(self, block: list[Row], place: int, broken: list[Broken]) -> pa.Array:
        """One column's texts; what is no value is told in `broken`."""
        cells = [row.cells[place] for row in block]
        name = self.layout.columns[place]
        is_id = name is not None and self.table.column(name).kind is ID
        suspects = {CellProblem, NumberText} if is_id else {CellProblem}
        if suspects & set(map(type, cells)):
            found = ((row.number, cell) for row, cell in zip(block, cells, strict=True) if type(cell) in suspects)
            broken.extend(self._problem(number, name or self.layout.headings[place], cell) for number, cell in found)
        return pa.array([cell if isinstance(cell, str) else None for cell in cells], pa.string())

    def _problem(self, row: int, column: str, cell: Cell) -> Broken:
        rule = cell.rule if isinstance(cell, CellProblem) else "number_identifier"
        problem, shown = PROBLEMS[rule], _shown(cell)[:40]
        text = Text(f"“{shown}”{problem.zh}", f'"{shown}" {problem.en}')
        return Broken(rule, text, row, column, _shown(cell))

    def _unnamed(self, row: Row) -> Broken:
        cells = tuple(map(_shown, row.cells))
        return Broken("blank_heading", _UNNAMED, row.number, cells=cells)


def _blocks(data: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows in blocks, of fewer rows where these are large: many cells may show one long shared text."""
    block: list[Row] = []
    size = 0
    for row in data:
        block.append(row)
        size += row.size
        if len(block) == _BATCH or size > _BATCH_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _holds_any(cells: Sequence[Cell]) -> bool:
    return any(not isinstance(cell, str) or cell.strip() for cell in cells if cell is not None)


def _shown(cell: Cell) -> str:
    return cell.value if isinstance(cell, CellProblem) else cell or ""
