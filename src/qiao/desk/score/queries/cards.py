"""One manager's scorecard: each grade's three axes, the seven categories with their indicators, all as the engine has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.assess.words import grade
from qiao.desk.common.languages import said
from qiao.desk.score import words
from qiao.desk.score.queries import marks, pools
from qiao.desk.score.queries.nodes import Line, line_of, lines
from qiao.desk.score.queries.results import result_of
from qiao.desk.ui import figures
from qiao.engine import Node, Standard


@dataclass(frozen=True, slots=True)
class Rung:
    """One grade of the ladder and how a manager stands to each of its three bars.

    Attributes:
        reached: the threshold in whole per cent of its bar, never rounded up.
        conditions: the threshold down to its measures.
        within: the cut in per cent of the pool; `seats` the last place inside, `last_score` the points there.
        places: how many places are left inside the cut; below zero so many are missing; None out of the pool.
        spare: points of quality above the bar; below it negative; None where quality has no score.
        protected: the last protected place; None where the grade has no protection.
    """

    code: str
    reached: int
    is_threshold_met: bool
    conditions: tuple[Line, ...]
    within: Decimal
    seats: int | None
    last_score: Decimal | None
    places: int | None
    quality_bar: Decimal
    spare: Decimal | None
    protected: int | None
    is_present: bool
    is_supported: bool
    is_target: bool

    @property
    def label(self) -> str:
        """Its name."""
        return grade(self.code)

    @property
    def is_rank_met(self) -> bool:
        """Whether the place lies inside the cut."""
        return self.places is not None and self.places >= 0

    @property
    def is_quality_met(self) -> bool:
        """Whether quality reaches the bar."""
        return self.spare is not None and self.spare >= 0

    @property
    def bar(self) -> int:
        """The length of its meter in hundredths, on which 100 per cent of the threshold stands at two thirds."""
        return max(0, min(100, self.reached * 2 // 3))

    @property
    def places_short(self) -> int:
        """How many places are missing."""
        return max(0, -(self.places or 0))

    @property
    def quality_short(self) -> Decimal:
        """How many points of quality are missing."""
        return max(Decimal(0), -(self.spare or Decimal(0)))

    @property
    def places_told(self) -> str:
        """The places left or missing, with a sign."""
        return "–" if self.places is None else figures.signed(figures.number(self.places, 0))

    @property
    def spare_told(self) -> str:
        """The points of quality left or missing, with a sign."""
        return "–" if self.spare is None else figures.signed(figures.number(self.spare))

    @property
    def holds(self) -> bool:
        """Whether all three bars are met."""
        return self.is_threshold_met and self.is_rank_met and self.is_quality_met


class Indicator(NamedTuple):
    """One of the indicators: its points of how many, what was measured, and by how many points it moved."""

    code: str
    name: str
    points: Decimal
    full: Decimal
    state: str
    measured: Line
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Points more than in the result before; None where there was none."""
        return None if self.before is None else self.points - self.before

    @property
    def state_label(self) -> str:
        """Why it has no figure."""
        return str(words.STATES.get(self.state, self.state))

    @property
    def per_cent(self) -> int:
        """How much of the full points there is, in whole per cent from 0 to 100: the length of a bar."""
        return part_of(self.points, self.full)


class Category(NamedTuple):
    """One of the categories with its indicators; `cut` is what its weight takes off their sum."""

    code: str
    name: str
    points: Decimal
    full: Decimal
    cut: Decimal
    before: Decimal | None
    indicators: list[Indicator]

    @property
    def change(self) -> Decimal | None:
        """Points more than in the result before; None where there was none."""
        return None if self.before is None else self.points - self.before

    @property
    def per_cent(self) -> int:
        """How much of the full points there is, in whole per cent from 0 to 100."""
        return part_of(self.points, self.full)


