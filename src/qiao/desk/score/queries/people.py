"""Whose results somebody may see, the newest first."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from qiao.desk.assess.models import Outcome
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach


def _told(found: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """With what a line says of each; a standard's text is long, and is no part of it."""
    return found.select_related("run__period", "run__standard", "person").defer("run__told", "run__standard__text")


@composed
def named(reach: Reach, *, run: UUID, manager: str) -> QuerySet[Outcome]:
    """A manager's result in a run, for whoever may see it."""
    found = Outcome.objects.visible_to(reach.bearer).filter(run__uuid=run, manager=manager)
    return found.select_related("run__period", "run__standard", "person", "branch").order_by()


def newest_of(person: User, user: User) -> Outcome | None:
    """A person's result in the newest run that was shown."""
    return next(iter(_newest(user.reach, person=person.pk)), None)


@composed
def _newest(reach: Reach, *, person: int) -> QuerySet[Outcome]:
    found = Outcome.objects.visible_to(reach.bearer).filter(person=person, run__shown_at__isnull=False)
    return _told(found).order_by("-run__as_of", "-run__shown_at")[:1]


def shown_beside(outcome: Outcome, user: User) -> list[Outcome]:
    """What was shown of an outcome's manager in its period, and of its person in any, the oldest first."""
    manager, period = outcome.manager, outcome.run.period_id
    if outcome.person_id is None:
        return _told_of(user.reach, manager=manager, period=period)
    return _beside(user.reach, manager=manager, period=period, person=outcome.person_id)


@composed
def _told_of(reach: Reach, *, manager: str, period: int) -> QuerySet[Outcome]:
    return _shown(reach, Q(manager=manager, run__period=period))


@composed
def _beside(reach: Reach, *, manager: str, period: int, person: int) -> QuerySet[Outcome]:
    return _shown(reach, Q(manager=manager, run__period=period) | Q(person=person))


def _shown(reach: Reach, wanted: Q) -> QuerySet[Outcome]:
    found = Outcome.objects.visible_to(reach.bearer).filter(wanted, run__shown_at__isnull=False)
    return _told(found).order_by("run__as_of", "run__shown_at")


def of_person(outcome: Outcome, shown: list[Outcome]) -> list[Outcome]:
    """The person's results in every run that was shown, the newest first; of one day the one that was shown last."""
    if outcome.person_id is None:
        return []
    by_day: dict[tuple[int, date], Outcome] = {}
    for one in reversed(shown):
        if one.person_id == outcome.person_id:
            by_day.setdefault((one.run.period_id, one.run.as_of), one)
    return list(by_day.values())


def path(outcome: Outcome, shown: list[Outcome]) -> list[Outcome]:
    """The manager's results of the same period that were shown, one a day, the last one of each day as it is now."""
    key, day = (outcome.manager, outcome.run.period_id), outcome.run.as_of
    by_day = {one.run.as_of: one for one in shown if (one.manager, one.run.period_id) == key and one.run.as_of <= day}
    by_day[day] = outcome
    return list(by_day.values())


def before(outcome: Outcome, along: list[Outcome]) -> Outcome | None:
    """The result of the path just before this one."""
    earlier = [one for one in along if one.run.as_of < outcome.run.as_of]
    return earlier[-1] if earlier else None


def replaced(outcome: Outcome, user: User) -> Outcome | None:
    """Of a restated result: the one that it stands beside."""
    if outcome.run.replaces_id is None:
        return None
    return next(iter(_of_run(user.reach, run=outcome.run.replaces_id, manager=outcome.manager)), None)


@composed
def _of_run(reach: Reach, *, run: int, manager: str) -> QuerySet[Outcome]:
    return Outcome.objects.visible_to(reach.bearer).filter(run=run, manager=manager).select_related("run")
