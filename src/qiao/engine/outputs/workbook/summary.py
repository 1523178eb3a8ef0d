"""总览: what was assessed, by which standard, how it came out, and that nothing of the bank's total is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.engine import money, sheets, words
from qiao.engine.errors import Text
from qiao.engine.ledger.tables import TABLES
from qiao.engine.outputs.workbook import looks
from qiao.engine.outputs.workbook.book import Book, Cell, Style
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.check.measures import unit_of

_WIDTHS = (66, 28, 24, 28, 16)
_ROOM = sum(_WIDTHS[1:])
_TITLE = Style(bold=True, size=16)
_SUBTITLE = Style(size=12, ink="#44546A")
_SECTION = Style(bold=True, size=12)
_LABEL = Style(ink="#44546A", wrap=True)
_MARK = Style(fill="#FFF3CD", bold=True, wrap=True)

Fact = tuple[Text, Cell | Text, Style]


def sheet(book: Book, scores: Scores, manifest: dict[str, Any], note: Text | None) -> None:
    """Add the sheet; `note` is said on top, where the workbook holds less than usual."""
    page = _Page(book, book.sheet(Text("总览", "Summary")))
    period = manifest["period"]["label"]
    page.line(f"对公客户经理考评结果 {period}", _TITLE, 24)
    page.line(f"Assessment of corporate relationship managers {period}", _SUBTITLE, 18)
    for mark in [*_marks(manifest), *([note] if note else [])]:
        page.wide(f"{mark.zh}\n{mark.en}", _MARK)
    page.section(Text("考评", "The run"))
    for fact in _facts(manifest):
        page.fact(*fact)
    page.section(Text("决定", "Decisions"))
    page.headings(Text("决定", "Decision"), Text("人数", "Managers"))
    for name, count in manifest["counts"]["decisions"].items():
        page.cells((looks.both(words.DECISIONS[name]), looks.DECISIONS[name]), (count, looks.COUNT))
    page.cells(("合计 Total", looks.BOLD), (manifest["counts"]["managers"], looks.COUNT))
    _pools(page, scores)
    _totals(page, scores, manifest)


def _marks(manifest: dict[str, Any]) -> Iterator[Text]:
    if manifest["provisional"]:
        yield Text(
            f"预评:计算截至 {manifest['as_of']},早于期末 {manifest['period']['end']};结果会变,不能公布。",
            f"Provisional: calculated up to {manifest['as_of']}, before the period's end {manifest['period']['end']}; "
            "figures will change and cannot be published.",
        )
    if not manifest["complete"]:
        names = {table.name: table.zh for table in TABLES}
        named = "、".join(names[table] for table in manifest["missing_tables"])
        listed = ", ".join(manifest["missing_tables"])
        yield Text(
            f"不完整:未提供{named},相关指标计 0 分;不能公布。",
            f"Incomplete: {listed} not delivered, their indicators give 0 points; it cannot be published.",
        )


# A kept run is verified byte by byte, this workbook too: no word of it changes.
def _facts(manifest: dict[str, Any]) -> Iterator[Fact]:
    period, standard, counts = manifest["period"], manifest["standard"], manifest["counts"]
    yield Text("考核期间", "Period"), period["label"], looks.TEXT
    yield Text("首日", "First day"), _day(period["start"]), looks.DATE
    yield Text("末日", "Last day"), _day(period["end"]), looks.DATE
    yield Text("计算截至日", "As-of"), _day(manifest["as_of"]), looks.DATE
    yield Text("计算天数", "Days counted"), period["days_so_far"], looks.COUNT
    yield Text("数据日期", "Data date"), _day(manifest["data_date"]) or Text("未声明", "not stated"), looks.DATE
    yield Text("状态", "State"), _state(manifest), looks.TEXT
    yield Text("参加排名", "In the pool"), counts["in_pool"], looks.COUNT
    yield Text("考评标准", "Standard"), f"{standard['id']} {standard['version']}", looks.TEXT
    yield Text("标准施行日期", "Standard in force from"), _day(standard["effective_from"]), looks.DATE
    yield Text("标准数据指纹", "Hash of the standard's figures"), standard["data_hash"], looks.TEXT
    yield Text("标准文本指纹", "Hash of the standard's text"), standard["document_hash"], looks.TEXT
    if manifest.get("ledger"):
        yield Text("台账指纹", "Hash of the ledger"), manifest["ledger"], looks.TEXT
    # The seal covers this very file, so only a workbook made after the run can show it.
    seal = manifest.get("seal") or Text("见 run.json,其封印也覆盖本工作簿", "in run.json; it covers this workbook too")
    yield Text("封印", "Seal"), seal, looks.TEXT
    yield Text("程序版本", "Program"), f"qiao {manifest['qiao']}", looks.TEXT


def _state(manifest: dict[str, Any]) -> Text:
    when = Text("预评", "provisional") if manifest["provisional"] else Text("期满", "the whole period")
    what = Text("数据完整", "complete") if manifest["complete"] else Text("数据不完整", "incomplete")
    return Text(f"{when.zh},{what.zh}", f"{when.en}, {what.en}")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _pools(page: "_Page", scores: Scores) -> None:
    """The size of each branch's pool, where each branch ranks its own."""
    if scores.standard.pool.by != "branch":
        return
    page.section(Text("排名范围", "Pools"))
    page.headings(Text("机构", "Branch"), Text("参加排名人数", "Managers ranked"))
    people, sizes = scores.evidence.people, scores.ranked.sizes
    for name, size in sorted({person.branch_id: size for person, size in zip(people, sizes, strict=True)}.items()):
        page.cells((name, looks.NAME), (size, looks.COUNT))


