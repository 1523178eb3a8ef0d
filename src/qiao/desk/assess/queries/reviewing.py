"""What officers review: everybody's three axes with the computed and the decided decision, and why one wants a second look."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from qiao.desk.assess import words
from qiao.desk.assess.models import Outcome, Ruling, Run
from qiao.desk.assess.queries import exceptions, outcomes, pools, remarks
from qiao.desk.assess.queries.exceptions import Decided
from qiao.desk.assess.queries.outcomes import Wanted
from qiao.desk.people.models import User

MARKS = ("exception", "waiting", "veto", "demote", "protected", "small", "near", "noted")


class Row(NamedTuple):
    """One manager under review.

    Attributes:
        marks: of `MARKS`, why somebody should look again.
        notes: how many calibration notes.
    """

    outcome: Outcome
    decided: Decided
    waiting: Ruling | None
    marks: tuple[str, ...]
    notes: int

    @property
    def badges(self) -> list[tuple[str, str]]:
        """The marks in words, each with the tone of its badge."""
        return [(str(words.MARKS[mark]), words.MARK_TONES.get(mark, "")) for mark in self.marks]


class Reading(NamedTuple):
    """What is read once for all rows of a run."""

    run: Run
    rulings: dict[int, Ruling]
    waiting: dict[int, Ruling]
    notes: dict[str, int]

    def row(self, outcome: Outcome) -> Row:
        """An outcome with all that is known beside it."""
        decided = Decided(outcome, self.rulings.get(outcome.pk))
        waiting, notes = self.waiting.get(outcome.pk), self.notes.get(outcome.manager, 0)
        holds = {
            "exception": decided.ruling is not None and decided.ruling.kind != "veto",
            "veto": _is_vetoed(self.run, decided),
            "waiting": waiting is not None,
            "demote": decided.decision == "demote",
            "protected": outcome.decision == "keep_protected",
            "small": outcome.in_pool and pools.is_small(self.run, outcome.pool_size),
            "near": pools.is_near(self.run, outcome),
            "noted": notes > 0,
        }
        return Row(outcome, decided, waiting, tuple(mark for mark in MARKS if holds[mark]), notes)


def _is_vetoed(run: Run, decided: Decided) -> bool:
    """By a ruling beside the figures, or in the figures themselves."""
    is_ruled = decided.ruling is not None and decided.ruling.kind == "veto"
    return is_ruled or decided.outcome.manager in run.told.get("vetoed", ())


def reading(run: Run, user: User) -> Reading:
    """Rulings and notes of a run."""
    return Reading(
        run, exceptions.in_effect(run), exceptions.waiting_by_outcome(run), remarks.counted(run.period, user)
    )


def rows(found: Iterable[Outcome], read: Reading) -> list[Row]:
    """Outcomes as rows."""
    return [read.row(one) for one in found]


def matching(run: Run, user: User, wanted: Wanted, read: Reading) -> QuerySet[Outcome]:
    """The run's outcomes that the person may see and wants, those with one mark if they ask for it."""
    found = outcomes.matching(run, user, wanted._replace(decision=""))
    if wanted.decision:
        found = found.filter(_decided(wanted.decision, read))
    return found.filter(_marked(wanted.mark, read)) if wanted.mark else found


def _marked(mark: str, read: Reading) -> Q:
    vetoed = [key for key, one in read.rulings.items() if one.kind == "veto"]
    if mark in ("small", "near"):
        sizes = pools.sizes(read.run)
        return pools.small(read.run, sizes) if mark == "small" else pools.near(read.run, sizes)
    return {
        "exception": Q(pk__in=read.rulings.keys() - set(vetoed)),
        "veto": Q(pk__in=vetoed) | Q(manager__in=read.run.told.get("vetoed", [])),
        "waiting": Q(pk__in=list(read.waiting)),
        "demote": _decided("demote", read),
        "protected": Q(decision="keep_protected"),
        "noted": Q(manager__in=list(read.notes)),
    }.get(mark, Q())


def _decided(decision: str, read: Reading) -> Q:
    """Outcomes of which this is decided in the end."""
    ruled = [key for key, one in read.rulings.items() if one.decision == decision]
    return Q(pk__in=ruled) | Q(decision=decision) & ~Q(pk__in=list(read.rulings))


def counted(run: Run, user: User) -> dict[str, int]:
    """How many of each decision, as they are decided in the end."""
    found = Counter(outcomes.counted(run, user))
    for ruling in exceptions.in_effect(run).values():
        found[ruling.outcome.decision] -= 1
        found[ruling.decision] += 1
    return dict(found)
