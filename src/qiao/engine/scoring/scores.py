"""Score a run from its evidence: indicators, categories, ranks, quality, thresholds, decisions, for every manager at once."""

from dataclasses import dataclass
from functools import cached_property

from qiao.engine.measures import published
from qiao.engine.measures.evidence import Column, Evidence
from qiao.engine.periods import Period
from qiao.engine.scoring import decisions, indicators, ranking, thresholds
from qiao.engine.scoring.decisions import Decision, GradeCheck
from qiao.engine.scoring.indicators import ScoredIndicator
from qiao.engine.scoring.quality import QualityScore, quality_of
from qiao.engine.scoring.quality import column as quality_column
from qiao.engine.scoring.ranking import Ranked
from qiao.engine.standards.model import Indicator, Standard


@dataclass
class Scores:
    """Everything scored, column by column in the order of `evidence.people`."""

    standard: Standard
    period: Period
    evidence: Evidence
    measures: dict[str, Column]
    indicators: dict[str, ScoredIndicator]
    categories: dict[str, list[int]]
    contribution: list[int]
    ranked: Ranked
    quality: list[int | None]
    met: dict[str, list[bool]]
    decisions: list[Decision]

    @cached_property
    def index(self) -> dict[str, int]:
        """Where a manager stands in the columns."""
        return {person.manager_id: index for index, person in enumerate(self.evidence.people)}

    @cached_property
    def missing(self) -> list[str]:
        """The tables that an indicator or a threshold needs and that were not delivered."""
        names = {item.indicator.measure for item in self.indicators.values()}
        names |= {leaf.measure for grade in self.standard.grades for leaf in thresholds.leaves(grade.threshold)}
        return sorted(
            {table for name in names for table in published.missing_tables(self.standard, name, self.evidence.present)}
        )

    def checks(self, index: int) -> tuple[GradeCheck, ...]:
        """One manager's three axes for every grade."""
        return decisions.check_grades(self.standard, self.met, self.ranked, self.quality, index)

    def quality_of(self, index: int) -> QualityScore:
        """One manager's quality score with its items."""
        return quality_of(self.standard.quality, self.evidence.ratings.get(index, []))


def score(evidence: Evidence, standard: Standard, period: Period, *, earlier: Scores | None = None) -> Scores:
    """Score every manager; what an `earlier` scoring of the same evidence has under equal rules is taken over."""
    known = earlier if earlier and earlier.evidence is evidence and earlier.period == period else None
    same_measures = known is not None and known.standard.measures == standard.measures
    columns = known.measures if known and same_measures else published.publish(standard, evidence)
    scored = {
        item.code: _indicator(item, standard, evidence, columns, period, known if same_measures else None)
        for item in standard.indicators
    }
    by_category = indicators.categories(standard, scored)
    contribution = [sum(row) for row in zip(*(column for column in by_category.values() if column), strict=True)] or [
        0
    ] * len(evidence.people)
    quality = (
        known.quality
        if known and known.standard.quality == standard.quality
        else quality_column(standard.quality, evidence)
    )
    met: dict[str, list[bool]] = {
        grade.code: thresholds.met(grade.threshold, standard, columns, period) for grade in standard.grades
    }
    ranked = ranking.rank(evidence.people, contribution, standard.pool, period)
    decided = decisions.decide(standard, evidence.people, met, ranked, quality, period)
    return Scores(standard, period, evidence, columns, scored, by_category, contribution, ranked, quality, met, decided)


def _indicator(
    item: Indicator,
    standard: Standard,
    evidence: Evidence,
    columns: dict[str, Column],
    period: Period,
    known: Scores | None,
) -> ScoredIndicator:
    before = known.indicators.get(item.code) if known else None
    return (
        before if before and before.indicator == item else indicators.score(item, standard, evidence, columns, period)
    )
