"""Two officers at once, and a process that dies in the middle: one act holds, the other is told, nothing is half done."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from closing import Officers, published_run, recomputed, reviewed
from django.db import OperationalError, connection

from qiao.desk.assess.actions import exceptions, minutes, publishing
from qiao.desk.assess.actions.exceptions import Case
from qiao.desk.assess.actions.minutes import Meeting
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Minutes, Outcome, Period, Proposal, Run, Step
from qiao.desk.assess.models.publishing import Kind, State
from qiao.desk.audit.models import Event
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.server import postgres

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CASE = Case("turned a lost client round", "第九条", "file 2025-17", to_grade="senior")
WAIT = 20


def together(*acts: Callable[[], object]) -> list[str]:
    """Do all acts at the same moment, each on a connection of its own; what became of each: done, or a fault's code."""
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            start.wait(WAIT)
            act()
        except FaultError as fault:
            return fault.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(do, acts))


def test_of_two_that_decide_at_once_one_is_told(officers: Officers, tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    rm = Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager="rm")
    # both propose on one manager
    found = together(*(lambda by=by: exceptions.propose(rm, "promotion", by=by, case=CASE) for by in officers))
    assert found == ["done", "ruling_stands"]
    ruling = rm.rulings.select_related("outcome__run__period", "outcome__person").get()
    other = second if ruling.proposed_by_id == first.pk else first
    # one approves while the other withdraws
    found = together(
        lambda: exceptions.approve(ruling, by=other), lambda: exceptions.withdraw(ruling, by=ruling.proposed_by)
    )
    assert found == ["done", "proposal_decided"]
    # a publication is proposed while something is ruled: the second waits for the first and is refused
    rm3 = Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager="rm3")
    found = together(
        lambda: publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards"),
        lambda: exceptions.propose(rm3, "veto", by=second, case=CASE),
    )
    assert found in (["done", "publication_waits"], ["done", "ruling_waits"])
    # both write minutes: two versions, and only the newest can be signed
    meeting = Meeting(calendar.today(), ["王行长"], {}, "agreed")
    assert together(*(lambda by=by: minutes.write(run, by=by, meeting=meeting) for by in officers)) == ["done"] * 2
    assert list(Minutes.objects.values_list("version", flat=True)) == [2, 1]


def test_a_proposal_is_decided_once(officers: Officers, tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    asked = publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards")
    found = together(lambda: publishing.approve(asked, by=second), lambda: publishing.withdraw(asked, by=first))
    assert found == ["done", "proposal_decided"]
    if Proposal.objects.get().state == State.WITHDRAWN:
        published_run(run, first, second)
    run = recomputed(run, first, tmp_path / "work")
    asked = publishing.propose(run, Kind.LOCK, by=first, reason="done")
    found = together(*(lambda: publishing.approve(asked, by=second) for _ in range(2)))
    assert found == ["done", "proposal_decided"]
    assert Event.objects.filter(code="proposal.approved", details__kind="lock").count() == 1
    # lock and restate at once: what stands already is no restatement, and nothing waits any more
    found = together(
        lambda: publishing.propose(run, Kind.RESTATE, by=first, reason="x", waiver="x"),
        lambda: publishing.propose(run, Kind.LOCK, by=second, reason="x"),
    )
    assert found == ["period_locked", "run_stands"]


@pytest.mark.parametrize("kind", [Kind.PUBLISH, Kind.LOCK])
def test_a_process_that_dies_leaves_nothing_half_done(
    officers: Officers, tmp_path: Path, kind: Kind, cluster: postgres.Cluster
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    if kind == Kind.LOCK:
        published_run(run, first, second)
        run = recomputed(run, first, tmp_path / "work")
    before = run.shown_at
    asked = publishing.propose(run, kind, by=first, reason="done", waiver="no awards")
    superuser = cluster.url(postgres.SUPERUSER, connection.settings_dict["NAME"])
    with psycopg.connect(superuser) as holder, ThreadPoolExecutor(1) as pool:
        # the approval comes as far as telling somebody by the bell, waits there, and its connection is killed
        holder.execute("LOCK TABLE notices_notice IN SHARE ROW EXCLUSIVE MODE")
        dying = pool.submit(_die, asked, second)
        with psycopg.connect(superuser, autocommit=True) as killer:
            _kill_what_waits(killer)
        with pytest.raises(OperationalError):
            dying.result(WAIT)
    run, period = Run.objects.get(pk=run.pk), Period.objects.get()
    assert (run.shown_at, period.locked_at) == (before, None)
    assert Proposal.objects.get(pk=asked.pk).state == State.PROPOSED
    done = set(period.steps.filter(done_at__isnull=False).values_list("step", flat=True))
    assert (Step.PUBLISH in done, Step.LOCK in done) == (kind == Kind.LOCK, False)
    assert not Event.objects.filter(code="proposal.approved", details__kind=kind).exists()
    publishing.approve(asked, by=second)
    assert Proposal.objects.get(pk=asked.pk).state == State.APPROVED


def _die(asked: Proposal, by: User) -> None:
    try:
        publishing.approve(asked, by=by)
    finally:
        connection.close()


def _kill_what_waits(killer: psycopg.Connection) -> None:
    """End the backend that waits for a lock, as a killed process's connection ends."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        found = killer.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
        if found and found[0]:
            return
        time.sleep(0.05)
    raise AssertionError("nothing waits")
