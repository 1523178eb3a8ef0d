"""Waiting for what a worker does."""

import time
from collections.abc import Callable
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection

from qiao.desk.jobs.models import Job


def wait_until(holds: Callable[[], object], seconds: float = 90) -> float:
    """Wait for something to hold; how long that took. A laden machine takes long to begin."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, "it took too long"
        time.sleep(0.05)
    return time.monotonic() - begun


def ended(job: Job) -> Job:
    """The job once it has ended."""
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_under_way)
    return Job.objects.get(pk=job.pk)


def backends_of(job: Job) -> int:
    """How many connections the job's own attempts have; the desk's daily work may be under way beside it."""
    return backends(f"qiao-job-{job.uuid.hex}-%")


def folders_of(job: Job, home: Path) -> list[Path]:
    """The folders of the job's attempts that are there."""
    return list((home / "jobs").glob(f"qiao-job-{job.uuid.hex}-*"))


def backends(name: str) -> int:
    """How many connections of such a name this test's database has."""
    with connection.cursor() as cursor:
        words = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE %s AND datname = current_database()"
        cursor.execute(words, [name])
        return int(cursor.fetchone()[0])


def at_work(job: Job) -> Job:
    """The job once it has said how far it is."""
    wait_until(lambda: Job.objects.filter(pk=job.pk, done__gt=0).exists())
    return Job.objects.get(pk=job.pk)


def is_marked(mark: str) -> bool:
    """Whether a probe's row is in the database."""
    return Session.objects.filter(pk=mark).exists()
