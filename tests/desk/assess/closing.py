"""What tests of the assessment desk and the scorecard begin with: two officers, the small bank's ledger, and their acts.

In the small bank's 2025 rm3 (assistant) ranks first, rm (manager) second and rm2 (senior) third; rm and rm2 are demoted.
"""

import shutil
from pathlib import Path

import delivered
import pytest
import remembered
from cast import Cast
from pytest_django import Settings
from working import carry_out

from qiao.desk.assess.actions import periods, publishing, runs, standards
from qiao.desk.assess.models import Period, Run, Standard, Step
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.clients.actions import deliveries
from qiao.desk.people.models import User

Officers = tuple[User, User]


@pytest.fixture
def officers(cast: Cast, settings: Settings, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Officers:
    """Two assessment officers with the small bank's ledger before them."""
    settings.LEDGER = delivered.store_once(tmp_path_factory)
    settings.HOME = tmp_path
    remembered.once("feed", lambda: deliveries.feed(by=None))
    return cast.hr, second_officer()


def second_officer() -> User:
    """Whoever decides on what `hr` proposes."""
    return User.objects.get(staff_number="hr2")


def published(first: User, second: User) -> Standard:
    """The default standard, published by two."""
    made = standards.draft(None, by=first)
    return standards.publish(standards.propose(made, by=first, version=made.version, reason="first"), by=second)


def opened(first: User, second: User) -> Period:
    """2025, open, under the default standard."""
    remembered.once("opening", lambda: periods.open_period("2025", published(first, second), by=first))
    return Period.objects.get()


def finished(period: Period, first: User, folder: Path) -> Run:
    """A run of the period, ended."""
    run = runs.ask(period, by=first)
    carry_out(folder)
    run.refresh_from_db()
    return run


def reviewed(first: User, second: User, folder: Path) -> Run:
    """A run of 2025 of which everything up to the objections is done."""
    remembered.once("review", lambda: _review(first, second, folder))
    return Run.objects.get()


def _review(first: User, second: User, folder: Path) -> None:
    period = opened(first, second)
    for step in (Step.DATA, Step.CHECKS):
        periods.end_step(period, step, by=first)
    finished(period, first, folder)
    for step in (Step.REVIEW, Step.OBJECTIONS):
        periods.end_step(period, step, by=first)


def published_run(run: Run, first: User, second: User) -> Run:
    """The run as published by two."""
    publishing.approve(publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards"), by=second)
    run.refresh_from_db()
    return run


def locked_run(run: Run, first: User, second: User, folder: Path) -> Run:
    """The run as published, computed a second time and locked."""
    published_run(run, first, second)
    recomputed(run, first, folder)
    publishing.approve(publishing.propose(run, Kind.LOCK, by=second, reason="done"), by=first)
    return Run.objects.get(pk=run.pk)


def recomputed(run: Run, by: User, folder: Path) -> Run:
    """The run, computed a second time."""
    runs.check(run, by=by)
    carry_out(folder)
    return Run.objects.get(pk=run.pk)


def own_store(settings: Settings, folder: Path) -> Path:
    """The small bank's store, copied so that a batch can be added to it."""
    place = folder / "own" / "ledger"
    shutil.copytree(settings.LEDGER, place)
    settings.LEDGER = place
    return place


def corrected(run: Run, first: User, place: Path, folder: Path) -> Run:
    """Another run of the same period after a batch that lowers rm's target: rm now ranks before rm3, of whom nothing else moves."""
    targets = "manager_id,period,indicator,target\nrm,2025,CORP01,10000000\n"
    delivered.deliver(place, "corrected", {"targets": targets})
    return finished(run.period, first, folder)
