"""Points of each indicator in hundredths, by manager, and the contribution score."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from numpy_reference.bank import Bank
from numpy_reference.exact import Whole, half_up, scaled, summed, times
from numpy_reference.measures import RATIO, Measured, Measures

Scoring = dict[str, Any]
_FULL = ("LOWER", "EVENTS", "SPELLS", "STEP", "RATE")  # give their weight where the measure is not applicable


class Scored(NamedTuple):
    """An indicator: its measure, points in hundredths, and the state of each manager."""

    measure: Measured
    points: Whole
    states: Whole


def scored(bank: Bank, found: Measures, targets: pd.DataFrame) -> dict[str, Scored]:
    """Every indicator by code."""
    return {each["code"]: _scored(bank, found, targets, each) for each in bank.standard["indicators"]}


def contribution(bank: Bank, indicators: dict[str, Scored]) -> Whole:
    """The sum of the categories, none above its weight."""
    total = np.zeros(len(bank.managers), np.int64)
    for category in bank.standard["categories"]:
        own = [each["code"] for each in bank.standard["indicators"] if each["category"] == category["code"]]
        total += sum(indicators[code].points for code in own).clip(max=scaled(category["weight"], 2))
    return total


def _scored(bank: Bank, found: Measures, targets: pd.DataFrame, indicator: dict[str, Any]) -> Scored:
    rules, measure = indicator["scoring"], found.managers[indicator["measure"]]
    method = rules["method"]
    if method == "TARGET":
        target = np.zeros(len(bank.managers), np.int64)
        own = targets[targets.indicator == indicator["code"]]
        target[own.manager] = own.target
        points = np.where(measure.is_known & (target > 0), _target(measure, target, rules), 0)
        states = np.where(~measure.is_known, "not_applicable", np.where(target > 0, "scored", "unassigned"))
        return Scored(measure, points, states)
    if method in {"EVENTS", "SPELLS"}:
        points = _deducted(rules, (_events if method == "EVENTS" else _spells)(bank, found, rules))
    else:
        points = _METHODS[method](measure, rules)
    blank = scaled(rules["weight"], 2) if method in _FULL else 0
    states = np.where(measure.is_known, "scored", "not_applicable")
    return Scored(measure, np.where(measure.is_known, points, blank), states)


def _target(measure: Measured, target: Whole, rules: Scoring) -> Whole:
    """The weight times the attainment in ten-thousandths, from one bound up to another."""
    attained = half_up(times(measure.units, 10 ** (2 * RATIO - measure.scale)), np.maximum(target, 1))
    counts = attained.clip(0, scaled(rules["up_to"], RATIO)).astype(np.int64)
    points = half_up(counts * scaled(rules["weight"], 2), 10**RATIO)
    return np.where(counts < scaled(rules["from_attainment"], RATIO), 0, points)


def _unit(measure: Measured, rules: Scoring) -> Whole:
    whole = measure.units.clip(min=0) // 10**measure.scale
    return (whole * scaled(rules["points"], 2)).clip(max=scaled(rules["cap"], 2))


def _lower(measure: Measured, rules: Scoring) -> Whole:
    good, bad = (scaled(rules[name], measure.scale) for name in ("good", "bad"))
    return half_up((bad - measure.units.clip(good, bad)) * scaled(rules["weight"], 2), bad - good)


def _step(measure: Measured, rules: Scoring) -> Whole:
    missing = (scaled(rules["below"], measure.scale) - measure.units).clip(min=0)
    return _deducted(rules, missing // scaled(rules["step"], measure.scale) * scaled(rules["points"], 2))


def _rate(measure: Measured, rules: Scoring) -> Whole:
    points = half_up(measure.units * scaled(rules["weight"], 2), 10**measure.scale)
    return np.where(measure.units < scaled(rules["from_rate"], measure.scale), 0, points)


def _bonus(measure: Measured, rules: Scoring) -> Whole:
    return measure.units.clip(0, scaled(rules["cap"], 2))


_METHODS = {"UNIT": _unit, "LOWER": _lower, "STEP": _step, "RATE": _rate, "BONUS": _bonus}


def _deducted(rules: Scoring, costs: Whole) -> Whole:
    return (scaled(rules["weight"], 2) - costs).clip(min=scaled(rules["floor"], 2))


def _events(bank: Bank, found: Measures, rules: Scoring) -> Whole:
    """What the groups cost: `each`, or so often as their sum has whole multiples of an amount."""
    often = (found.groups.fen.to_numpy() // scaled(rules["per_amount"], 2)).clip(min=1)
    return _by_manager(bank, found, found.groups, often * scaled(rules["each"], 2))


def _spells(bank: Bank, found: Measures, rules: Scoring) -> Whole:
    """What the spells cost, each by the band of its most overdue days; the last band has no end."""
    ends = [int(band["up_to_days"]) for band in rules["bands"][:-1]]
    costs = np.array([scaled(band["points"], 2) for band in rules["bands"]])
    band = np.searchsorted(ends, found.spells.overdue_days.to_numpy())
    return _by_manager(bank, found, found.spells, costs[band])


def _by_manager(bank: Bank, found: Measures, charged: pd.DataFrame, costs: Whole) -> Whole:
    return summed(costs, found.pairs.manager.to_numpy()[charged.pair], len(bank.managers))
