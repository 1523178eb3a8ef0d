"""The pool that a manager is ranked in, as scores without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qiao.desk.assess.models import Outcome
from qiao.desk.score.queries.results import result_of


@dataclass(frozen=True, slots=True)
class Pool:
    """Contribution scores in hundredths, from the highest down; `own` is one's own place in them, None out of the pool."""

    hundredths: Sequence[int]
    own: int | None

    @property
    def size(self) -> int:
        """How many are ranked."""
        return len(self.hundredths)

    def score_at(self, place: int) -> Decimal | None:
        """The score at a place, counted from 1; None where there is none."""
        return self.score(place - 1) if 0 < place <= self.size else None

    def score(self, index: int) -> Decimal:
        """The score of one who is there, counted from 0."""
        return Decimal(self.hundredths[index]).scaleb(-2)


def pool_of(outcome: Outcome) -> Pool:
    """The pool of a manager; somebody who is not ranked sees the one they would stand in."""
    scores = result_of(outcome.run).scores
    mine = scores.index[outcome.manager]
    rank = scores.ranked.ranks[mine]
    # Equal ones have one rank, the first place of theirs: one's own is drawn there.
    return Pool(scores.pools.get(scores.pool_of(mine), ()), None if rank is None else rank - 1)
