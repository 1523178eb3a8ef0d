"""Whole numbers as NumPy and pandas hold them: in 64 bits where all that can come of them fits, else as Python's own."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

WIDEST = 2**63 - 1
Whole = np.ndarray[Any, Any]  # of int64, or of Python's integers


def largest(values: Whole | int) -> int:
    """The largest of the absolute values, as a Python integer."""
    if isinstance(values, int):
        return abs(values)
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def times(left: Whole, right: Whole | int) -> Whole:
    """Products, each exact."""
    if largest(left) * largest(right) <= WIDEST:
        return left * right
    return left.astype(object) * (right if isinstance(right, int) else right.astype(object))


def less(left: Whole, right: Whole) -> Whole:
    """Differences, each exact."""
    if largest(left) + largest(right) <= WIDEST:
        return left - right
    return left.astype(object) - right.astype(object)


def plus(left: Whole, right: Whole) -> Whole:
    """Sums, each exact."""
    if largest(left) + largest(right) <= WIDEST:
        return left + right
    return left.astype(object) + right.astype(object)


def summed(values: Whole, groups: Whole, count: int) -> Whole:
    """The sum of each group, which are numbered from 0 up to `count`; 0 for one without values."""
    if largest(values) * len(values) > WIDEST:
        values = values.astype(object)
    found = pd.Series(values).groupby(groups).sum()
    whole = np.zeros(count, found.dtype)
    whole[found.index] = found.to_numpy()
    return whole


def counted(groups: Whole, count: int) -> Whole:
    """How many rows each group has, numbered likewise."""
    return np.bincount(groups, minlength=count)


def half_up(numerators: Whole, denominators: Whole | int) -> Whole:
    """Quotients by positive numbers, rounded half up, away from zero."""
    if 2 * (largest(numerators) + largest(denominators)) > WIDEST:
        numerators = numerators.astype(object)
    halves = (2 * abs(numerators) + denominators) // (2 * denominators)
    return narrowed(np.where(numerators < 0, -halves, halves))


def narrowed(values: Whole) -> Whole:
    """The same in 64 bits where all of them fit."""
    return values.astype(np.int64) if values.dtype == object and largest(values) <= WIDEST else values


def scaled(text: str, places: int) -> int:
    """A number of the standard (`0.97`, `60%`, `30000000.00 CNY`) in units of so many decimal places."""
    number = Decimal(text.removesuffix("%").partition(" ")[0]).scaleb(places - 2 * text.endswith("%"))
    if number != int(number):
        raise ValueError(f"{text} has more than {places} places")
    return int(number)
