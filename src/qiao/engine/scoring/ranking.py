"""Who is ranked with whom (排名), and who stands within the top per cent."""

from dataclasses import dataclass
from functools import cache

from qiao.engine.measures.evidence import Person
from qiao.engine.periods import Period, day_number, months_before
from qiao.engine.standards.model import Pool

_WHOLE = 10_000


@dataclass(frozen=True)
class Ranked:
    """Pools and ranks in the order of people: why somebody is not in the pool (blank: is in), rank and pool size."""

    outside: list[str]
    ranks: list[int | None]
    sizes: list[int]


def outside_pool(person: Person, pool: Pool, last: int, since: int) -> str:
    """Why a manager is not ranked: `not_in_post`, `in_post_too_short`, `no_client`, `absent`; blank when in the pool.

    `last` is the period's last day, `since` the latest day on which a ranked manager took the post (day numbers).
    """
    if (
        person.in_post_from is None
        or person.in_post_from > last
        or (person.in_post_to is not None and person.in_post_to < last)
    ):
        return "not_in_post"
    if person.in_post_from > since:
        return "in_post_too_short"
    if not person.has_client:
        return "no_client"
    return "absent" if person.absent_days > pool.absent_days_at_most else ""


def pool_of(person: Person, pool: Pool) -> str:
    """The branch whose managers somebody is ranked among; blank for the whole bank's."""
    return person.branch_id if pool.by == "branch" else ""


def latest_start(pool: Pool, period: Period) -> int:
    """The latest day in post that still counts: some months before the period's end, or its first day if that is later."""
    return day_number(max(period.start, months_before(period.so_far.stop, pool.months_in_post)))


def rank(people: list[Person], scores: list[int], pool: Pool, period: Period) -> Ranked:
    """Competition ranks (1, 2, 2, 4) on the published score, inside each pool."""
    last, since = day_number(period.as_of), latest_start(pool, period)
    outside = [outside_pool(person, pool, last, since) for person in people]
    pools: dict[str, list[int]] = {}
    for index, person in enumerate(people):
        members = pools.setdefault(pool_of(person, pool), [])
        if not outside[index]:
            members.append(index)
    ranks: list[int | None] = [None] * len(people)
    for members in pools.values():
        for index, place in _competition(members, scores):
            ranks[index] = place
    sizes = [len(pools[pool_of(person, pool)]) for person in people]
    return Ranked(outside, ranks, sizes)


def _competition(members: list[int], scores: list[int]) -> list[tuple[int, int]]:
    ordered = sorted(members, key=lambda index: -scores[index])
    placed: list[tuple[int, int]] = []
    for position, index in enumerate(ordered, start=1):
        tied = placed and scores[placed[-1][0]] == scores[index]
        placed.append((index, placed[-1][1] if tied else position))
    return placed


@cache
def seats(size: int, percent: int, small_below: int) -> int:
    """The last rank within the top `percent` (hundredths of a per cent) of a pool of that size, inclusive; small pools round up."""
    whole, rest = divmod(percent * size, _WHOLE)
    return whole + 1 if rest and size < small_below else whole
