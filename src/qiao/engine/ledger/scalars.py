"""Python values as Arrow's scalars, each made once and only when it is needed.

pyarrow looks for pandas each time that it makes one, and where pandas is there the first time loads all of it.
"""

from functools import cache, lru_cache

import pyarrow as pa


@cache
def text(value: str | None) -> pa.Scalar:
    """A text, or none."""
    return pa.scalar(value, pa.string())


@cache
def boolean(value: bool) -> pa.Scalar:
    """Whether something is so."""
    return pa.scalar(value, pa.bool_())


@cache
def int32(value: int) -> pa.Scalar:
    """A number of days, rows or bytes."""
    return pa.scalar(value, pa.int32())


@lru_cache(maxsize=2)
def day(number: int) -> pa.Scalar:
    """A day, counted from 1970-01-01."""
    return pa.scalar(number, pa.date32())


@cache
def int64(value: int | None) -> pa.Scalar:
    """A number that may be large, or none."""
    return pa.scalar(value, pa.int64())
