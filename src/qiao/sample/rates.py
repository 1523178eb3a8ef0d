"""Middle rates of the sample bank: every working day, drifting within a band."""

from datetime import date
from random import Random

from qiao.sample.calendar import working_days

# currency: (first rate in ten-thousandths for `units`, units, the furthest it strays in ten-thousandths)
_FIRST = {"USD": (71_200, 1, 900), "EUR": (77_800, 1, 1800), "JPY": (48_500, 100, 1600), "HKD": (9_120, 1, 120)}

Rates = dict[str, list[tuple[date, int]]]


def draw(seed: int) -> Rates:
    """By currency, each day's rate in ten-thousandths of a yuan."""
    found: Rates = {}
    for currency, (first, _, width) in _FIRST.items():
        luck, rate = Random(f"{seed}:rates:{currency}"), first
        found[currency] = [(date(2023, 12, 29), first)]
        for day in working_days():
            pull = (first - rate) // 40
            rate += pull + luck.randint(-width // 12, width // 12)
            found[currency].append((day, rate))
    return found


def units(currency: str) -> int:
    """For how many units of the currency its rate is."""
    return _FIRST[currency][1]


def middle(currency: str) -> int:
    """What the rate is about, in ten-thousandths of a yuan for one unit (rounded down)."""
    first, many, _ = _FIRST[currency]
    return first // many
