"""Exact numbers: integers at a stated scale, rounded half up (away from zero) only where the calculation says so.

A value of scale 2 is held as hundredths: 1.25 is 125. Money is fen (分), shares are basis points of 10,000, rates are
millionths. No binary float is made anywhere here.
"""

from decimal import Decimal
from fractions import Fraction

FEN = 100
BASIS_POINTS = 10_000


def divide_half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, the half away from zero; `denominator` must not be 0."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


def power_of_ten(places: int) -> int:
    """10 to the power of `places`, which must not be negative."""
    return int(10**places)


def round_fraction(value: Fraction, scale: int) -> int:
    """`value` in units of 10^-scale, half up."""
    return divide_half_up(value.numerator * 10**scale, value.denominator)


def as_text(units: int, scale: int) -> str:
    """Units of 10^-scale as plain decimal text with exactly `scale` places: (125, 2) is '1.25'."""
    if scale == 0:
        return str(units)
    digits = str(abs(units)).rjust(scale + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"


def parse(text: str, scale: int) -> int:
    """Plain decimal text as units of 10^-scale; ValueError when it has more places or another shape."""
    sign, digits = (-1, text[1:]) if text[:1] in "+-" and text[:1] else (1, text)
    whole, _, rest = digits.partition(".")
    rest = rest.rstrip("0") if len(rest) > scale else rest
    if (
        not whole.isascii()
        or not whole.isdigit()
        or len(rest) > scale
        or (rest and not (rest.isascii() and rest.isdigit()))
    ):
        raise ValueError(text)
    return sign * int(whole + rest.ljust(scale, "0"))


def as_decimal(units: int, scale: int) -> Decimal:
    """Units of 10^-scale as a Decimal with exactly that scale."""
    return Decimal(units).scaleb(-scale) if scale else Decimal(units)
