"""Background work of the tests, carried out at once and in the test's own process, as a worker would."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from qiao.desk.jobs import registry
from qiao.desk.jobs.models import Job, State
from qiao.desk.people.models import User


@dataclass
class Here:
    """What a work function is given; it says nothing to anybody."""

    by: User | None
    folder: Path

    def step(self, done: int, total: int = 0, code: str = "", **terms: int | str) -> None:
        """Nobody listens."""


def carry_out(folder: Path) -> list[Job]:
    """Do all the work that waits, in the order in which it was asked for."""
    done = []
    while (job := Job.objects.filter(state=State.WAITING).order_by("pk").first()) is not None:
        folder.mkdir(exist_ok=True)
        kind = registry.find(job.kind)
        with transaction.atomic():
            result = kind.function(Here(job.by, folder), **job.arguments) or registry.Result()
        job.state, job.words, job.link = State.DONE, {"code": result.code, "terms": dict(result.terms)}, result.link
        job.save()
        done.append(job)
    return done
