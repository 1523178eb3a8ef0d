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
    def pools(self) -> dict[str, list[int]]:
        """The contribution scores of everybody who is ranked, from the highest down, by pool: a branch, or blank for the bank."""
        pools: dict[str, list[int]] = {}
        for index, rank in enumerate(self.ranked.ranks):
            if rank is not None:
                pools.setdefault(self.pool_of(index), []).append(self.contribution[index])
        for scores in pools.values():
            scores.sort(reverse=True)
        return pools

    def pool_of(self, index: int) -> str:
        """The pool that a manager is ranked in, or would be."""
        return ranking.pool_of(self.evidence.people[index], self.standard.pool)

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
        return quality_of(self.standard.quality, self.evidence.ratings.of(index))


def score(evidence: Evidence, standard: Standard, period: Period, *, earlier: Scores | None = None) -> Scores:
    """Score every manager; what an `earlier` scoring of the same evidence has under equal rules is taken over."""
    known = earlier if earlier and earlier.evidence is evidence and earlier.period == period else None
    same_measures = known is not None and known.standard.measures == standard.measures
    columns = known.measures if known and same_measures else published.publish(standard, evidence)
    scored = {
        item.code: _indicator(item, standard, evidence, columns, period, known if same_measures else None)
        for item in standard.indicators
    }
    by_category = _categories(standard, scored, known)
    contribution = _contribution(by_category, len(evidence.people), known)
    quality = (
        known.quality
        if known and known.standard.quality == standard.quality
        else quality_column(standard.quality, evidence)
    )
    met = _met(standard, columns, period, known if same_measures else None)
    ranked = (
        known.ranked
        if known and known.contribution is contribution and known.standard.pool == standard.pool
        else ranking.rank(evidence.people, contribution, standard.pool, period)
    )
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


def _categories(standard: Standard, scored: dict[str, ScoredIndicator], known: Scores | None) -> dict[str, list[int]]:
    """The points of each category; a known scoring's where its rule and every indicator of it are the same."""
    before = {category.code: category for category in known.standard.categories} if known else {}
    found = {}
    for category in standard.categories:
        own = indicators.of_category(category, scored)
        is_same = (
            known
            and before.get(category.code) == category
            and own == indicators.of_category(category, known.indicators)
        )
        found[category.code] = known.categories[category.code] if known and is_same else indicators.total(category, own)
    return found


def _contribution(by_category: dict[str, list[int]], size: int, known: Scores | None) -> list[int]:
    """The sum of the categories; that of a known scoring where none of them was summed anew."""
    if (
        known
        and by_category.keys() == known.categories.keys()
        and all(column is known.categories[code] for code, column in by_category.items())
    ):
        return known.contribution
    return [sum(row) for row in zip(*(column for column in by_category.values() if column), strict=True)] or [0] * size


def _met(standard: Standard, columns: dict[str, Column], period: Period, known: Scores | None) -> dict[str, list[bool]]:
    """Of each grade, who meets its threshold; a threshold that is as it was is met by those who met it."""
    asked = {grade.code: grade.threshold for grade in known.standard.grades} if known else {}
    return {
        grade.code: known.met[grade.code]
        if known and asked.get(grade.code) == grade.threshold
        else thresholds.met(grade.threshold, standard, columns, period)
        for grade in standard.grades
    }
