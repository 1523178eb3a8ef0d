"""Workers come and go: stopped, killed by force, asleep; what they were at is done by another, once."""

import os
import signal
from collections.abc import Callable

import pytest
from cast import Cast
from django.utils import timezone
from django.utils.translation import override
from work_probes.running import RunningWorker
from work_probes.watching import at_work, backends_of, ended, folders_of, is_marked, wait_until

from qiao.desk.audit.models import Event
from qiao.desk.jobs import actions, queries
from qiao.desk.jobs.models import Job, State
from qiao.desk.notices.models import Notice

pytestmark = pytest.mark.slow
Work = Callable[[], RunningWorker]


def test_a_job_is_done_shown_on_its_way_and_told_of(work: Work, cast: Cast) -> None:
    worker = work()
    job = actions.start("probe.count", by=cast.rm, key="1", to=40, mark="counted", pause=0.05)
    way = at_work(job)
    with override("en"):
        assert (way.state, way.total, way.says) == (State.WORKING, 40, f"at {way.done}")
    assert 0 < (way.percent or 0) < 100
    job = ended(job)
    with override("en"):
        assert (job.state, job.says, job.percent, job.link) == (State.DONE, "780 in all", 100, "/")
    assert is_marked("counted")
    told = Event.objects.filter(on_uuid=job.uuid).order_by("pk")
    assert list(told.values_list("code", "by__staff_number"))[-2:] == [
        ("job.started", "rm"),
        ("job.done", None),
    ]
    assert Notice.objects.get(on_uuid=job.uuid).to == cast.rm
    age = queries.worker_age()
    assert age is not None and age.total_seconds() < 3
    wait_until(lambda: not folders_of(job, worker.home), 5)  # gone just after its process
    assert worker.stop() == 0
    assert queries.worker_age() is None
    assert worker.says() == ""


def test_a_job_that_is_done_is_not_stopped_on_its_way_out(work: Work, cast: Cast) -> None:
    worker = work()
    job = ended(actions.start("probe.late", by=cast.rm, key="1", mark="late"))
    assert job.state == State.DONE
    wait_until(lambda: is_marked("late"), 5)
    assert worker.stop() == 0
    assert worker.says() == ""


def test_a_job_of_a_worker_killed_by_force_is_done_by_the_next_without_a_hand(work: Work, cast: Cast) -> None:
    worker = work()
    job = actions.start("probe.spin", by=cast.rm, key="1", mark="half")
    at_work(job)
    worker.kill()
    wait_until(lambda: backends_of(job) == 0, 5)  # its process ended with it
    assert not is_marked("half")
    work()
    wait_until(lambda: Job.objects.filter(pk=job.pk, attempt=2, state=State.WORKING).exists())


def test_a_worker_told_to_stop_gives_its_job_back_and_the_try_does_not_count(work: Work, cast: Cast) -> None:
    worker = work()
    job = actions.start("probe.sql", by=cast.rm, key="1", mark="half")
    at_work(job)
    assert worker.stop() == 0
    job.refresh_from_db()
    assert (job.state, job.tries_left) == (State.WAITING, 3)
    assert backends_of(job) == 0
    work()
    wait_until(lambda: Job.objects.filter(pk=job.pk, attempt=2).exists())


def test_an_attempt_that_was_taken_over_writes_nothing(work: Work, cast: Cast) -> None:
    worker = work()
    job = at_work(actions.start("probe.count", by=cast.rm, key="1", to=30, mark="doubled", pause=0.1))
    os.kill(worker.process.pid, signal.SIGSTOP)  # the worker sleeps, its process works on
    Job.objects.filter(pk=job.pk).update(attempt=7, heartbeat=timezone.now())
    wait_until(lambda: backends_of(job) == 0, 10)
    os.kill(worker.process.pid, signal.SIGCONT)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.WORKING, 7)
    assert not is_marked("doubled")
