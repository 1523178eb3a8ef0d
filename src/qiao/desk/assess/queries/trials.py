"""What pages say of trials: whether the text has moved on since, and what to hold them against."""

from collections import Counter
from typing import NamedTuple

from django.db.models import F, Q

from qiao import engine
from qiao.desk.assess.models import Outcome, Run, Standard
from qiao.desk.assess.queries import outcomes
from qiao.desk.common.languages import said
from qiao.desk.people.models import User


class Count(NamedTuple):
    """How many people one decision or grade has before and after."""

    label: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """How many more."""
        return self.after - self.before


class Counts(NamedTuple):
    """People by decision, and by the grade that they are to have."""

    decisions: list[Count]
    grades: list[Count]


def of(standard: Standard, user: User) -> list[Run]:
    """Trials of a version, the newest first."""
    found = Run.objects.visible_to(user).filter(standard=standard).exclude(tried="")
    return list(found.select_related("period", "standard", "made_by", "job").order_by("-made_at", "-pk"))


def is_stale(run: Run) -> bool:
    """Whether the version says something else now than what was tried."""
    return run.is_trial and run.tried != run.standard.document_hash


def base(trial: Run, user: User) -> Run | None:
    """The period's newest run under its own standard; one of the same day and ledger before any other."""
    found = Run.objects.visible_to(user).filter(period=trial.period, standard=trial.period.standard, tried="")
    alike = Q(as_of=trial.as_of, ledger=trial.ledger)
    ended = found.exclude(seal="").select_related("period__standard", "standard")
    return ended.filter(alike).first() or ended.order_by(F("number").desc()).first()


def is_alike(trial: Run, other: Run) -> bool:
    """Whether two runs differ in nothing but the standard."""
    return (trial.as_of, trial.ledger) == (other.as_of, other.ledger)


def counted(before: Run, after: Run, user: User) -> Counts:
    """People by decision and by the grade afterwards in two runs."""
    old, new = (list(outcomes.matching(run, user, outcomes.Wanted())) for run in (before, after))
    decisions = _counts(engine.DECISIONS, [one.decision for one in old], [one.decision for one in new])
    return Counts(decisions, _counts(engine.GRADES, list(map(_grade, old)), list(map(_grade, new))))


def _grade(one: Outcome) -> str:
    """The grade afterwards; where the decision names none, the present one."""
    return one.to_grade or one.grade


def _counts(labels: "dict[str, engine.Text]", before: list[str], after: list[str]) -> list[Count]:
    old, new = Counter(before), Counter(after)
    return [Count(said(label), old[code], new[code]) for code, label in labels.items()]
