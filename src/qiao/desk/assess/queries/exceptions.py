"""Rulings beside outcomes: which one counts, what waits, what another run of the period has and this one has not."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from qiao.desk.assess import words
from qiao.desk.assess.models import Outcome, Period, Ruling, Run
from qiao.desk.assess.models.exceptions import Kind
from qiao.desk.assess.models.publishing import State
from qiao.desk.common.composing import composed
from qiao.desk.common.languages import said
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.engine import Text


class Decided(NamedTuple):
    """What is decided of one manager: as computed, or as two people ruled."""

    outcome: Outcome
    ruling: Ruling | None

    @property
    def decision(self) -> str:
        """Its code."""
        return self.ruling.decision if self.ruling else self.outcome.decision

    @property
    def to_grade(self) -> str:
        """The grade that follows."""
        return self.ruling.to_grade if self.ruling else self.outcome.to_grade

    @property
    def decision_label(self) -> str:
        """The decision in words."""
        return words.decision(self.decision)

    @property
    def to_grade_label(self) -> str:
        """The grade in words."""
        return words.grade(self.to_grade)

    @property
    def tone(self) -> str:
        """How a badge shows it."""
        return words.TONES.get(self.decision, "")


def of_run(run: Run, user: User) -> QuerySet[Ruling]:
    """Everything that was ever proposed for a run's outcomes, the newest first."""
    found = Ruling.objects.visible_to(user).filter(outcome__run=run)
    return found.select_related("outcome__person", "outcome__branch", "proposed_by", "decided_by", "carried_from")


def in_effect(run: Run, user: User | None = None) -> dict[int, Ruling]:
    """The ruling that counts, by the outcome's key: the newest approved one, unless it lifts the one before.

    Without a user it is what counts, whoever looks: for figures in sum and for what is published.
    """
    if user is None:
        return _standing(_approved(run=run.pk))
    return _newest(Ruling.objects.visible_to(user).filter(outcome__run=run))


def on(outcome: Outcome, user: User) -> Ruling | None:
    """The ruling on one outcome that counts and that the person may see."""
    return _newest(Ruling.objects.visible_to(user).filter(outcome=outcome)).get(outcome.pk)


def decided(outcomes: Iterable[Outcome], rulings: dict[int, Ruling]) -> list[Decided]:
    """Outcomes with the rulings that count."""
    return [Decided(one, rulings.get(one.pk)) for one in outcomes]


def waiting(run: Run) -> QuerySet[Ruling]:
    """What a second person has still to decide for a run."""
    return Ruling.objects.filter(outcome__run=run, state=State.PROPOSED)


def waiting_by_outcome(run: Run) -> dict[int, Ruling]:
    """The same with who proposed it, by the outcome's key."""
    return {one.outcome_id: one for one in _waiting(run=run.pk)}


@composed
def _waiting(*, run: int) -> QuerySet[Ruling]:
    return Ruling.objects.filter(outcome__run=run, state=State.PROPOSED).select_related("proposed_by")


def waiting_for_second(run: Run, user: User) -> list[Ruling]:
    """What a second person has still to decide for a run and the reader may see, the newest first, for a list."""
    return _waiting_within(user.reach, run=run.pk)


@composed
def _waiting_within(reach: Reach, *, run: int) -> QuerySet[Ruling]:
    found = Ruling.objects.visible_to(reach.bearer).filter(outcome__run=run, state=State.PROPOSED)
    return found.select_related("outcome__person", "proposed_by")


def left_behind(run: Run) -> list[Ruling]:
    """What counts in the run of the period that was ruled on last, and that nobody has proposed for this one."""
    ruled_last = next(iter(_ruled_last(period=run.period_id, apart_from=run.pk)), None)
    if ruled_last is None:
        return []
    taken = set(Ruling.objects.filter(outcome__run=run).values_list("outcome__manager", flat=True))
    taken.update(run.told.get("vetoed", ()))  # whose veto is in this run's own figures
    standing = _standing(_approved(run=ruled_last)).values()
    return [one for one in standing if one.outcome.manager not in taken]


@composed
def _ruled_last(*, period: int, apart_from: int) -> QuerySet[Ruling, int]:
    others = Ruling.objects.filter(outcome__run__period=period, state=State.APPROVED).exclude(outcome__run=apart_from)
    return others.order_by("-decided_at", "-pk").values_list("outcome__run", flat=True)[:1]


def vetoes(period: Period | None = None) -> list[Ruling]:
    """The vetoes that count: of each manager of a period the ruling that was decided last, on whichever run it was."""
    found = Ruling.objects.filter(state=State.APPROVED).select_related("outcome__run__period", "outcome__run__standard")
    if period is not None:
        found = found.filter(outcome__run__period=period)
    newest = {(one.outcome.run.period_id, one.outcome.manager): one for one in found.order_by("decided_at", "pk")}
    return [one for one in newest.values() if one.kind == Kind.VETO]


def _newest(found: QuerySet[Ruling]) -> dict[int, Ruling]:
    return _standing(_told(found))


@composed
def _approved(*, run: int) -> QuerySet[Ruling]:
    return _told(Ruling.objects.filter(outcome__run=run))


def _told(found: QuerySet[Ruling]) -> QuerySet[Ruling]:
    approved = found.filter(state=State.APPROVED).select_related(
        "outcome__run__period", "outcome__person", "proposed_by", "decided_by"
    )
    return approved.order_by("decided_at", "pk")


def _standing(approved: Iterable[Ruling]) -> dict[int, Ruling]:
    newest = {one.outcome_id: one for one in approved}
    return {key: one for key, one in newest.items() if one.kind != Kind.LIFT}


def items(run: Run) -> dict[str, str]:
    """The items of the quality score that a veto can be on, as the run's standard names them."""
    classes = run.standard.loaded.standard.quality.classes
    return {item.code: said(Text(item.name.zh, item.name.en)) for one in classes for item in one.items}
