"""A year end by the people who do it: the standard, the data, the checks, the run, the review, publication, the scorecard, the lock."""

from pathlib import Path

import pytest
from browsing import Visitor, Window
from cast import Cast
from closing import second_officer
from delivered import bank as tables
from playwright.sync_api import Page, expect
from pytest_django import Settings
from walking import send

from qiao.desk.assess.models import Period, Run
from qiao.desk.jobs import carrying
from qiao.desk.jobs.models import Job, State
from qiao.engine import load_run, verify

pytestmark = pytest.mark.slow


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> list[Path]:
    """The bank's tables of two years, as files on the officer's computer."""
    settings.LEDGER, settings.HOME = tmp_path / "ledger", tmp_path
    folder = tmp_path / "computer"
    folder.mkdir()
    for name, text in tables().items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def work() -> None:
    """What a worker does meanwhile: everything that waits."""
    while job := Job.objects.filter(state=State.WAITING).order_by("pk").first():
        carrying.here(job)


def act(page: Page, ending: str) -> None:
    """Press the button of the act whose address ends so."""
    page.locator(f"main form[action$='{ending}'] button").click()


def follow(page: Page, ending: str) -> None:
    """Follow the link whose address ends so."""
    page.locator(f"main a[href$='{ending}']").first.click()


def decide(by: Page, address: str) -> None:
    """The second officer reads what was proposed and approves it."""
    by.goto(address)
    act(by, "/approve/")


def test_a_year_is_brought_from_its_standard_to_the_lock(
    window: Window, visitor: Visitor, bank: Cast, files: list[Path]
) -> None:
    visitor.forgive("422")
    visitor.forgive("404")
    officer, second = window(bank.hr), window(second_officer())
    for page in (officer, second):
        page.on("dialog", lambda question: question.accept())
    publish_standard(officer, second)
    bring_in(officer, files)
    assess_and_check(officer)
    review(officer)
    run = Run.objects.get()
    address = run.get_absolute_url()
    officer.goto(address)
    follow(officer, "/propose/publish/")
    officer.fill("[name=reason]", "复核完毕")
    send(officer)  # something was never delivered: why it may be published nevertheless is asked
    officer.fill("[name=waiver]", "转介绍未建台账")
    send(officer)
    expect(officer.locator("main form[action$='/approve/']")).to_have_count(0)  # nobody decides on their own
    decide(second, address)
    see_and_confirm(window(bank.rm), run)
    officer.goto(address)
    act(officer, "/check/")
    work()
    officer.goto(address)
    follow(officer, "/propose/lock/")
    officer.fill("[name=reason]", "发布后无未决事项")
    send(officer)
    decide(second, address)
    officer.goto(Period.objects.get().get_absolute_url())
    expect(officer.locator("main")).to_contain_text(run.seal)
    found = verify(load_run(run.folder))
    assert (found.holds, load_run(run.folder).manifest["seal"]) == (True, run.seal)


def publish_standard(officer: Page, second: Page) -> None:
    """Drafted from the default, proposed, published by the other, open to be acknowledged."""
    officer.goto("/assess/standards/")
    act(officer, "/draft/")
    follow(officer, "/propose/")
    officer.fill("[name=reason]", "年度考评标准")
    send(officer)
    second.goto(officer.url)
    act(second, "/publish/")
    expect(second.locator("main form[action$='/publish/']")).to_have_count(0)


def bring_in(officer: Page, files: list[Path]) -> None:
    """The period is opened, its data sent as several files at once."""
    officer.goto("/assess/periods/open/")
    officer.fill("[name=label]", "2025")
    send(officer)
    follow(officer, "/data/")
    follow(officer, "/send/")
    officer.locator("[name=tables]").set_input_files(files)
    officer.fill("[name=data_date]", "2025-12-31")
    send(officer)
    work()
    officer.goto(f"{Period.objects.get().get_absolute_url()}data/")
    expect(officer.locator("main table").last).to_contain_text("2025-12-31")


def assess_and_check(officer: Page) -> None:
    """Assessed in the background; every warning looked at; assessed again, which is the same run."""
    period = Period.objects.get().get_absolute_url()
    officer.goto(period)
    act(officer, "/data/done/")
    run(officer)
    address = Run.objects.get().get_absolute_url()
    officer.goto(f"{address}warnings/")
    kinds = [link.get_attribute("href") for link in officer.locator("main a[href*='/warnings/of/']").all()]
    assert kinds
    for kind in kinds:
        officer.goto(str(kind))
        officer.locator("[name=note]").last.fill("逐笔核对,不影响结果")
        officer.locator("form:has([name=note]) button").last.click()
    officer.goto(period)
    act(officer, "/checks/done/")
    run(officer)
    assert Run.objects.count() == 1


def run(officer: Page) -> None:
    """Ask for a run of the newest data, and wait."""
    send(officer)
    work()
    officer.goto(Period.objects.get().get_absolute_url())


def review(officer: Page) -> None:
    """A note on a manager; then review and objections are passed."""
    officer.goto(f"{Run.objects.get().get_absolute_url()}review/")
    expect(officer.locator("main tbody tr")).to_have_count(3)
    follow(officer, "/review/rm2/")
    officer.fill("[name=text]", "与支行核实过客户移交情况")
    officer.locator("form:has([name=text]) button").last.click()
    officer.goto(Period.objects.get().get_absolute_url())
    for step in ("review", "objections"):
        act(officer, f"/{step}/done/")


def see_and_confirm(manager: Page, of: Run) -> None:
    """The manager finds the own result and no other's, opens a figure to its rows and confirms having seen it."""
    manager.goto("/score/")
    manager.locator("details:has(a[href$='/CORP01/']) > summary").first.click()
    follow(manager, "/CORP01/")
    expect(manager.locator("main table")).not_to_have_count(0)
    assert manager.goto(f"/score/{of.uuid}/rm2/").status == 404  # type: ignore[union-attr]
    manager.goto("/score/")
    act(manager, "/confirm/")
    expect(manager.locator("main form[action$='/confirm/']")).to_have_count(0)
