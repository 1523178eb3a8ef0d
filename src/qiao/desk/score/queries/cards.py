"""One manager's scorecard: the three axes, the seven categories with their indicators, what changed, what is still needed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.common.languages import said
from qiao.desk.score.queries.results import result_of
from qiao.engine import Node, outline


class Line(NamedTuple):
    """A node of an explanation as a line: how deep it lies, what it is, its value, and what it is measured by.

    Attributes:
        value: as it is printed; blank for none.
        margin: by how much a bar is met or missed, as it is printed.
        verdict: `met`, `missed`, or blank.
        state: of `STATES`, where there is no value.
    """

    depth: int
    kind: str
    code: str
    name: str
    value: str
    unit: str
    verdict: str
    margin: str
    note: str
    state: str


class Indicator(NamedTuple):
    """One of the indicators: its points of how many, and how they came about."""

    code: str
    name: str
    points: Decimal
    full: Decimal
    state: str
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Points more than in the result before; None where there was none."""
        return None if self.before is None else self.points - self.before


class Category(NamedTuple):
    """One of the categories with its indicators."""

    code: str
    name: str
    points: Decimal
    full: Decimal
    indicators: list[Indicator]

    @property
    def per_cent(self) -> int:
        """How much of the full points there is, in whole per cent between 0 and 100: the length of a bar."""
        return max(0, min(100, int(100 * self.points / self.full))) if self.full else 0


class Card(NamedTuple):
    """All that the first page says."""

    outcome: Outcome
    sentence: str
    threshold: list[Line]
    cuts: list[Line]
    quality: list[Line]
    categories: list[Category]


def card(outcome: Outcome, before: Outcome | None) -> Card:
    """A manager's scorecard in one run, beside an earlier one."""
    tree = outline(result_of(outcome.run), outcome.manager)
    threshold, contribution, quality = tree.children
    score = contribution.children[0]
    return Card(
        outcome,
        said(tree.note) if tree.note else "",
        [line for node in threshold.children for line in lines(node)],
        [line for node in contribution.children[1:] for line in lines(node)],
        [line for node in quality.children for line in lines(node)],
        list(_categories(outcome, score, _points(before))),
    )


def lines(node: Node, depth: int = 0) -> Iterator[Line]:
    """A node and everything below it, from above to below."""
    margin = "" if node.margin is None else node.printed(node.margin)
    yield Line(
        depth,
        node.kind,
        node.code,
        said(node.name),
        node.text,
        node.unit,
        node.verdict or "",
        margin,
        said(node.note) if node.note else "",
        node.state,
    )
    for child in node.children:
        yield from lines(child, depth + 1)


def _points(outcome: Outcome | None) -> dict[str, Decimal]:
    if outcome is None:
        return {}
    scores = result_of(outcome.run).scores
    index = scores.index[outcome.manager]
    return {code: Decimal(item.points[index]).scaleb(-2) for code, item in scores.indicators.items()}


def _categories(outcome: Outcome, score: Node, before: dict[str, Decimal]) -> Iterator[Category]:
    standard = result_of(outcome.run).standard.standard
    full = {item.code: Decimal(item.full_points).scaleb(-2) for item in standard.indicators}
    weights = {item.code: Decimal(item.weight).scaleb(-2) for item in standard.categories}
    for node in score.children:
        yield Category(
            node.code,
            said(node.name),
            Decimal(node.text),
            weights[node.code],
            [
                Indicator(
                    one.code, said(one.name), Decimal(one.text or 0), full[one.code], one.state, before.get(one.code)
                )
                for one in node.children
                if one.kind == "indicator"
            ],
        )
