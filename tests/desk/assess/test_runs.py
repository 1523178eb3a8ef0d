"""Runs asked for twice, by two, or by a worker that died: there is one of the same inputs, and it ends with one result."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, finished, opened, own_store
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from working import carry_out

from qiao.desk.assess.actions import periods, runs
from qiao.desk.assess.models import Outcome, Period, Run, Step
from qiao.desk.assess.queries import manifests, uses
from qiao.desk.audit.models import Event
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import owned, withdrawals
from qiao.desk.clients.models import Delivery
from qiao.desk.common.refusals import RefusedError
from qiao.desk.jobs.models import Job, State
from qiao.desk.plan.models import Target
from qiao.engine import Job as Assessment
from qiao.engine import assess
from qiao.engine.ledger import prepared


@pytest.fixture
def period(officers: Officers) -> Period:
    return opened(*officers)


def test_two_officers_who_ask_for_the_same_share_one_run_and_one_job(period: Period, officers: Officers) -> None:
    first, second = officers
    run = runs.ask(period, by=first)
    assert runs.ask(period, by=second) == run
    job = Job.objects.get()
    assert (list(job.joined.all()), job.arguments["batches"]) == ([second], [Delivery.objects.get().digest])
    # What is being made of the newest batch keeps it, before it has ended.
    with pytest.raises(RefusedError, match="2025 #1"):
        withdrawals.ask(Delivery.objects.get(), by=first, reason="wrong")
    job.state = State.FAILED
    job.save()
    assert runs.ask(period, by=second) == run
    run.refresh_from_db()
    assert (run.job != job, run.job.by, Run.objects.count()) == (True, second, 1)


def test_a_worker_that_dies_before_the_result_is_taken_in_leaves_one_result(
    period: Period, officers: Officers, settings: object, tmp_path: Path
) -> None:
    run = runs.ask(period, by=officers[0])
    run.folder.parent.mkdir(parents=True)
    standard = tmp_path / "standard.yaml"
    standard.write_text(period.standard.text, encoding="utf-8")
    ledger: Path = settings.LEDGER  # type: ignore[attr-defined]
    before = assess(Assessment(ledger, "2025", run.folder, standard, run.as_of))  # and then the machine goes off
    carry_out(tmp_path / "work")
    run.refresh_from_db()
    assert (run.seal, Outcome.objects.filter(run=run).count()) == (before.manifest["seal"], 3)
    runs.finish(run, before)  # a worker that was only thought dead
    assert Outcome.objects.filter(run=run).count() == 3
    assert Event.objects.filter(code="run.done").count() == 1
    # It ended before the checks did: asking for it once more ends its step.
    for step in (Step.DATA, Step.CHECKS):
        periods.end_step(period, step, by=officers[0])
    assert runs.ask(period, by=officers[1]) == run
    assert period.steps.get(step=Step.RUN).is_done


def test_a_run_waits_for_what_the_desk_still_owes_the_ledger(
    period: Period, officers: Officers, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.LEDGER = shutil.copytree(settings.LEDGER, tmp_path / "ledger")
    assert isinstance(runs.ask_when_told(period, by=officers[0]), Run), "nothing is on its way"
    Target.objects.filter(person=cast.rm, indicator="CORP01").update(figure=Decimal(40_000_000))
    owned.deliver_later("targets", "a change")
    job = runs.ask_when_told(period, by=officers[0])
    assert isinstance(job, Job)
    carry_out(tmp_path / "work")
    job.refresh_from_db()
    run = Run.objects.get(number=2)
    assert (job.state, job.link) == (State.DONE, run.get_absolute_url())
    book = ledger.book()
    assert book is not None
    assert run.ledger == book.digest
    assert 40_000_000 * 10_000 in {row.target for row in book.targets() if row.manager_id == "rm"}


def test_a_batch_stays_that_a_run_of_another_version_was_made_of(
    period: Period, officers: Officers, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_store(settings, tmp_path)
    run = finished(period, officers[0], tmp_path / "work")
    waiting = runs.ask(period, by=officers[0], as_of=date(2025, 6, 30))
    before = ledger.book()
    monkeypatch.setattr(prepared, "FORMAT", prepared.FORMAT + 1)
    ledger._shelf.cache_clear()  # as in the new version's processes
    after = ledger.book()
    assert before is not None
    assert after is not None
    assert (before.digest != after.digest, before.batches) == (True, after.batches)
    assert uses.of_newest(after) == [str(waiting), str(run)]
    with pytest.raises(RefusedError, match=str(run)):
        withdrawals.need_possible(Delivery.objects.get())
    with CaptureQueriesContext(connection) as asked, monkeypatch.context() as patched:
        patched.setattr(manifests, "batches", pytest.fail)  # the database tells, no run's folder has to
        assert uses.of_newest(after) == [str(waiting), str(run)]
    assert len(asked) == 2
    Run.objects.filter(pk=run.pk).update(job=None)
    assert uses.of_newest(after) == [str(waiting), str(run)], "its folder tells once its work is gone"