class Card(NamedTuple):
    """All that the scorecard says of one manager in one run."""

    outcome: Outcome
    rungs: list[Rung]
    categories: list[Category]
    quality: list[Line]
    quality_note: str
    standard: Standard

    @property
    def target(self) -> Rung | None:
        """The lowest grade above what the three axes support; None at the top."""
        return next((rung for rung in self.rungs if rung.is_target), None)

    @property
    def is_rated(self) -> bool:
        """Whether anybody rated any item of quality."""
        return any(line.kind == "group" for line in self.quality)

    @property
    def weakest(self) -> list[Line]:
        """The three items of quality with the fewest points, of those whose points are told."""
        rated = [line for line in self.quality if line.kind == "item" and line.value is not None]
        return sorted(rated, key=lambda line: (line.value or 0, line.code))[:3]


def card(outcome: Outcome, before: Outcome | None = None) -> Card:
    """A manager's scorecard in one run, beside an earlier one."""
    standard, tree = result_of(outcome.run).standard.standard, marks.told(outcome.run, outcome.manager)
    _threshold, contribution, quality = tree.children
    return Card(
        outcome,
        list(_rungs(outcome, tree, standard)),
        list(_categories(contribution.children[0], standard, points_of(before), sums_of(before))),
        [line for node in quality.children if node.kind == "item" for line in lines(node, standard)],
        said(quality.note) if quality.note else "",
        standard,
    )


def _rungs(outcome: Outcome, tree: Node, standard: Standard) -> Iterator[Rung]:
    threshold, contribution, quality = tree.children
    bars = {node.code: node for axis in (contribution, quality) for node in axis.children if node.kind == "bar"}
    ladder: list[str] = [one.code for one in standard.grades]
    above = ladder.index(outcome.supported) + 1 if outcome.supported else 0
    own_pool = pools.pool_of(outcome)
    for place, (one, node) in enumerate(zip(standard.grades, threshold.children, strict=False)):
        cut, bar = bars.get(f"{one.code}.rank_within"), bars[f"{one.code}.quality_at_least"]
        guard = bars.get(f"{one.code}.protected_within")
        seats = cut.value if cut and isinstance(cut.value, int) else None
        yield Rung(
            code=one.code,
            reached=outcome.reached.get(one.code, 0),
            is_threshold_met=node.verdict == "met",
            conditions=tuple(lines(node.children[0], standard)),
            within=Decimal(one.rank_within).scaleb(-2),
            seats=seats,
            last_score=own_pool.score_at(seats) if seats else None,
            places=cut.margin if cut else None,
            quality_bar=Decimal(bar.text),
            spare=line_of(bar, standard).margin,
            protected=guard.value if guard and isinstance(guard.value, int) else None,
            is_present=one.code == outcome.grade,
            is_supported=one.code == outcome.supported,
            is_target=place == above,
        )


def points_of(outcome: Outcome | None) -> dict[str, Decimal]:
    """The points of every indicator; nothing without a result."""
    if outcome is None:
        return {}
    scores = result_of(outcome.run).scores
    index = scores.index[outcome.manager]
    return {code: Decimal(item.points[index]).scaleb(-2) for code, item in scores.indicators.items()}


def sums_of(outcome: Outcome | None) -> dict[str, Decimal]:
    """The points of every category; nothing without a result."""
    if outcome is None:
        return {}
    scores = result_of(outcome.run).scores
    index = scores.index[outcome.manager]
    return {code: Decimal(column[index]).scaleb(-2) for code, column in scores.categories.items() if column}


def _categories(
    score: Node, standard: Standard, before: dict[str, Decimal], sums: dict[str, Decimal]
) -> Iterator[Category]:
    full = {item.code: Decimal(item.full_points).scaleb(-2) for item in standard.indicators}
    weights = {item.code: Decimal(item.weight).scaleb(-2) for item in standard.categories}
    for node in score.children:
        yield Category(
            node.code,
            said(node.name),
            Decimal(node.text),
            weights[node.code],
            sum((Decimal(one.text) for one in node.children if one.kind == "cut"), Decimal("0.00")),
            sums.get(node.code),
            [
                Indicator(
                    one.code,
                    said(one.name),
                    Decimal(one.text or 0),
                    full[one.code],
                    one.state,
                    line_of(one.children[-1], standard),
                    before.get(one.code),
                )
                for one in node.children
                if one.kind == "indicator"
            ],
        )


def part_of(points: Decimal, full: Decimal) -> int:
    """Points of the full points in whole per cent from 0 to 100."""
    return max(0, min(100, int(100 * points / full))) if full else 0
