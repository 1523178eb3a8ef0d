"""Scorecards as the engine has them, and its explanation trees."""

from typing import Any, Self

from pydantic import Field

from qiao.desk.api.shapes.assess import OutcomeShape
from qiao.desk.api.shapes.elements import Figure, Points, Shape
from qiao.desk.score.queries.cards import Card, Category, Indicator, Rung
from qiao.desk.score.queries.nodes import Line


class LineShape(Shape):
    """A figure of the scorecard with what it is measured by."""

    depth: int
    kind: str
    code: str
    name: str = Field(description="In the caller's language.")
    value: Figure | None
    unit: str = Field(description="`CNY`, `USD`, `points`, `count`, `ratio`, `rank`, `flag`, or blank.")
    bar: Figure | None
    margin: Figure | None
    verdict: str = Field(description="`met`, `missed`, or blank.")
    state: str = Field(description="Why there is no value; blank where there is one.")

    @classmethod
    def of(cls, line: Line) -> Self:
        """A node as a line."""
        return cls.model_validate({name: getattr(line, name) for name in cls.model_fields})


class IndicatorShape(Shape):
    """One of the indicators."""

    code: str
    name: str
    points: Points
    full: Points
    state: str = Field(description="`scored`, `unassigned`, `not_applicable` or `missing_source`.")
    before: Points | None = Field(description="In the result before this one.")
    measured: LineShape

    @classmethod
    def of(cls, one: Indicator) -> Self:
        """An indicator of a card."""
        return cls(
            code=one.code,
            name=one.name,
            points=one.points,
            full=one.full,
            state=one.state,
            before=one.before,
            measured=LineShape.of(one.measured),
        )


class CategoryShape(Shape):
    """One of the categories with its indicators."""

    code: str
    name: str
    points: Points
    full: Points
    cut: Points = Field(description="What its weight takes off the sum of its indicators.")
    indicators: list[IndicatorShape]

    @classmethod
    def of(cls, one: Category) -> Self:
        """A category of a card."""
        indicators = [IndicatorShape.of(item) for item in one.indicators]
        return cls(code=one.code, name=one.name, points=one.points, full=one.full, cut=one.cut, indicators=indicators)


class RungShape(Shape):
    """One grade and how the manager stands to its three bars."""

    code: str
    reached: int = Field(description="The threshold in whole per cent of its bar.")
    is_threshold_met: bool
    conditions: list[LineShape]
    within: Figure = Field(description="The cut in per cent of the pool.")
    seats: int | None = Field(description="The last place inside the cut.")
    places: int | None = Field(description="Places left inside the cut; below zero so many are missing.")
    is_rank_met: bool
    quality_bar: Points
    spare: Points | None = Field(description="Points of quality above the bar.")
    is_quality_met: bool
    is_present: bool
    is_supported: bool

    @classmethod
    def of(cls, rung: Rung) -> Self:
        """A rung of a card."""
        plain = {name: getattr(rung, name) for name in cls.model_fields if name != "conditions"}
        return cls.model_validate({**plain, "conditions": [LineShape.of(line) for line in rung.conditions]})


class CardShape(Shape):
    """A manager's scorecard in a run."""

    outcome: OutcomeShape
    decision: str = Field(description="The decision and its reason in the caller's language.")
    grades: list[RungShape]
    categories: list[CategoryShape]
    quality: list[LineShape]

    @classmethod
    def of(cls, card: Card, sentence: str) -> Self:
        """All that the card says."""
        return cls(
            outcome=OutcomeShape.of(card.outcome),
            decision=sentence,
            grades=[RungShape.of(rung) for rung in card.rungs],
            categories=[CategoryShape.of(one) for one in card.categories],
            quality=[LineShape.of(line) for line in card.quality],
        )


class TextShape(Shape):
    """A sentence in both languages."""

    zh: str
    en: str


class LeafShape(Shape):
    """The rows behind a node: the query that gives them again, how many, their sum and digest."""

    sql: str
    parameters: dict[str, Any]
    rows: int
    amount: str
    denominator: str
    digest: str


class NodeShape(Shape):
    """One explained number or outcome; the children of a summing node add up to it exactly."""

    kind: str
    code: str
    zh: str
    en: str
    value: str = Field(description="As printed: a decimal, a code, or blank for none.")
    exact: str | None = Field(None, description="Exactly, as `n/d`, where nothing is rounded yet.")
    unit: str = ""
    state: str = ""
    verdict: str = ""
    margin: str | None = None
    note: TextShape | None = None
    leaf: LeafShape | None = None
    sums: bool = False
    children: list["NodeShape"] = Field(default_factory=list)
