"""Score some managers again (重新计分), and from them everybody's rank and decision: what one client changes, few feel."""

from dataclasses import replace
from typing import TypeVar

from qiao.engine.measures.evidence import Evidence
from qiao.engine.scoring import decisions, ranking
from qiao.engine.scoring.indicators import ScoredIndicator
from qiao.engine.scoring.scores import Scores, score

Cell = TypeVar("Cell")


def rescored(before: Scores, evidence: Evidence, some: list[int]) -> Scores:
    """The scores under changed evidence, in which only the managers at `some` differ, and they in no rating."""
    part = score(_of_some(evidence, some), before.standard, before.period)

    def put(column: list[Cell], changed: list[Cell]) -> list[Cell]:
        found = list(column)
        for index, value in zip(some, changed, strict=True):
            found[index] = value
        return found

    def indicator(was: ScoredIndicator, now: ScoredIndicator) -> ScoredIndicator:
        measures, points = put(was.measures, now.measures), put(was.points, now.points)
        return replace(was, measures=measures, points=points, states=put(was.states, now.states))

    contribution = put(before.contribution, part.contribution)
    met = {grade: put(column, part.met[grade]) for grade, column in before.met.items()}
    ranked = ranking.rank(evidence.people, contribution, before.standard.pool, before.period)
    return Scores(
        before.standard,
        before.period,
        evidence,
        {name: put(column, part.measures[name]) for name, column in before.measures.items()},
        {code: indicator(item, part.indicators[code]) for code, item in before.indicators.items()},
        {code: put(column, part.categories[code]) if column else [] for code, column in before.categories.items()},
        contribution,
        ranked,
        before.quality,
        met,
        decisions.decide(before.standard, evidence.people, met, ranked, before.quality, before.period),
    )


def _of_some(evidence: Evidence, some: list[int]) -> Evidence:
    """The evidence of these managers alone."""
    return Evidence(
        [evidence.people[index] for index in some],
        evidence.present,
        {name: [column[index] for index in some] for name, column in evidence.columns.items()},
        evidence.events.of_some(some),
        {code: [column[index] for index in some] for code, column in evidence.targets.items()},
        evidence.ratings.of_some(some),
    )
