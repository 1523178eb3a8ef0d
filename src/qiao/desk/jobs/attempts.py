"""The states of a job, each change under the fence: whoever does not hold the job's current attempt changes nothing."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from qiao.desk.audit import actions as audit
from qiao.desk.jobs import errors, queueing, registry
from qiao.desk.jobs.models import Job, JobQuerySet, State
from qiao.desk.notices import actions as notices

# The event and the notice of each way to end.
_ENDS = {State.DONE: "job.done", State.FAILED: "job.failed", State.CANCELLED: "job.cancelled"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go at a job by one process."""

    uuid: UUID
    number: int
    kind: str
    arguments: dict[str, Any]
    language: str
    by: int | None  # the person's own number, for this process alone

    @classmethod
    def of(cls, job: Job) -> "Attempt":
        """The job's current attempt."""
        return cls(job.uuid, job.attempt, job.kind, job.arguments, job.language, job.by_id)

    @classmethod
    def from_json(cls, order: str) -> "tuple[Attempt, Path]":
        """What a worker orders a process to do, and where its files may lie."""
        said = json.loads(order)
        folder = Path(said.pop("folder"))
        return cls(**{**said, "uuid": UUID(said["uuid"])}), folder

    def as_json(self, folder: Path) -> str:
        """The order in one line."""
        return json.dumps({**asdict(self), "uuid": str(self.uuid), "folder": str(folder)})

    @property
    def name(self) -> str:
        """How the attempt is called in the database's list of connections, and its folder on the disk."""
        return f"qiao-job-{self.uuid.hex}-{self.number}"

    def rows(self) -> JobQuerySet:
        """The job's row, as long as it is this attempt's."""
        return Job.objects.filter(uuid=self.uuid, attempt=self.number, state=State.WORKING)


@dataclass(frozen=True, slots=True)
class Look:
    """What the worker has to know of an attempt at work."""

    is_ours: bool
    is_cancelled: bool


class SupersededError(Exception):
    """Another attempt has taken the job over, or it is being cancelled: nothing of this one may stay."""


@transaction.atomic
def claim(uuid: UUID) -> Attempt | None:
    """Begin the next attempt at a waiting job; None if it no longer waits."""
    job = Job.objects.select_for_update().filter(uuid=uuid, state=State.WAITING).first()
    if job is None:
        return None
    now = timezone.now()
    job.state, job.attempt, job.tries_left = State.WORKING, job.attempt + 1, max(job.tries_left - 1, 0)
    job.heartbeat, job.started_at, job.done, job.total, job.words = now, now, 0, 0, {}
    job.save()
    return Attempt.of(job)


def look(attempt: Attempt, *, beat: bool) -> Look:
    """Whether the attempt still holds its job and whether somebody wants it to end; a beat says that the worker lives."""
    if beat:
        attempt.rows().update(heartbeat=timezone.now())
    asked = attempt.rows().values_list("cancel_asked_at", flat=True)
    found = list(asked)
    return Look(is_ours=bool(found), is_cancelled=bool(found and found[0]))


def finish(attempt: Attempt, result: registry.Result) -> None:
    """Write the result down, in the transaction of the work itself: both are kept, or neither.

    Raises:
        SupersededError: the job is no longer this attempt's.
    """
    said = {"code": result.code, "terms": dict(result.terms)}
    changes = {"words": said, "link": result.link, "done": F("total")}
    _end(attempt.rows().filter(cancel_asked_at=None), State.DONE, **changes)


def fail(attempt: Attempt, error: dict[str, str]) -> None:
    """Write down why it failed, for good."""
    _end(attempt.rows().filter(cancel_asked_at=None), State.FAILED, error=error)


def ask_to_end(job: Job) -> None:
    """End a job that waits; have its worker end one at work."""
    job.cancel_asked_at = timezone.now()
    job.save(update_fields=["cancel_asked_at"])
    if job.state == State.WAITING:
        _end(Job.objects.filter(pk=job.pk), State.CANCELLED)
        job.refresh_from_db()


@transaction.atomic
def settle(attempt: Attempt, *, error: str = errors.DIED) -> None:
    """See to a job whose process is gone: cancelled if that was asked, else begun anew, else failed."""
    job = attempt.rows().select_for_update().first()
    if job is None:
        return
    if job.cancel_asked_at:
        _end(attempt.rows(), State.CANCELLED)
    elif job.tries_left:
        _wait_again(job)
    else:
        _end(attempt.rows(), State.FAILED, error=errors.sentence(error))


@transaction.atomic
def give_back(attempt: Attempt) -> None:
    """Let another worker do it, since this one stops; the try does not count."""
    job = attempt.rows().select_for_update().first()
    if job is None:
        return
    if job.cancel_asked_at:
        _end(attempt.rows(), State.CANCELLED)
    else:
        job.tries_left += 1
        _wait_again(job)


def stalled(after: timedelta) -> list[Attempt]:
    """Attempts whose worker has not been heard of for so long."""
    rows = Job.objects.filter(heartbeat__lt=timezone.now() - after, state=State.WORKING)
    return [Attempt.of(job) for job in rows]


def _wait_again(job: Job) -> None:
    job.state, job.heartbeat = State.WAITING, None
    job.save(update_fields=["state", "heartbeat", "tries_left"])
    queueing.enqueue(job.uuid)


@transaction.atomic
def _end(rows: JobQuerySet, state: State, **changes: Any) -> None:
    """End the job, write its event, and tell those who wait for it."""
    job = rows.select_for_update().first()
    if job is None or not rows.update(state=state, ended_at=timezone.now(), heartbeat=None, **changes):
        raise SupersededError
    code = _ENDS[state]
    audit.record(code, by=None, on=job, kind=job.kind, attempt=job.attempt)
    for person in {job.by, *job.joined.all()} - {None}:
        notices.tell(person, code, on=job, link=job.get_absolute_url(), work=job.kind)
