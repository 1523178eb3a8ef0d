"""A year end by the people who do it: drafted, opened, assessed, reviewed, published, locked, restated."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from closing import finished, opened, published_run, recomputed, reviewed
from django.db import IntegrityError, transaction
from working import carry_out

from qiao.desk.assess.actions import periods, publishing, runs, standards
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Outcome, Period, Run, Standard, Step
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.assess.queries import results
from qiao.desk.clients import spans
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people.models import User


def test_a_standard_is_published_by_two_and_never_changes(officers: tuple[User, User], cast: Cast) -> None:
    first, second = officers
    with pytest.raises(NotAllowedError):
        standards.draft(None, by=cast.rm)
    made = standards.draft(None, by=first)
    made = standards.propose(made, by=first, version=made.version, reason="first")
    with pytest.raises(NotAllowedError):
        standards.publish(made, by=first)
    made = standards.publish(made, by=second)
    for change in ({"text": "x"}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Standard.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(FaultError):
        standards.edit(made, by=first, version=made.version, text=made.text)


def test_a_year_is_closed(officers: tuple[User, User], tmp_path: Path) -> None:
    first, second = officers
    period = opened(first, second)
    with pytest.raises(FaultError) as refused:
        periods.end_step(period, Step.CHECKS, by=first)
    assert refused.value.code == "step_before"
    for step in (Step.DATA, Step.CHECKS):
        periods.end_step(period, step, by=first)
    run = finished(period, first, tmp_path / "work")
    assert runs.ask(period, by=second) == run
    assert (run.is_provisional, Outcome.objects.filter(run=run).count()) == (False, 3)
    for step in (Step.REVIEW, Step.OBJECTIONS):
        periods.end_step(period, step, by=first)
    asked = publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no ratings yet")
    with pytest.raises(NotAllowedError):
        publishing.approve(asked, by=first)
    publishing.approve(asked, by=second)
    with pytest.raises(FaultError) as refused:
        publishing.propose(run, Kind.LOCK, by=first, reason="done")
    assert refused.value.code == "run_not_checked"
    runs.check(run, by=first)
    carry_out(tmp_path / "work")
    run.refresh_from_db()
    assert run.holds
    publishing.approve(publishing.propose(run, Kind.LOCK, by=second, reason="done"), by=first)
    period.refresh_from_db()
    assert (period.is_locked, results.in_force(period)) == (True, run)
    assert not any(span.has(date(2025, 6, 1)) for span in spans.unlocked(date(2026, 1, 5)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(seal="0" * 64)


def another_standard(first: User, second: User) -> Standard:
    """The default standard under another label, published by two."""
    made = standards.draft(None, by=first)
    made = standards.edit(made, by=first, version=made.version, text=made.text.replace('"2025.1"', '"2025.9"'))
    return standards.publish(standards.propose(made, by=first, version=made.version, reason="another"), by=second)


def test_a_published_period_keeps_its_standard(officers: tuple[User, User], tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    other = another_standard(first, second)
    period, standard = Period.objects.get(), run.standard
    terms: dict[str, Any] = {"by": first, "due": {"lock": date(2026, 1, 9)}}
    for wanted in (other, standard):  # until then one may think again
        period = periods.change(period, version=period.version, standard=wanted, **terms)
    published_run(run, first, second)
    with pytest.raises(FaultError) as refused, transaction.atomic():
        periods.change(period, version=period.version, standard=other, **terms)
    assert (refused.value.code, refused.value.field) == ("period_published", "standard")
    periods.change(period, version=period.version, standard=standard, **terms)  # its days may still move
    recomputed(run, first, tmp_path / "work")
    Period.objects.update(standard=other)
    with pytest.raises(FaultError) as refused:
        publishing.propose(Run.objects.get(pk=run.pk), Kind.LOCK, by=first, reason="done")
    assert refused.value.code == "run_other_standard"
