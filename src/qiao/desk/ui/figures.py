"""How figures are written on screens: exact decimals in, text out; a binary float is refused."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money: how many yuan it holds and what it is called in a heading."""

    yuan: int
    name: Promise


UNITS = {
    "yuan": Unit(1, _("CNY")),
    "wan": Unit(10_000, _("CNY 10k")),
    "yi": Unit(100_000_000, _("CNY 100m")),
}


def number(value: Decimal | int, places: int = 2) -> str:
    """A figure with thousands set apart, rounded half up for the eye alone.

    Raises:
        TypeError: the value is a float, which no figure of the desk ever is.
    """
    if isinstance(value, float):
        raise TypeError("a figure is a Decimal or an int, never a float")
    rounded = Decimal(value).quantize(_place(places), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if not text.startswith("-"):
        return text
    return f"{MINUS}{text[1:]}" if rounded else text[1:]


@cache
def _place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def money(yuan: Decimal | int, unit: str = "yuan") -> str:
    """An amount of yuan in the unit that the reader chose, two places."""
    if isinstance(yuan, float):
        raise TypeError("money is a Decimal or an int, never a float")
    return number(yuan if unit == "yuan" else Decimal(yuan) / UNITS[unit].yuan)


def signed(text: str) -> str:
    """A difference shows its sign; nothing is put before zero."""
    is_zero = not any(digit in text for digit in "123456789")
    return text.lstrip(MINUS) if is_zero else text if text.startswith(MINUS) else f"+{text}"


def share(ratio: Decimal) -> str:
    """A share as a percentage with no more places than it has: 0.7 is 70%, 0.3333 is 33.33%."""
    per_cent = (ratio * 100).normalize()
    return f"{number(per_cent, max(0, -int(per_cent.as_tuple().exponent)))}%"


def per_cent(ratio: Decimal, places: int = 2) -> str:
    """A ratio as a percentage: 0.7 is 70.00%."""
    return f"{number(ratio * 100, places)}%"
