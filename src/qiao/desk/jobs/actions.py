"""What may be done to jobs: `actions.start("audit.verify", by=user, key="whole")`."""

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs import attempts, queueing, registry
from qiao.desk.jobs.models import Job, State

if TYPE_CHECKING:
    from qiao.desk.people.models import User


@transaction.atomic
def start(kind: str, *, by: "User | None", key: str, again: bool = False, **arguments: Any) -> Job:
    """Have work done once the caller's transaction commits; or join the same work that runs or was done.

    Args:
        kind: as a room registered it.
        by: who wants it; None is the desk itself.
        key: what the work is about, with everything that makes it another's: two starts of one kind and key are one job.
        again: do it anew though it was done before.
        arguments: ids and codes for the work function, never a personal value.
    """
    found = registry.find(kind)
    if by is not None and not by.has_role(*found.roles):
        raise NotAllowedError
    _be_alone(kind, key)
    same = Job.objects.filter(kind=kind, key=key)
    job = same.under_way().first() or (None if again else same.filter(state=State.DONE).first())
    if job is not None:
        if job.arguments != arguments:
            raise ValueError(f"{kind} {key}: one key, two works")
        return _join(job, by)
    language = get_language() or Job._meta.get_field("language").get_default()
    job = Job.objects.create(kind=kind, key=key, by=by, arguments=arguments, tries_left=found.tries, language=language)
    queueing.enqueue(job.uuid)
    audit.record("job.started", by=by, on=job, kind=kind)
    return job


@transaction.atomic
def cancel(job: Job, *, by: "User") -> Job:
    """Ask a job to end; whoever started it may, and an administrator. What it wrote is undone."""
    if job.by_id != by.pk and not by.has_role(Role.ADMIN):
        raise NotAllowedError
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not job.is_under_way:
        raise RefusedError(_("The work has already ended."))
    if job.cancel_asked_at is None:
        audit.record("job.cancel_asked", by=by, on=job, kind=job.kind)
        attempts.ask_to_end(job)
    return job


@transaction.atomic
def retry(job: Job, *, by: "User") -> Job:
    """Begin a job anew that failed; whoever started it may."""
    if job.by_id != by.pk:
        raise NotAllowedError
    _be_alone(job.kind, job.key)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != State.FAILED or Job.objects.filter(kind=job.kind, key=job.key).under_way().exists():
        raise RefusedError(_("Only work that failed can be begun anew, and only while the same is not under way."))
    job.state, job.tries_left, job.error, job.ended_at = State.WAITING, registry.find(job.kind).tries, {}, None
    job.save(update_fields=["state", "tries_left", "error", "ended_at"])
    queueing.enqueue(job.uuid)
    audit.record("job.retried", by=by, on=job, kind=job.kind)
    return job


def _join(job: Job, by: "User | None") -> Job:
    """Let one more person see the job and hear of its end."""
    if by is not None and job.by_id != by.pk:
        job.joined.add(by)
        audit.record("job.joined", by=by, on=job, kind=job.kind)
    return job


def _be_alone(kind: str, key: str) -> None:
    """Let others who start the same wait until this transaction ends, so that they join its job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind} {key}"])
