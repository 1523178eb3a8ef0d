"""Publish measures: divide once, round half up at the stated scale, and compute what is made of published figures."""

from collections.abc import Callable
from graphlib import TopologicalSorter

from qiao.engine import money
from qiao.engine.measures.evidence import Column, Evidence
from qiao.engine.standards.measures import (
    ActiveClients,
    ActiveFamilies,
    AllPositive,
    AnyMeasure,
    Awards,
    Difference,
    Net,
    NplEvents,
    Quotient,
    TimelyDuties,
)
from qiao.engine.standards.model import Standard

_RATIO = 10_000


def needed_tables(standard: Standard, name: str) -> frozenset[str]:
    """Every table that a measure needs, its parts' included."""
    measure = standard.measures[name]
    return frozenset(measure.tables).union(*(needed_tables(standard, part) for part in measure.parts))


def missing_tables(standard: Standard, name: str, present: frozenset[str]) -> list[str]:
    """The tables that a measure needs and that were not delivered."""
    return sorted(needed_tables(standard, name) - present)


def order(standard: Standard) -> list[str]:
    """The measures so that parts come before what is made of them."""
    return list(TopologicalSorter({name: measure.parts for name, measure in standard.measures.items()}).static_order())


def publish(standard: Standard, evidence: Evidence) -> dict[str, Column]:
    """Every measure of the standard in the order of people; None is not applicable or lacks its table."""
    columns: dict[str, Column] = {}
    size = len(evidence.people)
    for name in order(standard):
        if missing_tables(standard, name, evidence.present):
            columns[name] = [None] * size
        else:
            columns[name] = _column(name, standard.measures[name], evidence, columns)
    return {name: columns[name] for name in standard.measures}


def _column(name: str, measure: AnyMeasure, evidence: Evidence, columns: dict[str, Column]) -> Column:
    match measure:
        case Difference():
            return _each(lambda a, b: a - b, columns[measure.of], columns[measure.less])
        case Quotient():
            return _each(ratio, columns[measure.numerator], columns[measure.denominator])
        case AllPositive():
            return _each(
                lambda *values: int(all(value > 0 for value in values)), *(columns[part] for part in measure.of)
            )
        case Net():
            times = [term.times for term in measure.terms]
            return _each(
                lambda *values: sum(map(product, values, times)), *(columns[term.measure] for term in measure.terms)
            )
        case ActiveFamilies():
            return _each(ratio, part(evidence, f"{name}/held"), part(evidence, f"{name}/clients"))
        case ActiveClients():
            return _each(ratio, part(evidence, f"{name}/active"), part(evidence, f"{name}/clients"))
        case TimelyDuties():
            return _timely(evidence, name, measure)
        case _:
            return part(evidence, name)


def _each(rule: Callable[..., int | None], *columns: Column) -> Column:
    return [None if None in values else rule(*values) for values in zip(*columns, strict=True)]


def ratio(numerator: int, denominator: int) -> int | None:
    """Numerator ÷ denominator at 0.0001; None when the denominator is 0."""
    return money.divide_half_up(numerator * _RATIO, denominator) if denominator else None


def product(value: int, times: int) -> int:
    """A published value times a ratio (ten-thousandths), rounded at the value's own scale."""
    return money.divide_half_up(value * times, _RATIO)


def part(evidence: Evidence, name: str) -> Column:
    """A directly measured column; all 0 where nothing was found."""
    return evidence.columns.get(name) or [0] * len(evidence.people)


def _timely(evidence: Evidence, name: str, measure: TimelyDuties) -> Column:
    """Mean (0.0001) of the rates of the kinds of duties that were due; None when nothing was due."""
    rates = [
        _each(ratio, part(evidence, f"{name}/{kind}/in_time"), part(evidence, f"{name}/{kind}/due"))
        for kind in measure.duty_kinds
    ]
    return [_mean([rate for rate in row if rate is not None]) for row in zip(*rates, strict=True)]


def _mean(rates: list[int]) -> int | None:
    return money.divide_half_up(sum(rates), len(rates)) if rates else None


def event_columns(standard: Standard, evidence: Evidence) -> dict[str, Column]:
    """The columns that are counted or summed from events."""
    columns: dict[str, Column] = {}
    for name, measure in standard.measures.items():
        if isinstance(measure, TimelyDuties):
            for kind in measure.duty_kinds:
                part = f"{name}/{kind}"
                columns[f"{part}/due"] = _counted(evidence, evidence.events.counts(part))
                columns[f"{part}/in_time"] = _counted(evidence, evidence.events.quantities(part))
        elif measure.kind in ("npl_events", "overdue_spells", "referrals", "awards"):
            columns[name] = _counted(evidence, _sizes(measure, name, evidence))
    return columns


def _sizes(measure: AnyMeasure, name: str, evidence: Evidence) -> dict[int, int]:
    """Awards are summed, newly non-performing clients counted once, everything else counted."""
    match measure:
        case Awards():
            return evidence.events.quantities(name)
        case NplEvents():
            return evidence.events.clients(name)
        case _:
            return evidence.events.counts(name)


def _counted(evidence: Evidence, counts: dict[int, int]) -> Column:
    return [counts.get(index, 0) for index in range(len(evidence.people))]
