"""A client found, read to its days, handed over through three people, and seen afterwards as each of them may."""

from datetime import date
from pathlib import Path

import pytest
from browsing import Visitor, Window
from cast import Cast
from delivered import bank as tables
from delivered import deliver
from playwright.sync_api import Page, expect
from pytest_django import Settings
from walking import assert_focus_is_seen, send, tab_to

from qiao.desk.clients import spans
from qiao.desk.clients.models import Client
from qiao.desk.clients.spans import Span
from qiao.desk.people import calendar

pytestmark = pytest.mark.slow
PAPER = {"width": 720, "height": 1018}  # A4 as a browser counts it


@pytest.fixture
def company(bank: Cast, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A company of rm's with two years of balances; the desk keeps who manages whom."""
    settings.LEDGER, settings.OWNED = tmp_path / "ledger", frozenset({"assignments"})
    settings.DOCUMENTS = tmp_path / "documents"
    monkeypatch.setitem(spans.UNLOCKED.providers, "assess", lambda: [Span(date(2025, 1, 1), None)])
    deliver(tmp_path / "ledger", "first", tables())
    return Client.objects.get(number="C1")


def search(page: Page, words: str) -> None:
    """Type into the search box, by the keys alone."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def propose(page: Page) -> None:
    """Give one's whole share to rm3 from today on; a colleague keeps the rest."""
    page.fill("[name=old_0_share]", "0")
    page.fill("[name=person_0-q]", "rm3")
    page.select_option("[name=new_0_part]", "lead")
    page.fill("[name=new_0_share]", "70")
    page.fill("[name=from_date]", calendar.today().isoformat())
    page.fill("[name=reason]", "调岗")
    send(page)


def test_a_client_is_found_read_and_handed_over(window: Window, visitor: Visitor, bank: Cast, company: Client) -> None:
    rm = window(bank.rm)
    rm.goto("/")
    search(rm, "jia")
    rm.locator("main").get_by_role("link", name="甲公司").click()
    expect(rm.locator("h1")).to_contain_text("甲公司")
    rm.locator("a[href*='of=deposit']").first.click()
    expect(rm.locator("h1")).to_have_text("存款日均")
    expect(rm.locator("main table")).not_to_have_count(0)

    rm.goto(company.get_absolute_url())
    rm.locator("header, .q-subject").get_by_role("link", name="移交").first.click()
    propose(rm)
    expect(rm.locator("h1")).to_contain_text("移交")
    handover = rm.url

    rm3 = window(bank.rm3)
    rm3.goto(handover)
    rm3.get_by_role("button", name="同意接收").click()
    lead = window(bank.lead)
    lead.goto("/")
    lead.get_by_role("region", name="待您处理").get_by_role("link", name="甲公司").click()
    lead.get_by_role("button", name="批准移交").click()
    expect(lead.locator("main")).to_contain_text("生效中")

    rm3.goto(company.get_absolute_url())
    expect(rm3.locator("h1")).to_contain_text("甲公司")
    rm.goto(company.get_absolute_url())
    expect(rm.locator("main")).to_contain_text("已移交")
    expect(rm.get_by_text("采购中心")).to_have_count(0)
    outsider = window(bank.office)
    answer = outsider.goto(company.get_absolute_url())
    visitor.forgive("404")
    assert answer is not None
    assert answer.status == 404


def test_a_client_is_read_on_a_phone_in_english(window: Window, bank: Cast, company: Client) -> None:
    page = window(bank.rm, english=True, phone=True)
    page.goto("/clients/")
    page.locator("#rows a", has_text="甲公司").click()
    for heading in ("Balances", "Accounts", "Timeline"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_client_is_reached_and_read_by_keys_alone(window: Window, bank: Cast, company: Client) -> None:
    page = window(bank.rm)
    page.goto("/clients/")
    page.keyboard.press("j")
    tab_to(page, page.locator("#rows a", has_text="甲公司"), most=60)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("甲公司")
    tab_to(page, page.locator("a[href*='of=deposit']").first, most=60)
    assert_focus_is_seen(page)


def test_a_client_is_printed_on_few_sheets(window: Window, bank: Cast, company: Client) -> None:
    page = window(bank.rm, dark=True)
    page.goto(company.get_absolute_url())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('.q-chart-picture canvas').offsetWidth") < PAPER["width"]
    expect(page.locator(".q-menu, nav").first).to_be_hidden()
    sheet = page.pdf(format="A4", print_background=False)
    assert sheet.startswith(b"%PDF")
    assert sheet.count(b"/Type /Page\n") <= 4


def test_names_of_a_charts_lines_push_it_down_where_they_take_two(window: Window, bank: Cast, company: Client) -> None:
    top = "echarts.getInstanceByDom(document.querySelector('[data-chart]')).getOption().grid[0].top"
    found = []
    for phone in (False, True):
        page = window(bank.rm, english=True, phone=phone)
        page.goto(company.get_absolute_url())
        page.wait_for_selector("[data-chart] canvas")
        found.append(page.evaluate(top))
    assert found == [34, 58]
