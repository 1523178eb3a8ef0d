"""Figures are changed on a copy: who moves is shown at once, kept as a scenario, and becomes a draft of the standard."""

from pathlib import Path

import pytest
from access_assessment import taken
from cast import Cast
from closing import Officers, opened
from django.test import Client
from pytest_django import Settings
from working import carry_out

from qiao.desk.assess.actions import scenarios, standards
from qiao.desk.assess.actions.scenarios import Kept
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Period, Run, Scenario, Standard
from qiao.desk.assess.queries import levers, simulating
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.engine import Change

DEPOSITS = "grades.manager.threshold.all.deposit_adb.at_least"
LOANS = "grades.manager.threshold.all.1.any.loan_adb.at_least"
CUT = "grades.manager.rank_within"
LOWEST = "grades.assistant.threshold.all.deposit_adb.at_least"
EASIER = (
    Change(LOWEST, "30000000.00 CNY", "7000000.00 CNY"),
    Change(DEPOSITS, "60000000.00 CNY", "8000000.00 CNY"),
    Change(LOANS, "100000000.00 CNY", "70000000.00 CNY"),
)  # rm, who is demoted, meets the threshold with its loans and stays


@pytest.fixture
def run(officers: Officers, settings: Settings) -> Run:
    """A run of 2025, which the engine makes once a process."""
    period = opened(*officers)
    return taken(period, period.standard, 1, Path(settings.LEDGER))


def page_of(run: Run) -> str:
    return f"/assess/periods/{run.period.uuid}/simulate/"


def scenario_of(run: Run, by, *changes: Change, is_shared: bool = False) -> Scenario:  # type: ignore[no-untyped-def]
    return scenarios.save(run, Kept("门槛下调", changes or EASIER, is_shared=is_shared), by=by)


def test_a_changed_bar_shows_who_moves_and_by_which_rule(run: Run, officers: Officers, sign_in: type[Client]) -> None:
    browser = sign_in(officers[0])
    page = browser.get(page_of(run))
    assert (page.context["effect"], page.context["run"]) == (None, run)
    page = browser.post(page_of(run), levers.fields(EASIER))
    effect = page.context["effect"]
    assert {one.path for one in page.context["changed"]} == {LOWEST, DEPOSITS, LOANS}
    assert effect.movers
    assert sum(cell.before for cell in effect.cells) == sum(cell.after for cell in effect.cells) == effect.people == 3
    assert [(one.outcome.manager, one.rule, one.turn) for one in effect.movers] == [("rm", "manager.loan_adb:bar", 1)]
    assert (
        sum(one.movers for one in effect.by_rule) == sum(one.movers for one in effect.by_branch) == len(effect.movers)
    )
    part = browser.post(page_of(run), levers.fields(EASIER), headers={"HX-Request": "true"})
    assert "<h1>" not in part.content.decode()
    assert effect.movers[0].outcome.manager in part.content.decode()
    # With the filter of a rule that occurs, those of it; with the undo of one change, the other stands.
    narrowed = browser.post(page_of(run), {**levers.fields(EASIER), "rule": effect.movers[0].rule})
    assert {one.rule for one in narrowed.context["page"]} == {effect.movers[0].rule}
    undone = browser.post(page_of(run), {**levers.fields(EASIER), "undo": LOANS})
    assert [one.path for one in undone.context["changed"]] == [LOWEST, DEPOSITS]
    assert not Scenario.objects.exists()


def test_changes_that_do_not_hold_together_say_why(run: Run, officers: Officers, sign_in: type[Client]) -> None:
    one = {"at:indicators.CORP01.scoring.weight": "7"}
    page = sign_in(officers[0]).post(page_of(run), one)
    assert page.context["effect"] is None
    assert any("CORP" in sentence or "35" in sentence for sentence in page.context["asked"].faults)
    both = {**one, "at:indicators.CORP03.scoring.weight": "4"}
    assert sign_in(officers[0]).post(page_of(run), both).context["effect"] is not None


