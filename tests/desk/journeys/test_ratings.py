"""A round of ratings by those who do it: the officer opens it, a superior, a peer on the phone and the office rate, the officer ends it."""

from pathlib import Path

import delivered
import pytest
from browsing import Visitor, Window
from cast import Cast
from closing import opened, second_officer
from playwright.sync_api import Page, expect
from pytest_django import Settings
from walking import send

from qiao.desk.clients.actions import deliveries
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.people.models import User

pytestmark = pytest.mark.slow


@pytest.fixture
def year(bank: Cast, settings: Settings, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> str:
    """The small bank's 2025, open; who has rated is asked of the database alone."""
    settings.LEDGER, settings.HOME = delivered.store_once(tmp_path_factory), tmp_path
    deliveries.feed(by=None)
    return opened(bank.hr, second_officer()).label


def test_a_superior_a_peer_and_the_office_rate(window: Window, visitor: Visitor, bank: Cast, year: str) -> None:
    visitor.forgive("422")
    officer = window(bank.hr)
    officer.on("dialog", lambda question: question.accept())
    officer.goto("/growth/campaigns/new/")
    officer.select_option("[name=period]", label=year)
    send(officer)
    officer.locator("main form[action$='/open/'] button").click()
    expect(officer.locator("main form[action$='/close/'] button")).to_be_visible()

    lead = window(bank.lead)
    begin(lead, bank.rm)
    mark(lead, "97", "m-integrity")
    lead.locator("[name=submit]").click()  # an extreme mark without a word of evidence
    evidence = lead.locator("[name=e-integrity]")
    expect(evidence).to_be_visible()
    evidence.fill("客户来信与复盘材料")
    lead.locator("[name=submit]").click()
    expect(lead).to_have_url("/growth/")

    peer = window(bank.rm2, phone=True, english=True)
    begin(peer, bank.rm)
    mark(peer, "80")
    peer.locator("main form button:not([name])").last.click()  # a draft first
    expect(peer.locator("[name=m-integrity]")).to_have_value("80.00")
    peer.locator("[name=submit]").click()
    expect(peer).to_have_url("/growth/")

    office = window(bank.office)
    begin(office, bank.rm)
    mark(office, "75.5")
    office.locator("[name=submit]").click()
    expect(office).to_have_url("/growth/")

    officer.reload()
    expect(officer.locator("main tfoot")).to_contain_text("1 / 2")
    officer.locator("main form[action$='/close/'] button").click()
    expect(officer.locator("main form[action$='/close/']")).to_have_count(0)
    assert Campaign.objects.get().is_closed
    done = Seat.objects.filter(submitted_at__isnull=False).values_list("group", flat=True)
    assert sorted(done) == ["office", "peer", "superior"]
    assert str(Mark.objects.get(item="integrity", seat__group="superior").score) == "97.00"


def begin(page: Page, person: User) -> None:
    """From the page of the day to the sheet for a manager."""
    page.goto("/")
    page.locator("main a[href^='/growth/']").first.click()
    if "/seats/" not in page.url:
        page.locator(
            "main td a", has_text=person.name_en if page.locator("html").get_attribute("lang") == "en" else person.name
        ).click()
    expect(page.locator("main form [name=version]")).to_have_count(1)


def mark(page: Page, score: str, only: str = "") -> None:
    """The same mark on every item; `only` one gets another than 80."""
    for field in page.locator("input[name^='m-']").all():
        field.fill(score if field.get_attribute("name") == only or not only else "80")
