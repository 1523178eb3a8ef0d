"""The simulation's picture: people by grade and decision before and after, drawn on the server into the cells of its own table.

The bar of before is an outline and that of after is filled, and both figures stand beside them: it reads in grey and on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qiao import engine
from qiao.desk.assess import words
from qiao.desk.assess.queries.simulating import Cell
from qiao.desk.common.languages import said


@dataclass(frozen=True, slots=True)
class Bars:
    """One cell: both counts, and their bars in hundredths of the cell's width."""

    before: int
    after: int
    width_before: str
    width_after: str

    @property
    def is_changed(self) -> bool:
        """Whether the count is another."""
        return self.before != self.after

    @property
    def is_empty(self) -> bool:
        """Whether nobody is there, before or after."""
        return not (self.before or self.after)


@dataclass(frozen=True, slots=True)
class Before:
    """The whole picture: a row a grade, a column a decision, and the sums below."""

    decisions: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Bars, ...]], ...]
    sums: tuple[Bars, ...]


def before_after(cells: Sequence[Cell]) -> Before:
    """The picture of the counts; decisions that nobody has are left out."""
    codes = [code for code in engine.DECISIONS if any(one.before or one.after for one in cells if one.decision == code)]
    most = max((max(one.before, one.after) for one in cells), default=1) or 1
    by_place = {(one.grade, one.decision): one for one in cells}
    grades = list(dict.fromkeys(one.grade for one in cells))
    sums = [
        (
            sum(one.before for one in cells if one.decision == code),
            sum(one.after for one in cells if one.decision == code),
        )
        for code in codes
    ]
    highest = max((max(pair) for pair in sums), default=1) or 1
    return Before(
        tuple(said(engine.DECISIONS[code]) for code in codes),
        tuple(
            (
                words.grade(grade),
                tuple(_bars(by_place[grade, code].before, by_place[grade, code].after, most) for code in codes),
            )
            for grade in grades
        ),
        tuple(_bars(*pair, highest) for pair in sums),
    )


def _bars(before: int, after: int, most: int) -> Bars:
    return Bars(before, after, f"{100 * before / most:.1f}", f"{100 * after / most:.1f}")
