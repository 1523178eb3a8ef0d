"""Half up, away from zero, and the decimals as they are printed."""

from fractions import Fraction


def half_up(value: Fraction, places: int) -> Fraction:
    """`value` at so many decimal places, the half away from zero, for negative numbers too."""
    scaled = abs(value) * 10**places
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= Fraction(1, 2):
        whole += 1
    rounded = Fraction(whole, 10**places)
    return -rounded if value < 0 else rounded


def money(value: Fraction) -> Fraction:
    """`value` as it is published: 0.01."""
    return half_up(value, 2)


def ratio(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    """A published ratio (0.0001); nothing where the denominator is 0."""
    if denominator == 0:
        return None
    return half_up(numerator / denominator, 4)


def printed(value: Fraction | None, places: int) -> str:
    """A published value with all its places; blank for none. Complains about a value that was never rounded."""
    if value is None:
        return ""
    units = value * 10**places
    if units.denominator != 1:
        raise ValueError(f"{value} has more than {places} places")
    digits = str(abs(units.numerator)).rjust(places + 1, "0")
    sign = "-" if units < 0 else ""
    if places == 0:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
