"""The queue between those who start work and the workers; a job's number stands in it, its truth in `Job`."""

from uuid import UUID

from procrastinate.contrib.django import app

TASK = "qiao.job"
QUEUE = "qiao"


def enqueue(uuid: UUID) -> None:
    """Call a worker to this job when the transaction commits, and not at all if it doesn't."""
    app.configure_task(TASK, queue=QUEUE).defer(job=str(uuid))