def test_a_method_brings_its_figures(run: Run, officers: Officers, sign_in: type[Client]) -> None:
    data = {"at:indicators.CORP07.scoring.method": "TARGET"}
    page = sign_in(officers[0]).post(page_of(run), data)
    assert page.context["asked"].faults == []
    assert {one.path.rpartition(".")[2] for one in page.context["changed"]} == {
        "method",
        "weight",
        "from_attainment",
        "up_to",
    }
    data["at:indicators.CORP07.scoring.up_to"] = "1.5"
    asked = simulating.ask(run, data)
    assert asked.standard is not None
    item = next(one for one in asked.standard.indicators if one.code == "CORP07")
    assert (item.scoring.method, getattr(item.scoring, "up_to", None)) == ("TARGET", 15_000)
    assert (
        sign_in(officers[0]).post(page_of(run), {**data, "undo": "indicators.CORP07.scoring.method"}).context["changed"]
        == []
    )


def test_what_is_measured_says_so_first_and_is_tried_in_the_background(
    run: Run, officers: Officers, sign_in: type[Client], tmp_path: Path
) -> None:
    first, browser = officers[0], sign_in(officers[0])
    data = {"at:measures.active_families.used_within_days": "60"}
    page = browser.post(page_of(run), data)
    assert (page.context["effect"], len(page.context["asked"].measured)) == (None, 1)
    saved = browser.post(f"{page_of(run)}save/", {**data, "name": "活跃口径"}, follow=True)
    scenario = Scenario.objects.get()
    assert saved.context["asked"].measured
    page = browser.post(
        f"{scenario.get_absolute_url()}draft/?try=1", {"label": "2026.1", "effective_from": "2026-01-01"}, follow=True
    )
    trial = Run.objects.exclude(tried="").get()
    assert page.context["trial"] == trial
    carry_out(tmp_path / "work")
    trial.refresh_from_db()
    assert trial.is_done
    assert trial.standard.scenario == scenario
    assert first == trial.standard.made_by


def test_a_scenario_is_kept_changed_and_put_aside_by_its_maker_alone(
    run: Run, officers: Officers, sign_in: type[Client]
) -> None:
    first, second = officers
    browser = sign_in(first)
    refused = browser.post(f"{page_of(run)}save/", {**levers.fields(EASIER), "name": ""})
    assert (refused.status_code, Scenario.objects.count()) == (422, 0)
    assert browser.post(f"{page_of(run)}save/", {"name": "empty"}).status_code == 422
    browser.post(f"{page_of(run)}save/", {**levers.fields(EASIER), "name": "门槛下调"})
    scenario = Scenario.objects.get()
    assert set(scenario.patch) == set(EASIER)
    assert Event.objects.filter(code="scenario.saved").exists()
    page = browser.get(scenario.get_absolute_url())
    assert page.context["effect"].movers
    # Another officer sees it once it is shared, and never changes it.
    assert sign_in(second).get(scenario.get_absolute_url()).status_code == 404
    data = {
        **levers.fields(EASIER[:1]),
        "name": "只降存款",
        "is_shared": "on",
        "scenario": str(scenario.uuid),
        "version": "0",
    }
    browser.post(f"{page_of(run)}save/", data)
    scenario.refresh_from_db()
    assert (scenario.name, scenario.patch, scenario.version) == ("只降存款", EASIER[:1], 1)
    assert browser.post(f"{page_of(run)}save/", data).status_code == 422, "another window was faster"
    assert sign_in(second).get(scenario.get_absolute_url()).status_code == 200
    with pytest.raises(NotAllowedError):
        scenarios.drop(scenario, by=second)
    browser.post(f"{scenario.get_absolute_url()}drop/")
    assert browser.get(page_of(run)).context["saved"] == []


