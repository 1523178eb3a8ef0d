"""Thresholds (业绩门槛): and/or conditions over published measures, every one evaluated, none cut short."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import and_, or_

from qiao.engine import money
from qiao.engine.measures.evidence import Column
from qiao.engine.periods import Period
from qiao.engine.standards.model import AllOf, AnyCondition, AnyOf, Condition, Standard


@dataclass(frozen=True)
class Bar:
    """One leaf: the measure, the bar at the measure's scale, and its scale."""

    measure: str
    bar: int
    scale: int

    def is_reached(self, value: int | None) -> bool:
        """Whether a value reaches it; a measure without a source does not."""
        return value is not None and value >= self.bar


def bar_of(condition: Condition, standard: Standard, period: Period) -> Bar:
    """The bar as it applies: a provisional run asks of flows and counts only the days so far, of counts the next whole one."""
    measure = standard.measures[condition.measure]
    asked = condition.at_least
    bar = 1 if asked is None else asked if isinstance(asked, int) else asked.units
    if period.is_provisional and standard.is_scaled_with_days(condition.measure):
        days, whole = period.so_far.days, period.days
        bar = money.divide_half_up(bar * days, whole) if measure.scale else -(-bar * days // whole)
    return Bar(condition.measure, bar, measure.scale)


def written(condition: AnyCondition) -> list[Condition]:
    """Every leaf as often as it is written, in that order."""
    match condition:
        case AllOf():
            return [leaf for child in condition.all for leaf in written(child)]
        case AnyOf():
            return [leaf for child in condition.any for leaf in written(child)]
        case Condition():
            return [condition]


def leaves(condition: AnyCondition) -> list[Condition]:
    """Every leaf once, in the order written."""
    return list(dict.fromkeys(written(condition)))


def holds(condition: AnyCondition, is_met: Callable[[Condition], bool]) -> bool:
    """Whether a condition holds, given which leaves do; each is asked as often as it is written, in that order."""
    match condition:
        case AllOf():
            found = [holds(child, is_met) for child in condition.all]
            return all(found)
        case AnyOf():
            found = [holds(child, is_met) for child in condition.any]
            return any(found)
        case Condition():
            return is_met(condition)


def met(condition: AnyCondition, standard: Standard, columns: dict[str, Column], period: Period) -> list[bool]:
    """Whether each manager meets the condition: `holds` in columns, without a call for each of a bank's managers and leaves."""
    match condition:
        case AllOf():
            return _joined(and_, [met(child, standard, columns, period) for child in condition.all])
        case AnyOf():
            return _joined(or_, [met(child, standard, columns, period) for child in condition.any])
        case Condition():
            bar = bar_of(condition, standard, period).bar
            return [value is not None and value >= bar for value in columns[condition.measure]]


def _joined(rule: Callable[[bool, bool], bool], columns: list[list[bool]]) -> list[bool]:
    """Columns joined two by two, which leaves the loop over a bank's managers to the interpreter's own code."""
    return list(reduce(lambda one, other: list(map(rule, one, other)), columns))


def coordinate(
    condition: AnyCondition, standard: Standard, columns: dict[str, Column], period: Period, index: int
) -> Fraction:
    """How much of the threshold is reached (value ÷ bar): `all` is the least of its parts, `any` the greatest."""
    match condition:
        case AllOf():
            return min(coordinate(child, standard, columns, period, index) for child in condition.all)
        case AnyOf():
            return max(coordinate(child, standard, columns, period, index) for child in condition.any)
        case Condition():
            bar = bar_of(condition, standard, period)
            value = columns[condition.measure][index] or 0
            return Fraction(value, bar.bar) if bar.bar > 0 else Fraction(1)


def whole_percents(
    condition: AnyCondition, standard: Standard, columns: dict[str, Column], period: Period
) -> list[int]:
    """Everybody's `coordinate` in whole per cent, never rounded up; rounding down first leaves the least and the greatest what they are."""
    match condition:
        case AllOf():
            return list(
                map(min, zip(*(whole_percents(one, standard, columns, period) for one in condition.all), strict=True))
            )
        case AnyOf():
            return list(
                map(max, zip(*(whole_percents(one, standard, columns, period) for one in condition.any), strict=True))
            )
        case Condition():
            bar = bar_of(condition, standard, period).bar
            return [100 * (value or 0) // bar if bar > 0 else 100 for value in columns[condition.measure]]
