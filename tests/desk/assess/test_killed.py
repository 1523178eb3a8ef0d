"""Publication and lock, killed by SIGKILL before each statement, before the commit and after it: before or after, never between."""

import os
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from closing import Officers, published_run, recomputed, reviewed
from django.db import connection

from qiao.desk.assess.actions import publishing
from qiao.desk.assess.models import Period, Proposal, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.audit.models import Event
from qiao.desk.people.models import User

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LEAST_POINTS = 15


class Points:
    """Kills this process before the statement or commit numbered `at`, or after the commit where it is that one's turn."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def reach(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.reach()
        return execute(*args)

    def install(self) -> None:
        connection.execute_wrappers.append(self.statement)
        commit = connection._commit

        def committed() -> None:
            self.reach()
            commit()
            self.reach()

        connection._commit = committed  # type: ignore[method-assign]


def others() -> int:
    """How many connections the database has beside this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def until_let_go(before: int) -> None:
    """Wait until the database has noticed that a process is dead, and let go of what it had locked."""
    until = time.monotonic() + 60
    while others() > before and time.monotonic() < until:
        time.sleep(0.02)


def approved_in_child(asked: Proposal, by: User, at: int) -> int:
    """Approve in a forked process with a connection of its own; its exit status, -9 when it was killed."""
    before = others()
    connection.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking with threads: the child starts none
        child = os.fork()
    if child == 0:
        status = 70
        try:
            Points(at).install()
            publishing.approve(asked, by=by)
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    until_let_go(before)
    return status


def state(asked: Proposal) -> tuple[Any, ...]:
    """All that an approval changes."""
    run, period = Run.objects.get(pk=asked.run_id), Period.objects.get()
    steps = set(period.steps.filter(done_at__isnull=False).values_list("step", flat=True))
    events = Event.objects.count()
    proposal = Proposal.objects.get(pk=asked.pk)
    return run.shown_at, period.locked_at, period.version, steps, events, proposal.state, proposal.decided_at


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.LOCK])
def test_killed_at_any_statement_it_is_before_or_after(officers: Officers, tmp_path: Path, kind: Kind) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    if kind == Kind.LOCK:
        published_run(run, first, second)
        run = recomputed(run, first, tmp_path / "work")
    asked = publishing.propose(run, kind, by=first, reason="done", waiver="no awards")
    before, at = state(asked), 0
    while True:
        at += 1
        status = approved_in_child(asked, second, at)
        assert status == -signal.SIGKILL, "it was not killed, and yet it is not done"
        if (after := state(asked)) != before:
            break
    assert at >= LEAST_POINTS
    shown, locked, _, _, events, decided, at_last = after
    assert (decided, bool(at_last), events > before[4]) == ("approved", True, True)
    assert bool(locked) == (kind == Kind.LOCK)
    assert shown is not None
