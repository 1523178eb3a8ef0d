"""A version of the standard is tried on a period's data: who moves; nobody but officers sees it, and it never becomes a result."""

from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, finished, opened
from django.db import IntegrityError, transaction
from django.test import Client
from working import carry_out

from qiao.desk.assess.actions import publishing, runs, standards, trials
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Period, Run, Standard
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.assess.queries import trials as queries
from qiao.desk.common.refusals import NotAllowedError


@pytest.fixture
def period(officers: Officers) -> Period:
    return opened(*officers)


@pytest.fixture
def draft(period: Period, officers: Officers) -> Standard:
    """Another version, in which an assistant needs hardly any deposits and no loans."""
    made = standards.draft(period.standard, by=officers[0])
    text = made.text.replace('"2025.1"', '"2026.1"')
    text = text.replace("at_least: 30000000.00 CNY}    ", "at_least: 1000000.00 CNY}    ", 1)
    text = text.replace("loan_adb, at_least: 50000000.00", "deposit_adb, at_least: 1000000.00")
    return standards.edit(made, by=officers[0], version=made.version, text=text)


def test_a_draft_is_tried_and_shows_who_moves(
    period: Period, draft: Standard, officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    finished(period, first, tmp_path / "work")
    browser = sign_in(first)
    page = browser.post(f"{draft.get_absolute_url()}try/", {"period": str(period.uuid), "as_of": ""}, follow=True)
    trial = Run.objects.exclude(tried="").get()
    assert (page.context["trial"], page.context["watch"] is not None) == (trial, True)
    carry_out(tmp_path / "work")
    trial.refresh_from_db()
    page = browser.get(f"/assess/trials/{trial.uuid}/")
    assert (page.context["is_alike"], page.context["is_stale"]) == (True, False)
    assert page.context["movers"] > 0
    counts = page.context["counts"]
    assert any(one.change for one in counts.decisions)
    assert sum(one.after for one in counts.decisions) == sum(one.after for one in counts.grades) == 3
    assert trials.ask(draft, period, by=second) == trial, "the same text on the same data is one run"
    # Nobody but officers and auditors ever sees it, and it can become nobody's result.
    assert sign_in(cast.rm).get(f"/assess/trials/{trial.uuid}/").status_code == 403
    for act in (
        lambda: runs.show(trial, by=first),
        lambda: publishing.propose(trial, Kind.PUBLISH, by=first, reason="x"),
    ):
        with pytest.raises(FaultError):
            act()
    for change in ({"tried": ""}, {"shown_at": trial.done_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.filter(pk=trial.pk).update(**change)


def test_a_trial_is_out_of_date_once_its_text_has_changed(
    period: Period, draft: Standard, officers: Officers, sign_in: type[Client], tmp_path: Path
) -> None:
    first, _ = officers
    trial = trials.ask(draft, period, by=first)
    draft = standards.edit(
        draft, by=first, version=draft.version, text=draft.text.replace("at_least: 1000000.00", "at_least: 2000000.00")
    )
    carry_out(tmp_path / "work")
    trial.refresh_from_db()
    assert queries.is_stale(trial)
    assert "at_least: 1000000.00" in (trial.folder / "standard.yaml").read_text(), (
        "what was asked for is what was tried"
    )
    page = sign_in(first).get(f"/assess/trials/{trial.uuid}/")
    assert (page.context["is_stale"], page.context["base"]) == (True, None)
    assert trials.ask(draft, period, by=first) != trial


def test_only_another_version_is_tried_and_only_by_officers(
    period: Period, draft: Standard, officers: Officers, cast: Cast, sign_in: type[Client]
) -> None:
    with pytest.raises(FaultError) as refused:
        trials.ask(period.standard, period, by=officers[0])
    assert refused.value.code == "trial_of_own"
    with pytest.raises(NotAllowedError):
        trials.ask(draft, period, by=cast.rm)
    auditor = sign_in(cast.auditor)
    assert auditor.get(f"{draft.get_absolute_url()}try/").status_code == 200
    sent = {"period": str(period.uuid)}
    assert auditor.post(f"{draft.get_absolute_url()}try/", sent).status_code == 403
    assert sign_in(officers[0]).post(f"{draft.get_absolute_url()}try/", {"period": "x"}).status_code == 422
    assert Run.objects.count() == 0
