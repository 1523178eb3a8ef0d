"""指标: every manager's indicators: measure, target, attainment, points, weight, state."""

from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import looks, people
from qiao.engine.outputs.workbook.book import Book, Column, Style, Value
from qiao.engine.scoring.indicators import SCORED, ScoredIndicator
from qiao.engine.scoring.methods import target
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.check.measures import unit_of
from qiao.engine.standards.model import Target

_TARGET_SCALE = 4


def sheet(book: Book, scores: Scores) -> None:
    """Add the sheet: one row a manager and indicator."""
    scored = list(scores.indicators.values())
    everybody = range(len(scores.evidence.people))
    order = [index for index in everybody for _ in scored]
    units = [unit_of(scores.standard.measures[item.indicator.measure]) for item in scored]
    styles = [looks.value(unit, item.scale) for unit, item in zip(units, scored, strict=True)]
    targets = [[_target(item, unit, index) for item, unit in zip(scored, units, strict=True)] for index in everybody]
    states = [item.states[index] for index in everybody for item in scored]
    columns = [
        *people.who(scores, order),
        Column(Text("代码", "Code"), [item.indicator.code for item in scored] * len(everybody), looks.TEXT),
        Column(Text("指标", "Indicator"), [_named(item) for item in scored] * len(everybody), looks.TEXT, 72),
        Column(Text("数值", "Measure"), _across(scores, [item.measures for item in scored]), styles * len(everybody)),
        Column(
            Text("目标", "Target"),
            [cell for row in targets for cell, _ in row],
            [style for row in targets for _, style in row],
        ),
        Column(
            Text("完成率", "Attainment"),
            [_attainment(item, index) for index in everybody for item in scored],
            looks.ATTAINMENT,
        ),
        Column(Text("得分", "Points"), _across(scores, [item.points for item in scored]), looks.POINTS),
        Column(
            Text("分值", "Weight or cap"),
            [item.indicator.full_points for item in scored] * len(everybody),
            looks.POINTS,
        ),
        Column(
            Text("状态", "Status"),
            [looks.both(words.STATES[state]) for state in states],
            [looks.STATES[state] for state in states],
        ),
    ]
    book.table(Text("指标", "Indicators"), columns, frozen=2)


def _across(scores: Scores, columns: list[list[int | None]] | list[list[int]]) -> list[Value]:
    """Columns by manager as one column by manager and indicator."""
    return [column[index] for index in range(len(scores.evidence.people)) for column in columns]


def _named(item: ScoredIndicator) -> str:
    return f"{item.indicator.name.zh} {item.indicator.name.en}"


def _target(item: ScoredIndicator, unit: str, index: int) -> tuple[Value, Style]:
    """A target at its measure's scale, or at four places where it has more."""
    wanted = item.targets[index]
    lost = 10 ** (_TARGET_SCALE - item.scale)
    if wanted is not None and wanted % lost:
        return wanted, looks.value(unit, _TARGET_SCALE)
    return None if wanted is None else wanted // lost, looks.value(unit, item.scale)


def _attainment(item: ScoredIndicator, index: int) -> int | None:
    value, wanted = item.measures[index], item.targets[index]
    if not isinstance(item.indicator.scoring, Target) or item.states[index] != SCORED or value is None or not wanted:
        return None
    return target.attainment(value, wanted, item.scale)
