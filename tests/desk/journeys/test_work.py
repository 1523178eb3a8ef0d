"""Background work followed on its page, and the bell that tells of its end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import Visitor, Window
from cast import Cast
from django.db import connection
from playwright.sync_api import Page, expect
from work_probes.running import RunningWorker

from qiao.desk.server import postgres

pytestmark = pytest.mark.slow


@pytest.fixture
def work(
    visitor: Visitor, cluster: postgres.Cluster, empty_tables: Callable[[], None], tmp_path: Path
) -> Iterator[Callable[[], None]]:
    """`work()` starts a real worker, who is gone after the test."""
    workers: list[RunningWorker] = []
    url = cluster.url(postgres.APP, str(connection.settings_dict["NAME"]))
    yield lambda: workers.append(RunningWorker(url, tmp_path))
    for worker in workers:
        worker.kill()
    empty_tables()


def begin(page: Page) -> None:
    """Start the verification of the audit trail, and mark the page so that loading it anew is noticed."""
    page.goto("/jobs/")
    page.locator("button[value='audit.verify']").click()
    expect(page.locator("[data-follow]")).to_be_visible()
    page.evaluate("window.isStillHere = true")


def test_work_is_followed_to_its_end_and_the_bell_tells_of_it(
    window: Window, visitor: Visitor, bank: Cast, work: Callable[[], None]
) -> None:
    page = window(bank.auditor)
    begin(page)
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "waiting")
    elsewhere = page.context.new_page()  # a second tab, whose minutes pass faster
    elsewhere.clock.install()
    elsewhere.goto("/")
    bell = elsewhere.locator("[data-bell-count]")
    expect(bell).to_be_hidden()
    page.bring_to_front()
    work()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "done", timeout=30_000)
    expect(page.locator("[data-told]")).to_contain_text("核验审计链")
    assert page.evaluate("window.isStillHere")

    elsewhere.bring_to_front()
    elsewhere.clock.run_for("02:00")
    expect(bell).to_have_text("1")
    expect(page.locator("[data-bell-count]")).to_have_text("1")  # one tab asks for all
    elsewhere.locator("[data-bell]").click()
    elsewhere.locator("button[name=go]").click()
    expect(elsewhere).to_have_url(page.url)
    expect(elsewhere.locator("[data-bell-count]")).to_be_hidden()


def test_work_is_cancelled_after_a_question(window: Window, bank: Cast) -> None:
    page = window(bank.auditor)
    begin(page)
    page.once("dialog", lambda question: question.dismiss())
    page.get_by_role("button", name="取消").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "waiting")
    page.once("dialog", lambda question: question.accept())
    page.get_by_role("button", name="取消").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "cancelled")
