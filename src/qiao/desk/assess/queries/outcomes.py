"""A run's outcomes as a list: narrowed, sorted, counted, side by side with those of another run."""

from typing import NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from qiao import engine
from qiao.desk.assess.models import Outcome, Run
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach

# How much of the present grade's threshold is reached, as the database reads it.
_REACHED = Case(
    *(When(grade=code, then=Cast(KeyTextTransform(code, "reached"), IntegerField())) for code in engine.GRADES),
    output_field=IntegerField(),
)
SORTS = {
    "rank": F("rank").asc(nulls_last=True),
    "-rank": F("rank").desc(nulls_last=True),
    "score": F("score").asc(),
    "-score": F("score").desc(),
    "quality": F("quality").asc(nulls_last=True),
    "-quality": F("quality").desc(nulls_last=True),
    "reached": _REACHED.asc(nulls_last=True),
    "-reached": _REACHED.desc(nulls_last=True),
    "manager": F("manager").asc(),
    "-manager": F("manager").desc(),
}


class Wanted(NamedTuple):
    """What a list of outcomes is narrowed to, and its order."""

    decision: str = ""
    grade: str = ""
    branch: int | None = None
    words: str = ""
    sort: str = "rank"
    team: int | None = None
    reason: str = ""
    mark: str = ""


def matching(run: Run, user: User, wanted: Wanted) -> QuerySet[Outcome]:
    """The run's outcomes that the person may see and wants."""
    found = Outcome.objects.visible_to(user).filter(run=run).select_related("person", "branch", "team")
    if wanted.decision:
        found = found.filter(decision=wanted.decision)
    if wanted.grade:
        found = found.filter(grade=wanted.grade)
    if wanted.branch:
        found = found.filter(branch=wanted.branch)
    if wanted.team:
        found = found.filter(team=wanted.team)
    if wanted.reason:
        found = found.filter(reason=wanted.reason)
    if words := wanted.words.strip():
        found = found.filter(
            Q(manager__iexact=words)
            | Q(person__search_keys__contains=[words.lower()])
            | Q(person__name__contains=words)
        )
    return found.order_by(SORTS.get(wanted.sort, SORTS["rank"]), "manager")


def reasons(run: Run, user: User) -> list[str]:
    """Every reason that the run's outcomes have."""
    return sorted(_reasons(user.reach, run=run.pk))


@composed
def _reasons(reach: Reach, *, run: int) -> QuerySet[Outcome, str]:
    found = Outcome.objects.visible_to(reach.bearer).filter(run=run).exclude(reason="")
    return found.order_by().values_list("reason", flat=True).distinct()


def counted(run: Run, user: User) -> dict[str, int]:
    """How many of each decision, among those that the person may see."""
    found = Outcome.objects.visible_to(user).filter(run=run).values_list("decision")
    return dict(found.annotate(count=Count("pk")).order_by("decision"))


class Moved(NamedTuple):
    """One manager in two runs; None where a run has no such manager."""

    manager: str
    before: Outcome | None
    after: Outcome | None

    @property
    def differs(self) -> bool:
        """Whether anything of the result is another."""
        return _told(self.before) != _told(self.after)

    @property
    def is_bystander(self) -> bool:
        """Whether only the rank moved, because others did."""
        if self.before is None or self.after is None or self.before.rank == self.after.rank:
            return False
        return _own(self.before) == _own(self.after)


def _own(one: Outcome) -> tuple[object, ...]:
    return one.score, one.quality, one.decision, one.to_grade, one.supported


def _told(one: Outcome | None) -> tuple[object, ...] | None:
    return None if one is None else (one.rank, *_own(one))


def paired(before: Run, after: Run, user: User) -> list[Moved]:
    """Everybody in either of two runs."""
    old, new = _by_manager(before, user), _by_manager(after, user)
    return [Moved(manager, old.get(manager), new.get(manager)) for manager in sorted(old.keys() | new.keys())]


def _by_manager(run: Run, user: User) -> dict[str, Outcome]:
    found = {one.manager: one for one in matching(run, user, Wanted())}
    for one in found.values():
        one.run = run  # known already: nobody need ask for it again
    return found


def compared(before: Run, after: Run, user: User) -> list[Moved]:
    """Everybody whose result differs between two runs, those whose decision differs first."""
    return sorted(
        (one for one in paired(before, after, user) if one.differs),
        key=lambda one: (_decided(one.before) == _decided(one.after), one.manager),
    )


def _decided(one: Outcome | None) -> tuple[str, str] | None:
    return (one.decision, one.to_grade) if one else None


def path(person: User, user: User) -> QuerySet[Outcome]:
    """One person's outcomes over the runs that were shown, oldest day first; restated ones only as they are now."""
    shown = Outcome.objects.visible_to(user).filter(person=person, run__shown_at__isnull=False)
    return shown.select_related("run__period", "run__standard").order_by(
        "run__as_of", Coalesce("run__shown_at", "run__made_at")
    )
