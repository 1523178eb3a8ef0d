"""Python values as Arrow's scalars, each made once and only when it is needed.

pyarrow looks for pandas each time that it makes one, and where pandas is there the first time loads all of it.
"""

from functools import cache

import pyarrow as pa


@cache
def text(value: str | None) -> pa.Scalar:
    """A text, or none."""
    return pa.scalar(value, pa.string())


@cache
def int32(value: int) -> pa.Scalar:
    """A number of days, rows or bytes."""
    return pa.scalar(value, pa.int32())


@cache
def int64(value: int | None) -> pa.Scalar:
    """A number that may be large, or none."""
    return pa.scalar(value, pa.int64())
