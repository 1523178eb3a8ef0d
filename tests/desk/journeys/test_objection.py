"""A manager objects, is upheld, and the restatement moves a bystander: by the people who do it, at their screens."""

from pathlib import Path

import delivered
import pytest
from assess.test_objections import TARGETS
from browsing import Visitor, Window
from cast import Cast
from closing import locked_run, own_store, recomputed, reviewed, second_officer
from journeys.test_year_end import act, decide, follow, work
from playwright.sync_api import Page, expect
from pytest_django import Settings
from walking import send

from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.models import Objection, Run
from qiao.desk.clients.actions import deliveries

pytestmark = pytest.mark.slow


@pytest.fixture
def locked(bank: Cast, settings: Settings, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The small bank's 2025, published just now and locked; the bank keeps every table, and the middle office answers for balances."""
    settings.LEDGER, settings.HOME, settings.OWNED = delivered.store_once(tmp_path_factory), tmp_path, frozenset()
    own_store(settings, tmp_path)
    deliveries.feed(by=None)
    actions.set_owner("balances", by=bank.hr, person=bank.office)
    second, folder = second_officer(), tmp_path / "work"
    return locked_run(reviewed(bank.hr, second, folder), bank.hr, second, folder)


def test_an_objection_is_upheld_and_moves_a_bystander(
    window: Window, visitor: Visitor, bank: Cast, locked: Run, tmp_path: Path
) -> None:
    manager, office, officer, second = (window(one) for one in (bank.rm, bank.office, bank.hr, second_officer()))
    for page in (officer, second):
        page.on("dialog", lambda question: question.accept())
    contest(manager)
    made = Objection.objects.get()
    address, own = made.get_absolute_url(), f"/score/objections/{made.uuid}/"
    office.goto("/")  # it waits there for its owner
    follow(office, address)
    follow(office, "/answer/")
    office.select_option("[name=agrees]", "no")
    office.fill("[name=answer]", "台账与核心系统一致")
    send(office)
    manager.goto(own)
    follow(manager, "/escalate/")
    manager.fill("[name=reason]", "目标值与下达文件不符")
    send(manager)
    officer.goto(address)
    follow(officer, "/propose/")
    officer.select_option("[name=verdict]", "upheld")
    officer.fill("[name=grounds]", "下达文件为一千万元")
    send(officer)
    expect(officer.locator("main form[action$='/confirm/']")).to_have_count(0)  # nobody decides on their own
    second.goto(address)
    act(second, "/confirm/")
    correct(officer, address, tmp_path)
    restate(officer, second, locked, tmp_path)
    manager.goto(own)
    expect(manager.locator("main")).to_contain_text("已重述")
    bystander = window(bank.rm3)
    bystander.goto("/score/")
    expect(bystander.locator(".q-alert", has_text="重述")).to_contain_text("1 → 2")


def contest(manager: Page) -> None:
    """From the scorecard down to a row, and from there to the form, which says what it is about."""
    manager.goto("/score/")
    manager.locator("details:has(a[href$='/CORP01/']) > summary").first.click()
    follow(manager, "/CORP01/")
    manager.locator("main a[href*='?client=']").first.click()
    manager.locator(".q-ladder > summary").first.click()
    manager.locator(".q-ladder a[href*='/object/']").first.click()
    expect(manager.locator("main h2").first).to_contain_text("CORP01")
    manager.fill("[name=claim]", "本人对公存款日均目标有误")
    manager.fill("[name=wanted]", "10000000")
    manager.fill("[name=evidence]", "目标下达文件")
    send(manager)


def correct(officer: Page, address: str, folder: Path) -> None:
    """The officer sends a batch of corrections and names it."""
    file = folder / "targets.csv"
    file.write_text(TARGETS, encoding="utf-8")
    officer.goto(address)
    follow(officer, "/send/")
    officer.locator("[name=tables]").set_input_files(file)
    officer.fill("[name=data_date]", "2025-12-31")
    send(officer)
    work()
    officer.goto(address)
    follow(officer, "/correct/")
    officer.locator("[name=delivery]").select_option(index=1)
    send(officer)


def restate(officer: Page, second: Page, locked: Run, folder: Path) -> None:
    """Assessed once more, computed twice, proposed and approved."""
    officer.goto(locked.period.get_absolute_url())
    send(officer)
    work()
    run = recomputed(Run.objects.order_by("-number")[0], second_officer(), folder / "work")
    officer.goto(run.get_absolute_url())
    follow(officer, "/propose/restate/")
    officer.fill("[name=reason]", "异议成立,据更正批次重述")
    officer.fill("[name=waiver]", "转介绍未建台账")
    send(officer)
    decide(second, run.get_absolute_url())
