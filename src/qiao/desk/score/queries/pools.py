"""The pool that a manager is ranked in, as scores without names."""

from dataclasses import dataclass
from decimal import Decimal

from qiao.desk.assess.models import Outcome
from qiao.desk.score.queries.results import result_of


@dataclass(frozen=True, slots=True)
class Pool:
    """Contribution scores from the highest down; `own` is where one's own stands in them, None out of the pool."""

    scores: tuple[Decimal, ...]
    own: int | None

    def score_at(self, place: int) -> Decimal | None:
        """The score at a place, counted from 1; None where there is none."""
        return self.scores[place - 1] if 0 < place <= len(self.scores) else None


def pool_of(outcome: Outcome) -> Pool:
    """The pool of a manager; somebody who is not ranked sees the one they would stand in."""
    scores = result_of(outcome.run).scores
    mine, ranks, people = scores.index[outcome.manager], scores.ranked.ranks, scores.evidence.people
    is_by_branch = scores.standard.pool.by == "branch"
    members = [
        index
        for index, rank in enumerate(ranks)
        if rank is not None and (not is_by_branch or people[index].branch_id == people[mine].branch_id)
    ]
    # Of equal ones one's own comes first: the place drawn is then the rank.
    members.sort(key=lambda index: (-scores.contribution[index], index != mine))
    own = members.index(mine) if ranks[mine] is not None else None
    return Pool(tuple(Decimal(scores.contribution[index]).scaleb(-2) for index in members), own)
