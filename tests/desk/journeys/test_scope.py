"""Whose clients one reads: not those of another branch, and an administrator's only for a reason that auditors see."""

from datetime import date

import pytest
from book import assign, client
from browsing import Visitor, Window
from calling import call
from cast import Cast
from playwright.sync_api import Page, expect
from walking import prove, send

from qiao.desk.clients.models import Client

pytestmark = pytest.mark.slow
NAME = "宏远精密机械有限公司"
REASON = "核对客户经理反映的归属错误"


@pytest.fixture
def theirs(bank: Cast) -> Client:
    """A client of the other branch."""
    found = client("C0001", NAME)
    assign(found, bank.rm3, date(2024, 1, 1))
    return found


def assert_there_is_nothing(page: Page, visitor: Visitor, address: str) -> None:
    """The address answers as one that nobody ever used."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("这里没有内容")
    assert NAME not in page.content()
    visitor.forgive("404")


def test_an_outsider_finds_a_client_nowhere(window: Window, visitor: Visitor, bank: Cast, theirs: Client) -> None:
    page = window(bank.rm)
    assert_there_is_nothing(page, visitor, theirs.get_absolute_url())
    page.get_by_role("link", name="回到今日").click()
    page.locator(".q-top [data-search]").fill(NAME[:4])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("搜索")
    expect(page.locator(".q-empty")).to_be_visible()
    page.goto("/clients/")
    assert NAME not in page.content()
    for path in ("/api/me", "/api/people", "/api/branches", f"/api/clients/{theirs.uuid}"):
        assert NAME not in call(bank.rm, path).content.decode()

    owner = window(bank.rm3)
    owner.goto("/clients/")
    owner.get_by_role("link", name=NAME).click()
    expect(owner.locator("h1")).to_have_text(NAME)


def test_an_administrator_reads_for_a_reason_and_the_auditor_sees_it(
    window: Window, visitor: Visitor, bank: Cast, theirs: Client
) -> None:
    page = window(bank.admin)
    assert_there_is_nothing(page, visitor, theirs.get_absolute_url())
    page.goto("/")
    expect(page.locator(".q-nav a[href='/clients/']")).to_have_count(0)
    open_session(page)
    for address in ("/", "/admin/people/", "/notices/", theirs.get_absolute_url()):
        page.goto(address)
        expect(page.locator(".q-banner")).to_contain_text("事由查看进行中")
    expect(page.locator("h1")).to_have_text(NAME)
    page.locator(".q-banner button").click()
    expect(page.locator(".q-banner")).to_have_count(0)
    assert_there_is_nothing(page, visitor, theirs.get_absolute_url())

    auditor = window(bank.auditor)
    auditor.goto("/admin/sessions/")
    expect(auditor.locator("main")).to_contain_text(REASON)
    auditor.goto(f"/audit/?record={theirs.uuid}")
    auditor.get_by_role("link", name="查看客户").click()
    auditor.get_by_role("link", name="谁看过").click()
    expect(auditor.locator("tbody tr", has_text="曾守一").first).to_contain_text("1")


def open_session(page: Page) -> None:
    """Prove who one is and say why."""
    page.goto("/admin/sessions/")
    page.locator("a[href='/admin/sessions/open']").click()
    prove(page)
    page.fill("[name=reason]", REASON)
    send(page)
