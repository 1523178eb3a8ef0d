"""Finding what workers that are gone left behind, and having their jobs begun anew without a hand."""

import logging
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from procrastinate import App
from procrastinate.contrib.django.models import ProcrastinateJob as Call
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from qiao.desk.jobs import attempts, queueing
from qiao.desk.jobs.models import Job, State
from qiao.desk.jobs.supervising import in_thread

logger = logging.getLogger(__name__)


async def recover(app: App, folder: Path, *, after: float) -> None:
    """See to whatever belongs to a worker that was not heard of for `after` seconds.

    A worker may go away between any two steps, so each trace is looked at by itself: calls that it took from the queue,
    jobs that wait and have no call, jobs at work that nobody watches, folders of attempts that are over.
    """
    for call in await app.job_manager.get_stalled_jobs(task_name=queueing.TASK, seconds_since_heartbeat=after):
        with suppress(ConnectorException):  # another worker was quicker
            await app.job_manager.finish_job_by_id_async(job_id=call.id or 0, status=Status.FAILED, delete_job=True)
    await in_thread(_call_the_forgotten)
    for attempt in await in_thread(attempts.stalled, timedelta(seconds=after)):
        logger.warning("Job %s stood still: attempt %s is over", attempt.uuid, attempt.number)
        await in_thread(attempts.settle, attempt)
    await in_thread(_sweep, folder)


def _call_the_forgotten() -> None:
    """Call for jobs that wait without a call; one call too many does nothing, since a job is begun only while it waits."""
    waiting = set(Job.objects.filter(state=State.WAITING).values_list("uuid", flat=True))
    called = Call.objects.filter(task_name=queueing.TASK, status__in=["todo", "doing"]) if waiting else []
    for uuid in waiting - {UUID(call.args["job"]) for call in called}:
        queueing.enqueue(uuid)


def _sweep(folder: Path) -> None:
    """Remove folders of attempts that are no longer at work; one at work has its row before it has a folder."""
    there = list(folder.glob("qiao-job-*")) if folder.is_dir() else []
    names = {attempts.Attempt.of(job).name for job in Job.objects.filter(state=State.WORKING)} if there else set()
    for path in there:
        if path.name not in names:
            shutil.rmtree(path, ignore_errors=True)
