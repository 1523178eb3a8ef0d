"""Whose results somebody may see, the newest first."""

from django.db.models import QuerySet

from qiao.desk.assess.models import Outcome
from qiao.desk.people.models import User


def _told(found: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """With what a line says of each; a standard's text is long, and is no part of it."""
    return found.select_related("run__period", "run__standard", "person").defer("run__standard__text")


def newest_of(person: User, user: User) -> Outcome | None:
    """A person's result in the newest run that was shown."""
    found = Outcome.objects.visible_to(user).filter(person=person, run__shown_at__isnull=False)
    return _told(found).order_by("-run__as_of", "-run__shown_at").first()


def shown_of(person: User, user: User) -> list[Outcome]:
    """A person's results in every run that was shown, the newest first; of one day the one that was shown last."""
    found = Outcome.objects.visible_to(user).filter(person=person, run__shown_at__isnull=False)
    by_day: dict[tuple[int, object], Outcome] = {}
    for one in _told(found).order_by("-run__as_of", "-run__shown_at"):
        by_day.setdefault((one.run.period_id, one.run.as_of), one)
    return list(by_day.values())


def path(outcome: Outcome, user: User) -> list[Outcome]:
    """The manager's results of the same period that were shown, one a day, the last one of each day as it is now."""
    found = Outcome.objects.visible_to(user).filter(
        manager=outcome.manager,
        run__period=outcome.run.period,
        run__shown_at__isnull=False,
        run__as_of__lte=outcome.run.as_of,
    )
    by_day = {one.run.as_of: one for one in _told(found).order_by("run__as_of", "run__shown_at")}
    by_day[outcome.run.as_of] = outcome
    return list(by_day.values())


def before(outcome: Outcome, along: list[Outcome]) -> Outcome | None:
    """The result of the path just before this one."""
    earlier = [one for one in along if one.run.as_of < outcome.run.as_of]
    return earlier[-1] if earlier else None


def replaced(outcome: Outcome, user: User) -> Outcome | None:
    """Of a restated result: the one that it stands beside."""
    if outcome.run.replaces_id is None:
        return None
    found = Outcome.objects.visible_to(user).filter(run=outcome.run.replaces_id, manager=outcome.manager)
    return found.select_related("run").first()
