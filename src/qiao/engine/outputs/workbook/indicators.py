"""指标: every manager's indicators: measure, target, attainment, points, weight, state."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import looks, people
from qiao.engine.outputs.workbook.book import Book, Column, Style, Value
from qiao.engine.scoring.indicators import SCORED, ScoredIndicator
from qiao.engine.scoring.methods import target
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.check.measures import unit_of
from qiao.engine.standards.model import Target

T = TypeVar("T")

_TARGET_SCALE = 4


def sheet(book: Book, scores: Scores) -> None:
    """Add the sheet: one row a manager and indicator."""
    scored = list(scores.indicators.values())
    everybody = range(len(scores.evidence.people))
    order = [index for index in everybody for _ in scored]
    units = [unit_of(scores.standard.measures[item.indicator.measure]) for item in scored]
    styles = [looks.value(unit, item.scale) for unit, item in zip(units, scored, strict=True)]
    targets = _across([_targets(item, unit) for item, unit in zip(scored, units, strict=True)])
    states = _across([item.states for item in scored])
    said = {state: looks.both(words.STATES[state]) for state in set(states)}
    columns = [
        *people.who(scores, order),
        Column(Text("代码", "Code"), [item.indicator.code for item in scored] * len(everybody), looks.TEXT),
        Column(Text("指标", "Indicator"), [_named(item) for item in scored] * len(everybody), looks.TEXT, 72),
        Column(Text("数值", "Measure"), _across([item.measures for item in scored]), styles * len(everybody)),
        Column(
            Text("目标", "Target"),
            [wanted for wanted, _ in targets],
            [style for _, style in targets],
        ),
        Column(
            Text("完成率", "Attainment"),
            _across([[_attainment(item, index) for index in everybody] for item in scored]),
            looks.ATTAINMENT,
        ),
        Column(Text("得分", "Points"), _across([item.points for item in scored]), looks.POINTS),
        Column(
            Text("分值", "Weight or cap"),
            [item.indicator.full_points for item in scored] * len(everybody),
            looks.POINTS,
        ),
        Column(
            Text("状态", "Status"),
            [said[state] for state in states],
            [looks.STATES[state] for state in states],
        ),
    ]
    book.table(Text("指标", "Indicators"), columns, frozen=2)


def _across(columns: Iterable[Sequence[T]]) -> list[T]:
    """Columns by manager as one column by manager and indicator."""
    return list(chain.from_iterable(zip(*columns, strict=True)))


def _named(item: ScoredIndicator) -> str:
    return f"{item.indicator.name.zh} {item.indicator.name.en}"


def _targets(item: ScoredIndicator, unit: str) -> list[tuple[Value, Style]]:
    """Everybody's target at its measure's scale, or at four places where it has more."""
    lost = 10 ** (_TARGET_SCALE - item.scale)
    usual, finer = looks.value(unit, item.scale), looks.value(unit, _TARGET_SCALE)
    return [
        (wanted, finer) if wanted and wanted % lost else (None if wanted is None else wanted // lost, usual)
        for wanted in item.targets
    ]


def _attainment(item: ScoredIndicator, index: int) -> int | None:
    value, wanted = item.measures[index], item.targets[index]
    if not isinstance(item.indicator.scoring, Target) or item.states[index] != SCORED or value is None or not wanted:
        return None
    return target.attainment(value, wanted, item.scale)
