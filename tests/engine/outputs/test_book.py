"""The sheets of a workbook are the bytes that xlsxwriter writes when it is given one cell after the other."""

import io
import re
import zipfile
from datetime import date

from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import looks
from qiao.engine.outputs.workbook.book import Book, Column, Style


def test_a_table_is_written_as_it_would_be_cell_by_cell() -> None:
    bold, figure = Style(bold=True), Style("0.00", 2)
    names = [f"名 {row % 3}" if row % 5 else None for row in range(70)]
    odd = ["", "a\x00b", "<&>", 10**15, -(10**17) - 1, 125, 0, None, "名 1", 7] * 7
    sparse = [None] * 40 + [3] * 4 + [None] * 26
    columns = [
        Column(Text("一", "one"), names, looks.TEXT),
        Column(Text("二", "two"), odd, [bold if row % 2 else figure for row in range(70)]),
        Column(Text("三", "three"), sparse, [looks.COUNT if row % 2 else figure for row in range(70)]),
        Column(Text("四", "four"), [None] * 70, bold),
    ]
    at_once, by_cell = (Book(Text("表", "table"), "", date(2025, 1, 1)) for _ in range(2))
    at_once.table(Text("页", "page"), columns)
    sheet = by_cell.sheet(Text("页", "page"))
    for place, column in enumerate(columns):
        styles = [column.style] * 70 if isinstance(column.style, Style) else column.style
        for row, (value, style) in enumerate(zip(column.values, styles, strict=True), 1):
            if value is not None:
                by_cell.write(sheet, row, place, value, style)
        sheet.write_string(0, place, "\n".join(column.heading), by_cell.heading)
    one, other = (parts(book.close()) for book in (at_once, by_cell))
    assert one == other


def parts(workbook: bytes) -> list[str]:
    """The cells of a workbook's first sheet, heights of rows aside, its texts and its styles, as they are in the file."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet, texts, styles = (
            archive.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings", "styles")
        )
    cells = re.sub(r' ht="[^"]*" customHeight="1"', "", sheet[sheet.index("<sheetData>") : sheet.index("</sheetData>")])
    return [cells, texts, styles, *re.findall("<dimension[^>]*>", sheet)]
