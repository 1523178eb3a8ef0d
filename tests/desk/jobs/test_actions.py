"""Work is started once for each key, appears only with its transaction, and ends only for whom it belongs to."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import work_probes.work  # noqa: F401
from cast import Cast
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.jobs import actions, attempts, registry
from qiao.desk.jobs.models import Job, State
from qiao.desk.jobs.progress import Cancelled, Progress
from qiao.desk.jobs.registry import UnknownKindError
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations
from qiao.desk.people.models import User


def start(cast: Cast, key: str = "1", **more: object) -> Job:
    """The plainest start."""
    return actions.start("probe.count", by=cast.rm, key=key, to=1, **more)


def events() -> list[str]:
    """What was written down, but for the making of people."""
    return [code for code in Event.objects.order_by("pk").values_list("code", flat=True) if code.startswith("job.")]


def test_the_same_work_is_joined_while_it_runs_and_given_back_once_done(cast: Cast) -> None:
    first = start(cast)
    assert start(cast) == first
    assert start(cast, key="2") != first
    attempt = attempts.claim(first.uuid)
    assert attempt is not None
    assert start(cast) == first
    attempts.finish(attempt, registry.Result())
    assert start(cast) == first
    assert start(cast, again=True) != first
    assert ProcrastinateJob.objects.count() == 3


def test_who_joins_sees_the_job_and_hears_of_its_end(cast: Cast) -> None:
    job = start(cast)
    assert not Job.objects.visible_to(cast.rm2).exists()
    assert actions.start("probe.count", by=cast.rm2, key="1", to=1) == job
    assert Job.objects.visible_to(cast.rm2).get() == job
    attempt = attempts.claim(job.uuid)
    assert attempt is not None
    attempts.finish(attempt, registry.Result())
    assert set(Notice.objects.values_list("to__staff_number", flat=True)) == {"rm", "rm2"}
    with pytest.raises(NotAllowedError):
        actions.cancel(job, by=cast.rm2)
    assert events() == ["job.started", "job.joined", "job.done"]


def test_who_stands_in_for_the_starter_sees_the_job_while_they_do(cast: Cast) -> None:
    start(cast)
    today = calendar.today()
    made = delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm2, from_date=today, to_date=today, reason="年休假")
    stand_in = User.objects.get(pk=cast.rm2.pk)
    assert Job.objects.visible_to(stand_in).get().by == cast.rm
    assert not Job.objects.visible_to(User.objects.get(pk=cast.rm3.pk)).exists()
    delegations.withdraw(made, by=cast.rm)
    assert not Job.objects.visible_to(User.objects.get(pk=cast.rm2.pk)).exists()


def test_one_key_is_never_two_works(cast: Cast) -> None:
    start(cast)
    with pytest.raises(ValueError, match="one key, two works"):
        actions.start("probe.count", by=cast.rm, key="1", to=2)


def test_two_starts_at_the_same_moment_are_one_job(transactional_db: None, cast: Cast) -> None:
    found: list[Job] = []
    ready = threading.Barrier(4)

    def begin() -> None:
        ready.wait()
        found.append(start(cast))
        connection.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job.pk for job in found}) == len(Job.objects.all()) == ProcrastinateJob.objects.count() == 1
    assert len(found) == 4


def test_work_of_a_transaction_that_fails_never_was(transactional_db: None, cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        start(cast)
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert events() == []


def test_only_the_roles_of_a_kind_start_it_and_only_kinds_that_exist(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        actions.start("probe.count", by=cast.auditor, key="1", to=1)
    with pytest.raises(UnknownKindError):
        actions.start("probe.nothing", by=cast.rm, key="1")


def test_waiting_work_is_cancelled_at_once(cast: Cast) -> None:
    job = actions.cancel(start(cast), by=cast.rm)
    assert (job.state, attempts.claim(job.uuid)) == (State.CANCELLED, None)
    assert events() == ["job.started", "job.cancel_asked", "job.cancelled"]
    with pytest.raises(RefusedError):
        actions.cancel(job, by=cast.rm)
    with pytest.raises(RefusedError):
        actions.retry(job, by=cast.rm)


def test_an_administrator_may_cancel_and_an_auditor_may_not(cast: Cast) -> None:
    job = start(cast)
    with pytest.raises(NotAllowedError):
        actions.cancel(job, by=cast.auditor)
    assert actions.cancel(job, by=cast.admin).state == State.CANCELLED


def test_failed_work_is_begun_anew_by_its_owner_alone(cast: Cast) -> None:
    job = start(cast)
    attempt = attempts.claim(job.uuid)
    assert attempt is not None
    attempts.fail(attempt, {"code": "refused"})
    with pytest.raises(NotAllowedError):
        actions.retry(job, by=cast.admin)
    job = actions.retry(job, by=cast.rm)
    assert (job.state, job.error, job.ended_at) == (State.WAITING, {}, None)
    again = attempts.claim(job.uuid)
    assert again is not None
    assert again.number == 2


def test_an_older_attempt_changes_nothing(cast: Cast) -> None:
    job = start(cast)
    old = attempts.claim(job.uuid)
    assert old is not None
    attempts.settle(old)
    new = attempts.claim(job.uuid)
    assert new is not None
    for late in (lambda: attempts.finish(old, registry.Result()), lambda: attempts.fail(old, {})):
        with pytest.raises(attempts.SupersededError), transaction.atomic():
            late()
    attempts.settle(old)
    assert not attempts.look(old, beat=True).is_ours
    assert attempts.look(new, beat=False) == attempts.Look(is_ours=True, is_cancelled=False)


def test_a_job_whose_worker_is_silent_has_stalled(cast: Cast) -> None:
    attempt = attempts.claim(start(cast).uuid)
    assert attempt is not None
    assert attempts.stalled(timedelta(seconds=40)) == []
    Job.objects.update(heartbeat=timezone.now() - timedelta(seconds=41))
    assert attempts.stalled(timedelta(seconds=40)) == [attempt]


def test_work_may_say_how_far_it_is_from_another_thread(cast: Cast, tmp_path: Path) -> None:
    """The engine reads files in threads of its own."""
    attempt = attempts.claim(start(cast).uuid)
    assert attempt is not None
    progress = Progress(attempt, tmp_path)
    told: list[BaseException | None] = []

    def tell() -> None:
        try:
            progress.step(1, 2)
        except Cancelled as gone:  # another connection does not see the test's transaction: the job is nobody's
            told.append(gone)

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    progress.close()
    assert isinstance(told[0], Cancelled), "the answer came from the database"
