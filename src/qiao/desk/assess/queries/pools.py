"""Pools and the cuts in them: where a rank says little, because the pool is small or a cut is a place or two away."""

from itertools import pairwise

from django.db.models import Q

from qiao.desk.assess.models import Outcome, Run
from qiao.engine import seats

# Our own defaults, said on the screen wherever something is marked by them.
SMALLEST = 5  # people in a pool, below which a rank says little whatever the cuts are
NEAR = 2  # places on either side of a cut within which somebody is near it
_WHOLE = 10_000


def narrowest_step(run: Run) -> int:
    """The narrowest step between two of the grades' cuts, or from the top to the first, in hundredths of a per cent."""
    cuts = sorted({0, *(grade.rank_within for grade in run.standard.loaded.standard.grades)})
    return min((second - first for first, second in pairwise(cuts)), default=_WHOLE)


def is_small(run: Run, size: int) -> bool:
    """Whether a pool is small: few people in it, or one place is more of it than the narrowest step between the cuts."""
    return size < SMALLEST or size * narrowest_step(run) < _WHOLE


def small(run: Run, sizes: list[int]) -> Q:
    """Outcomes in small pools."""
    return Q(in_pool=True, pool_size__in=[size for size in sizes if is_small(run, size)])


def near(run: Run, sizes: list[int]) -> Q:
    """Outcomes whose rank is within some places of a cut, the last ones inside and the first ones outside; only who is decided."""
    found = Q(pk__in=())
    for size in sizes:
        for cut in cuts(run, size):
            found |= Q(pool_size=size, rank__gt=cut - NEAR, rank__lte=cut + NEAR)
    return found & ~Q(decision="not_assessed")


def is_near(run: Run, outcome: Outcome) -> bool:
    """Whether one outcome is near a cut."""
    rank = None if outcome.decision == "not_assessed" else outcome.rank
    return rank is not None and any(cut - NEAR < rank <= cut + NEAR for cut in cuts(run, outcome.pool_size))


def cuts(run: Run, size: int) -> set[int]:
    """The last rank inside each cut of a pool of that size, protections included; those that leave nobody out are none."""
    standard = run.standard.loaded.standard
    parts = {grade.rank_within for grade in standard.grades}
    parts |= {grade.protected_within for grade in standard.grades if grade.protected_within is not None}
    found = {seats(size, part, standard.pool.small_below) for part in parts}
    return {cut for cut in found if 0 < cut < size}


def sizes(run: Run) -> list[int]:
    """The sizes of the run's pools."""
    return list(Outcome.objects.filter(run=run, in_pool=True).values_list("pool_size", flat=True).distinct().order_by())