def test_a_scenario_whose_base_has_moved_on_says_what_no_longer_fits(
    run: Run, officers: Officers, sign_in: type[Client]
) -> None:
    changes = (*EASIER, Change(CUT, "55%", "50%"), Change("grades.manager.gone", "1", "2"))
    scenario = scenario_of(run, officers[0], *changes)
    browser = sign_in(officers[0])
    page = browser.get(scenario.get_absolute_url())
    assert [line.fit for line in page.context["lines"]] == ["fits", "fits", "fits", "differs", "gone"]
    assert (page.context["changed"], page.context["effect"]) == ([], None), "nothing is applied silently"
    page = browser.get(f"{scenario.get_absolute_url()}?fitting=1")
    assert {one.path for one in page.context["changed"]} == {LOWEST, DEPOSITS, LOANS}
    assert page.context["effect"].movers


def test_a_scenario_becomes_a_draft_that_goes_the_way_of_every_draft(
    run: Run, officers: Officers, sign_in: type[Client]
) -> None:
    first, second = officers
    scenario = scenario_of(run, first)
    sign_in(first).post(f"{scenario.get_absolute_url()}draft/", {"label": "2026.1", "effective_from": "2026-01-01"})
    draft = Standard.objects.get(state="draft")
    assert (draft.label, str(draft.effective_from), draft.scenario, draft.base) == (
        "2026.1",
        "2026-01-01",
        scenario,
        run.standard,
    )
    assert {(one.path, one.new) for one in EASIER} <= {
        (one.path, one.new) for one in engine_differences(run.standard, draft)
    }
    assert draft.text.count("#") == run.standard.text.count("#"), "comments and marks stay"
    standards.publish(standards.propose(draft, by=first, version=draft.version, reason="门槛下调"), by=second)
    assert scenario.name in sign_in(first).get(draft.get_absolute_url()).content.decode()
    method = scenario_of(run, first, Change("indicators.CORP07.scoring.cap", "3", None))
    with pytest.raises(FaultError, match="CORP07"):
        scenarios.draft(method, by=first, label="2027.1")


def engine_differences(old: Standard, new: Standard):  # type: ignore[no-untyped-def]
    from qiao.desk.assess.queries.standards import compared  # noqa: PLC0415

    return compared(old, new)


def test_movers_leave_as_a_file(run: Run, officers: Officers, sign_in: type[Client]) -> None:
    browser = sign_in(officers[0])
    answer = browser.post(f"{page_of(run)}file/", {**levers.fields(EASIER), "format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    effect = simulating.effect(simulating.ask(run, levers.fields(EASIER)), officers[0])
    assert sum(effect.movers[0].outcome.manager in line for line in lines) == 1
    assert Event.objects.filter(code="scenario.exported").count() == 1
    assert browser.post(f"{page_of(run)}file/", {"format": "pdf"}).status_code == 422


def test_two_scenarios_stand_side_by_side(run: Run, officers: Officers, sign_in: type[Client]) -> None:
    one, other = scenario_of(run, officers[0]), scenario_of(run, officers[0], EASIER[0])
    page = sign_in(officers[0]).get(f"{one.get_absolute_url()}against/{other.uuid}/")
    assert [side.scenario for side in page.context["sides"]] == [one, other]
    assert [sum(counts) for counts in zip(*(counts for _, counts in page.context["rows"]), strict=True)] == [3, 3, 3]


def test_auditors_read_and_managers_never_see_it(
    run: Run, officers: Officers, cast: Cast, sign_in: type[Client]
) -> None:
    scenario = scenario_of(run, officers[0])
    assert sign_in(cast.auditor).get(scenario.get_absolute_url()).context["may_write"] is False
    assert sign_in(cast.auditor).post(f"{page_of(run)}save/", {"name": "x"}).status_code == 403
    for person in (cast.rm, cast.branch):
        assert sign_in(person).get(page_of(run)).status_code == 403
        assert sign_in(person).get(scenario.get_absolute_url()).status_code == 403
    with pytest.raises(NotAllowedError):
        scenarios.save(run, Kept("x", EASIER), by=cast.auditor)


def test_a_period_without_a_run_says_what_to_do(officers: Officers, sign_in: type[Client]) -> None:
    period: Period = opened(*officers)
    page = sign_in(officers[0]).get(f"/assess/periods/{period.uuid}/simulate/")
    assert (page.status_code, page.context["run"]) == (200, None)
