"""Score indicators: whole columns of measures to columns of points, each with its state."""

from dataclasses import dataclass

from qiao.engine import money
from qiao.engine.measures import published
from qiao.engine.measures.evidence import Column, Evidence
from qiao.engine.periods import Period
from qiao.engine.scoring.methods import bonus, events, lower, rate, spells, step, target, unit
from qiao.engine.standards.model import (
    Bonus,
    Category,
    Events,
    Indicator,
    Lower,
    Rate,
    Spells,
    Standard,
    Step,
    Target,
    Unit,
)

SCORED, UNASSIGNED, NOT_APPLICABLE, MISSING = "scored", "unassigned", "not_applicable", "missing_source"


@dataclass(frozen=True)
class ScoredIndicator:
    """One indicator of every manager: measure (its scale), target (ten-thousandths), points (hundredths), state."""

    indicator: Indicator
    scale: int
    measures: Column
    targets: Column
    points: list[int]
    states: list[str]
    missing: tuple[str, ...]


def score(
    indicator: Indicator, standard: Standard, evidence: Evidence, columns: dict[str, Column], period: Period
) -> ScoredIndicator:
    """Points and states of one indicator for every manager."""
    measure = standard.measures[indicator.measure]
    values = columns[indicator.measure]
    size = len(values)
    targets = targets_of(indicator, standard, evidence, period)
    missing = tuple(published.missing_tables(standard, indicator.measure, evidence.present))
    if missing:
        return ScoredIndicator(indicator, measure.scale, values, targets, [0] * size, [MISSING] * size, missing)
    points, states = _points(indicator, measure.scale, values, targets, evidence)
    return ScoredIndicator(indicator, measure.scale, values, targets, points, states, ())


def targets_of(indicator: Indicator, standard: Standard, evidence: Evidence, period: Period) -> Column:
    """Targets in ten-thousandths, cut to the days so far for flows and counts; None for methods without a target."""
    column = evidence.targets.get(indicator.code)
    if column is None or not isinstance(indicator.scoring, Target):
        return [None] * len(evidence.people)
    if not (period.is_provisional and standard.is_scaled_with_days(indicator.measure)):
        return column
    days, whole = period.so_far.days, period.days
    return [None if value is None else money.divide_half_up(value * days, whole * 100) * 100 for value in column]


def _points(
    indicator: Indicator, scale: int, values: Column, targets: Column, evidence: Evidence
) -> tuple[list[int], list[str]]:
    scoring = indicator.scoring
    if isinstance(scoring, Target):
        return _target_column(scoring, scale, values, targets)
    if isinstance(scoring, Events | Spells):
        found = evidence.events.by_manager(indicator.measure)
        rule = events.points if isinstance(scoring, Events) else spells.points
        return [rule(scoring, found.get(index, ())) for index in range(len(values))], [SCORED] * len(values)  # type: ignore[arg-type]
    states = [NOT_APPLICABLE if value is None else SCORED for value in values]
    full = indicator.full_points
    return [full if value is None else _one(scoring, value) for value in values], states


def _target_column(scoring: Target, scale: int, values: Column, targets: Column) -> tuple[list[int], list[str]]:
    points, states = [], []
    rule = target.rule(scoring, scale)
    for value, wanted in zip(values, targets, strict=True):
        if value is None:
            points.append(0)
            states.append(NOT_APPLICABLE)
        elif wanted is None or wanted <= 0:
            points.append(0)
            states.append(UNASSIGNED)
        else:
            points.append(rule(value, wanted))
            states.append(SCORED)
    return points, states


def _one(scoring: Unit | Lower | Step | Rate | Bonus, value: int) -> int:
    match scoring:
        case Unit():
            return unit.points(scoring, value)
        case Lower():
            return lower.points(scoring, value)
        case Step():
            return step.points(scoring, value)
        case Rate():
            return rate.points(scoring, value)
        case Bonus():
            return bonus.points(scoring, value)


def of_category(category: Category, scored: dict[str, ScoredIndicator]) -> list[ScoredIndicator]:
    """The indicators of a category in the order of the standard."""
    return [item for item in scored.values() if item.indicator.category == category.code]


def total(category: Category, own: list[ScoredIndicator]) -> list[int]:
    """Points of a category: the sum of its indicators, its surplus over the weight cut, a negative sum kept; none: empty."""
    rows = zip(*(item.points for item in own), strict=True)
    return [min(category.weight, sum(row)) for row in rows]
