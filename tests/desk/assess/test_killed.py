"""Publication and lock, killed by SIGKILL before each statement, before the commit and after it: before or after, never between."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import killing
import pytest
from closing import Officers, published_run, recomputed, reviewed
from django.conf import settings
from django.db import connection

from qiao.desk.assess.actions import publishing
from qiao.desk.assess.models import Period, Proposal, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.audit.models import Event
from qiao.desk.people.models import User

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LEAST_POINTS = 15


@contextmanager
def approvals(asked: Proposal, by: User) -> Iterator[Callable[[int], int]]:
    """Approves as often as it is called, in a process that is killed at the point of that number; its exit status."""
    context = multiprocessing.get_context("spawn")  # nothing that earlier tests left in this process goes along
    ours, theirs = context.Pipe()
    given = (killing.Place(dict(connection.settings_dict), settings.HOME, settings.LEDGER), asked.pk, by.pk)
    process = context.Process(target=killing.approve_until_told, args=(theirs, *given))
    process.start()
    theirs.close()

    def approved(at: int) -> int:
        before = others()
        ours.send(at)
        status = int(ours.recv())
        until_let_go(before)
        return status

    yield approved
    ours.close()
    process.join()


def others() -> int:
    """How many processes beside this one are connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def until_let_go(before: int) -> None:
    """Wait until the database has noticed that a process is dead, and let go of what it had locked."""
    until = time.monotonic() + 60
    while others() > before and time.monotonic() < until:
        time.sleep(0.02)


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
    with approvals(asked, second) as approved:
        while (after := state(asked)) == before:
            at += 1
            assert approved(at) == -signal.SIGKILL, "it was not killed, and yet it is not done"
    assert at >= LEAST_POINTS
    shown, locked, _, _, events, decided, at_last = after
    assert (decided, bool(at_last), events > before[4]) == ("approved", True, True)
    assert bool(locked) == (kind == Kind.LOCK)
    assert shown is not None
