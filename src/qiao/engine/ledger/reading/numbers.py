"""Binary numbers as exact decimal text: the shortest decimal that gives the same number, never an exponent."""

import math
from decimal import Decimal

DOUBLE_DIGITS = 15
SINGLE_DIGITS = 6
HALF_DIGITS = 3


class NotExactError(ValueError):
    """The binary number stands for no decimal that could be trusted."""


def decimal_text(number: float, shortest: str | None = None, digits: int = DOUBLE_DIGITS) -> str:
    """The shortest decimal of a double, plain; `shortest` gives it where the number is of another width.

    Raises:
        NotExactError: it is not finite, or needs more than `digits` significant digits.
    """
    text = shortest if shortest is not None else repr(number)
    if "e" not in text and "n" not in text and len(text) <= digits:
        return _without_point(text)
    if not math.isfinite(number):
        raise NotExactError(text)
    value = Decimal(text)
    if len(value.normalize().as_tuple().digits) > digits:
        raise NotExactError(text)
    return _without_point(f"{value:f}")


def _without_point(text: str) -> str:
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
