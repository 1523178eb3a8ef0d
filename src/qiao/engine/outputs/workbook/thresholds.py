"""门槛: every manager, grade and condition: the value, the bar, and by how much it is met or missed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import conditions, looks, people
from qiao.engine.outputs.workbook.book import Book, Column, Style, Value
from qiao.engine.outputs.workbook.conditions import Leaf, Part
from qiao.engine.scoring import thresholds as scoring
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.model import Grade

_MET, _MISSED = "达标 met", "未达 missed"


class _Line(NamedTuple):
    """One condition, or several together, of one grade; the same for everybody but for the figures."""

    grade: Grade
    label: str
    part: Part
    reached: Sequence[int] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it is all that the grade asks, of which everybody reaches so many per cent."""
        return bool(self.reached)


def lines_of(scores: Scores) -> list[_Line]:
    """The lines that every manager gets: of each grade the whole, its choices, then each condition once."""
    found = []
    for grade in scores.standard.grades:
        whole = conditions.read(grade.threshold, scores)
        numbered = conditions.leaves(whole)
        reached = scoring.whole_percents(grade.threshold, scores.standard, scores.measures, scores.period)
        found.append(_Line(grade, f"门槛合计 Whole: {conditions.formula(whole, numbered)}", whole, reached))
        choices = conditions.choices(whole)
        found += [_Line(grade, f"任一 Any: {conditions.formula(group, numbered)}", group) for group in choices]
        for place, leaf in enumerate(numbered):
            found.append(_Line(grade, f"{conditions.sign(place)} {looks.both(leaf.name)}", leaf))
    return found


def sheet(book: Book, scores: Scores) -> None:
    """Add the sheet."""
    lines = lines_of(scores)
    order = [index for index in range(len(scores.evidence.people)) for _ in lines]
    rows = list(_rows(scores, lines))
    grades, labels, values, bars, margins, results = ([row[place] for row in rows] for place in range(6))
    columns = [
        *people.who(scores, order),
        Column(Text("等级", "Grade"), *_cells(grades), 40),
        Column(Text("条件", "Condition"), *_cells(labels), 80),
        Column(Text("数值", "Value"), *_cells(values)),
        Column(Text("标准线", "Bar"), *_cells(bars)),
        Column(Text("差距", "By how much"), *_cells(margins)),
        Column(Text("结果", "Result"), *_cells(results), 44),
    ]
    book.table(Text("门槛", "Thresholds"), columns, frozen=2)


_Styled = tuple[Value, Style]
_NOTHING: _Styled = (None, looks.TEXT)


def _cells(cells: list[_Styled]) -> tuple[list[Value], list[Style]]:
    return [cell[0] for cell in cells], [cell[1] for cell in cells]


def _rows(scores: Scores, lines: list[_Line]) -> Iterator[list[_Styled]]:
    """Grade, condition, value, bar, margin and result of every line of everybody."""
    heads = [[_heads(line, is_own) for line in lines] for is_own in (False, True)]
    for index, person in enumerate(scores.evidence.people):
        for place, line in enumerate(lines):
            head = heads[line.grade.code == person.grade][place]
            yield [
                *head,
                *(_of_leaf(line.part, index) if isinstance(line.part, Leaf) else _of_group(line, index)),
            ]


def _heads(line: _Line, is_own: bool) -> list[_Styled]:
    named = words.GRADES[line.grade.code]
    own = f"{named.zh} {named.en}" + ("(现等级 present)" if is_own else "")
    style = looks.BOLD if line.is_whole else looks.TEXT
    return [(own, style), (line.label, style)]


def _of_leaf(leaf: Leaf, index: int) -> list[_Styled]:
    value, holds = leaf.column[index], leaf.holds(index)
    style = looks.value(leaf.unit, leaf.scale)
    margin: _Styled = _NOTHING
    if value is not None and leaf.unit != "flag":
        margin = value - leaf.bar, looks.margin(leaf.scale)
    said = _MET if holds else _MISSED
    if value is None:
        said = f"{_MISSED}: {looks.both(words.STATES['missing_source' if leaf.is_missing else 'not_applicable'])}"
    return [(value, style), (leaf.bar, style), margin, (said, looks.MET if holds else looks.MISSED)]


def _of_group(line: _Line, index: int) -> list[_Styled]:
    holds = line.part.holds(index)
    margin: _Styled = _NOTHING
    if line.is_whole:
        margin = line.reached[index], looks.REACHED
    return [_NOTHING, _NOTHING, margin, (_MET if holds else _MISSED, looks.MET if holds else looks.MISSED)]