def _totals(page: "_Page", scores: Scores, manifest: dict[str, Any]) -> None:
    page.section(Text("归属核对:已归属 + 未归属 = 全行合计", "What managers have + what nobody has = the bank's total"))
    page.headings(
        Text("计量", "Measure"),
        Text("已归属", "Assigned"),
        Text("未归属", "Unassigned"),
        Text("合计", "Total"),
        Text("核对", "Check"),
    )
    for total in manifest["totals"]:
        measure = scores.standard.measures[total["measure"]]
        style = looks.value(unit_of(measure), 2)
        figures = [(money.parse(total[part], 2), style) for part in ("assigned", "unassigned", "total")]
        sums = int(total["assigned_numerator"]) + int(total["unassigned_numerator"])
        is_equal = sums == int(total["total_numerator"])
        check = ("相等 equal", looks.MET) if is_equal else ("不等 differ", looks.MISSED)
        page.cells((f"{measure.name.zh} {measure.name.en}", looks.TEXT), *figures, check)
    page.wide(
        "核对用的是未四舍五入的精确值;各列分别四舍五入到分,相加可能差 0.01。\n"
        "The check is on exact sums; each column is rounded by itself, so the printed ones may differ by 0.01.",
        _LABEL,
    )


@dataclass
class _Page:
    """The sheet as it is written, line by line."""

    book: Book
    sheet: Any
    row: int = 0

    def __post_init__(self) -> None:
        for place, width in enumerate(_WIDTHS):
            self.sheet.set_column(place, place, width)

    def line(self, text: str, style: Style, height: float) -> None:
        """A line of its own."""
        self.sheet.set_row(self.row, height)
        self.book.write(self.sheet, self.row, 0, text, style)
        self.row += 1

    def wide(self, text: str, style: Style) -> None:
        """A text across the page."""
        self.sheet.set_row(self.row, sheets.height([(text, sum(_WIDTHS) - 2)]))
        self._merge(0, text, style)
        self.row += 1

    def section(self, name: Text) -> None:
        """A heading over what follows, after a blank line."""
        self.row += 1
        self.line(f"{name.zh} {name.en}", _SECTION, 20)

    def fact(self, label: Text, value: Cell | Text, style: Style) -> None:
        """A label and what it says."""
        self.book.write(self.sheet, self.row, 0, looks.both(label), _LABEL)
        if isinstance(value, tuple):
            value = looks.both(value)
        if isinstance(value, str):
            self.sheet.set_row(self.row, sheets.height([(value, _ROOM - 2)]))
            self._merge(1, value, looks.TEXT)
        else:
            self.book.write(self.sheet, self.row, 1, value, style._replace(align="left"))
        self.row += 1

    def headings(self, *names: Text) -> None:
        """The headings of a small table."""
        texts = ["\n".join(name) for name in names]
        self.sheet.set_row(self.row, sheets.height(zip(texts, _WIDTHS, strict=False)))
        for place, text in enumerate(texts):
            self.sheet.write_string(self.row, place, text, self.book.heading)
        self.row += 1

    def cells(self, *cells: tuple[Cell, Style]) -> None:
        """One line of a small table."""
        self.sheet.set_row(self.row, sheets.height(_texts(cells)))
        for place, (value, style) in enumerate(cells):
            self.book.write(self.sheet, self.row, place, value, style._replace(lined=True))
        self.row += 1

    def _merge(self, first: int, text: str, style: Style) -> None:
        last = len(_WIDTHS) - 1
        self.sheet.merge_range(self.row, first, self.row, last, "", self.book.format(style))
        self.book.write(self.sheet, self.row, first, text, style)


def _texts(cells: Sequence[tuple[Cell, Style]]) -> list[tuple[str, int]]:
    found = zip(cells, _WIDTHS, strict=False)
    return [(value, width - 1) for (value, _), width in found if isinstance(value, str)]
