"""Who brings how much: tiers (客户分层) by rank and the curve of concentration (二八曲线), in whole numbers and fractions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

TIERS = ("A", "B", "C", "D")
CUTS = (5, 15, 30)


def tiers(values: Mapping[str, int | None], cuts: Sequence[int] = CUTS) -> dict[str, str]:
    """The tier of every client: the first `cuts` per cent by rank, and the rest; None (without flows) is always in the last.

    The share is of all clients given. Ranks are competition ranks and within a cut is rank × 100 ≤ per cent × count, as
    everywhere in an assessment: whoever ties at a cut is in.
    """
    if len(cuts) != len(TIERS) - 1 or min(cuts, default=0) < 0 or sum(cuts) > 100:
        raise ValueError(f"three cuts of together at most 100 per cent are needed, not {cuts}")
    limits = [percent * len(values) for percent in accumulate(cuts)]
    ranks = _ranks(value for value in values.values() if value is not None)
    return {name: _tier(None if value is None else ranks[value], limits) for name, value in values.items()}


def _ranks(values: Iterable[int]) -> dict[int, int]:
    """The competition rank (1, 2, 2, 4) of each value, the largest first."""
    ranks: dict[int, int] = {}
    for place, value in enumerate(sorted(values, reverse=True), 1):
        ranks.setdefault(value, place)
    return ranks


def _tier(rank: int | None, limits: Sequence[int]) -> str:
    if rank is None:
        return TIERS[-1]
    return next((tier for tier, limit in zip(TIERS, limits, strict=False) if rank * 100 <= limit), TIERS[-1])


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much the largest clients bring: `shares[p]` is the share of the total that the largest p per cent bring.

    Between two clients the curve runs straight. Without a total above zero there is no curve and `shares` is empty; losses
    among the clients lift it above 1 before its end.
    """

    count: int
    total: int
    shares: tuple[Fraction, ...]
    _sums: tuple[int, ...]

    def count_for(self, percent: int) -> int | None:
        """How many of the largest clients it takes to bring so many per cent of the total; None without a curve."""
        if not self.shares:
            return None
        return next(place for place, brought in enumerate(self._sums) if brought * 100 >= percent * self.total)


def concentration(values: Iterable[int]) -> Concentration:
    """The curve of concentration of these values, one a client."""
    ordered = sorted(values, reverse=True)
    sums = tuple(accumulate(ordered, initial=0))
    count, total = len(ordered), sums[-1]
    shares = tuple(_brought(ordered, sums, percent) / total for percent in range(101)) if total > 0 else ()
    return Concentration(count, total, shares, sums)


def _brought(ordered: Sequence[int], sums: Sequence[int], percent: int) -> Fraction:
    whole, rest = divmod(percent * len(ordered), 100)
    return sums[whole] + Fraction(rest * ordered[whole], 100) if rest else Fraction(sums[whole])
