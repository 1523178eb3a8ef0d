"""Simulate and propose: an officer turns levers, sees who moves, keeps it, and has a second officer publish the standard made of it."""

from pathlib import Path

import pytest
from access_assessment import taken
from browsing import Visitor, Window
from cast import Cast
from closing import opened, second_officer
from delivered import store_once
from playwright.sync_api import Page, expect
from pytest_django import Settings
from walking import send

from qiao.desk.assess.models import Run, Scenario, Standard
from qiao.desk.clients.actions import deliveries

pytestmark = pytest.mark.slow

EASIER = {
    "grades.assistant.threshold.all.deposit_adb.at_least": "7000000.00 CNY",
    "grades.manager.threshold.all.deposit_adb.at_least": "8000000.00 CNY",
    "grades.manager.threshold.all.1.any.loan_adb.at_least": "70000000.00 CNY",
}


@pytest.fixture
def run(bank: Cast, settings: Settings, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Run:
    settings.LEDGER, settings.HOME = store_once(tmp_path_factory), tmp_path
    deliveries.feed(by=None)
    period = opened(bank.hr, second_officer())
    return taken(period, period.standard, 1, Path(settings.LEDGER))


def test_a_simulation_becomes_a_published_standard(window: Window, visitor: Visitor, bank: Cast, run: Run) -> None:
    visitor.forgive("422")
    officer, second = window(bank.hr), window(second_officer())
    for page in (officer, second):
        page.on("dialog", lambda question: question.accept())
    officer.goto(run.period.get_absolute_url())
    officer.locator("main a[href$='/simulate/']").click()
    for path, value in EASIER.items():
        officer.locator(f"[name='at:{path}']").fill(value)
    moved = officer.locator("#movers tbody tr")
    expect(officer.locator("#changed tbody tr")).to_have_count(3)
    expect(moved).to_have_count(1)
    expect(moved).to_contain_text("rm")
    an_undone_change_moves_nobody(officer)
    officer.fill("[name=name]", "门槛下调")
    officer.locator("button[formaction$='/save/']").first.click()
    expect(moved).to_have_count(1)
    scenario = Scenario.objects.get()
    assert {one.path: one.new for one in scenario.patch} == EASIER
    officer.locator("main a[href$='/draft/']").click()
    officer.fill("[name=label]", "2026.1")
    officer.fill("[name=effective_from]", "2026-01-01")
    send(officer)
    expect(officer.locator("main")).to_contain_text("门槛下调")
    officer.locator("main a[href$='/propose/']").first.click()
    officer.fill("[name=reason]", "试算后下调门槛")
    send(officer)
    second.goto(officer.url)
    second.locator("main form[action$='/publish/'] button").click()
    expect(second.locator("main form[action$='/publish/']")).to_have_count(0)
    made = Standard.objects.get(label="2026.1")
    assert (made.state, made.scenario, made.decided_by) == ("published", scenario, second_officer())


def an_undone_change_moves_nobody(officer: Page) -> None:
    """The loans' bar as it was: nobody moves; changed once more, rm does."""
    path = "grades.manager.threshold.all.1.any.loan_adb.at_least"
    officer.locator(f"button[name=undo][value='{path}']").click()
    expect(officer.locator("#changed tbody tr")).to_have_count(2)
    expect(officer.locator("#movers")).to_have_count(0)
    officer.locator(f"[name='at:{path}']").fill(EASIER[path])
    expect(officer.locator("#movers tbody tr")).to_have_count(1)
