"""The letters of a locked year: issued by an officer, printed for all, and one's own from the scorecard."""

from io import BytesIO
from pathlib import Path

import delivered
import pypdf
import pytest
from browsing import Window
from cast import Cast
from closing import locked_run, reviewed, second_officer
from playwright.sync_api import Page, expect
from pytest_django import Settings
from walking import send

from qiao.desk.assess.models import Outcome, Run
from qiao.desk.clients.actions import deliveries

pytestmark = pytest.mark.slow


@pytest.fixture
def run(settings: Settings, bank: Cast, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A locked year of the small bank."""
    settings.LEDGER, settings.HOME = delivered.store_once(tmp_path_factory), tmp_path
    deliveries.feed(by=None)
    second, work = second_officer(), tmp_path / "work"
    return locked_run(reviewed(bank.hr, second, work), bank.hr, second, work)


def test_letters_are_issued_printed_and_read(window: Window, bank: Cast, run: Run) -> None:
    officer = window(bank.hr)
    officer.goto(run.period.get_absolute_url())
    officer.locator("main a[href$='/letters/']").click()
    officer.fill("[name=effective_on]", "2026-03-01")
    officer.fill("[name=until]", "2027-02-28")
    send(officer)
    expect(officer.locator("main tbody tr")).to_have_count(3)
    printed = taken(officer, "a[href*='/letters/of/']")
    notices = printed[:3]
    for page, outcome in zip(notices, Outcome.objects.filter(run=run).order_by("manager"), strict=True):
        for words in (outcome.person, outcome.grade_label, run.period.label, f"{outcome.score:,.2f}"):
            assert "".join(str(words).split()) in page
    manager = window(bank.rm)
    manager.goto("/score/")
    assert taken(manager, "a[href*='/assess/letters/']") == [notices[0]]


def taken(page: Page, link: str) -> list[str]:
    """The text of each page of the file behind a link, without blanks."""
    with page.expect_download() as waited:
        page.locator(f"main {link}").first.click()
    return [
        "".join(one.extract_text().split()) for one in pypdf.PdfReader(BytesIO(waited.value.path().read_bytes())).pages
    ]
