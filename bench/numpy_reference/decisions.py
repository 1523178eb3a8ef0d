"""Ranks and the decision on every manager's grade."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from numpy_reference.bank import Bank
from numpy_reference.exact import Whole, scaled
from numpy_reference.measures import Measured
from numpy_reference.people import NONE, Posts

UNRANKED = 0


class Decided(NamedTuple):
    """By manager: rank, the place of the supported grade (-1: none), the decision, and the grade afterwards."""

    ranks: Whole
    pool: int
    supported: Whole
    decision: Whole
    to_grade: Whole


def decided(bank: Bank, measures: dict[str, Measured], posts: Posts, contribution: Whole, quality: Whole) -> Decided:
    """Rank those in the pool and decide on all."""
    if bank.standard["pool"]["by"] != "bank":
        raise ValueError("pools of branches are left out")
    is_in, grades = posts.outside == "", bank.standard["grades"]
    ranks = np.full(len(contribution), UNRANKED)
    ranks[is_in] = pd.Series(-contribution[is_in]).rank(method="min").astype(np.int64)
    pool = int(is_in.sum())
    axes = [_axes(bank, grade, measures, (ranks, pool, quality)) for grade in grades]
    supported = np.full(len(ranks), -1)
    for place, axis in enumerate(axes):
        supported[axis.threshold & axis.rank & axis.quality] = place
    codes = np.array([grade["code"] for grade in grades])
    current = pd.Index(codes).get_indexer(posts.grades)
    own = [np.choose(current, [axis[part] for axis in axes]) for part in range(len(_Axes._fields))]
    decision = np.select(
        [~is_in | (quality == NONE), supported > current, supported == current, _is_protected(_Axes(*own)), current == 0],
        ["not_assessed", "promote", "keep", "keep_protected", "improve"],
        "demote",
    )  # fmt: skip
    return Decided(ranks, pool, supported, decision, _afterwards(bank, decision, supported, current))


def _afterwards(bank: Bank, decision: Whole, supported: Whole, current: Whole) -> Whole:
    """The grade that the decision leads to, blank without one."""
    codes, rules = np.array([grade["code"] for grade in bank.standard["grades"]]), bank.standard["decision"]
    up, down = int(rules["steps_up"]), int(rules["steps_down"])
    moved = [np.minimum(supported, current + up), np.maximum(np.maximum(supported, current - down), 0)]
    place = np.select([decision == "promote", decision == "demote"], moved, current)
    return np.where(decision == "not_assessed", "", codes[place])


class _Axes(NamedTuple):
    """Which managers a grade's threshold, rank, quality and protection hold for."""

    threshold: Whole
    rank: Whole
    quality: Whole
    protection: Whole


def _axes(
    bank: Bank, grade: dict[str, Any], measures: dict[str, Measured], standing: tuple[Whole, int, Whole]
) -> _Axes:
    ranks, pool, quality = standing
    small = int(bank.standard["pool"]["small_below"])
    return _Axes(
        _is_met(grade["threshold"], measures),
        _is_within(ranks, pool, grade["rank_within"], small),
        quality >= scaled(grade["quality_at_least"], 2),
        _is_within(ranks, pool, grade.get("protected_within", "0%"), small),
    )


def _is_protected(own: _Axes) -> Whole:
    return ~own.threshold & own.protection & own.quality


def _is_within(ranks: Whole, pool: int, share: str, small: int) -> Whole:
    """Whether a rank is within the top, ties at the cut among them; a small pool's cut is rounded up."""
    share_e4 = scaled(share, 4)
    last = -(-share_e4 * pool // 10**4) if pool < small else share_e4 * pool // 10**4
    return (ranks != UNRANKED) & (ranks <= last)


def _is_met(condition: dict[str, Any], measures: dict[str, Measured]) -> Whole:
    """Which managers meet a threshold, which is a measure with its bar, or all or any of several."""
    if "all" in condition:
        return np.logical_and.reduce([_is_met(each, measures) for each in condition["all"]])
    if "any" in condition:
        return np.logical_or.reduce([_is_met(each, measures) for each in condition["any"]])
    found = measures[condition["measure"]]
    bar = scaled(condition["at_least"], found.scale) if "at_least" in condition else 1
    return found.is_known & np.asarray(found.units >= bar, bool)
