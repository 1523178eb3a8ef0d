"""Whose results somebody may see, the newest first."""

from qiao.desk.assess.models import Outcome, Run
from qiao.desk.people.models import User


def newest_of(person: User, user: User) -> Outcome | None:
    """A person's result in the newest run that was shown."""
    found = Outcome.objects.visible_to(user).filter(person=person, run__shown_at__isnull=False)
    return found.select_related("run").order_by("-run__as_of", "-run__shown_at").first()


def newest(user: User) -> list[Outcome]:
    """Everybody's result, of those whose score the person may see, in the newest run that was shown, by rank."""
    run = Run.objects.filter(shown_at__isnull=False).order_by("-as_of", "-shown_at").first()
    if run is None:
        return []
    return list(
        Outcome.objects.visible_to(user).filter(run=run).select_related("run__period", "person", "branch", "team")
    )


def path(outcome: Outcome, user: User) -> list[Outcome]:
    """The manager's results of the same period that were shown, one a day, the last one of each day as it is now."""
    found = Outcome.objects.visible_to(user).filter(
        manager=outcome.manager, run__period=outcome.run.period, run__shown_at__isnull=False
    )
    by_day = {one.run.as_of: one for one in found.select_related("run__period").order_by("run__as_of", "run__shown_at")}
    by_day[outcome.run.as_of] = outcome
    return list(by_day.values())


def before(outcome: Outcome, along: list[Outcome]) -> Outcome | None:
    """The result of the path just before this one."""
    earlier = [one for one in along if one.run.as_of < outcome.run.as_of]
    return earlier[-1] if earlier else None
