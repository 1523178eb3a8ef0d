"""The desk without a mouse, from the sign-in page to a colleague's record and back."""

import pytest
from browsing import Window
from cast import Cast
from playwright.sync_api import Page, expect
from walking import assert_focus_is_seen, tab_to

from qiao.desk.people.sample_people import PASSWORD

pytestmark = pytest.mark.slow


def come_in(page: Page) -> None:
    """Sign in as the auditor."""
    page.goto("/account/login/")
    expect(page.locator("[name=login]")).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.type("auditor")
    tab_to(page, page.locator("[name=password]"))
    page.keyboard.type(PASSWORD)
    tab_to(page, page.locator("form:has([name=password]) [data-save]"))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/")


def look_around(page: Page) -> None:
    """Skip to the content, and have the keys listed."""
    page.keyboard.press("Tab")
    expect(page.locator(".q-skip")).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Shift+Tab")  # out of the content the other way: the menu of one's own name
    expect(page.locator(".q-me")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".q-menu-list button", has_text="快捷键"))
    page.keyboard.press("Enter")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_colleagues_record_is_reached_and_left_by_keys_alone(window: Window, bank: Cast) -> None:
    page = window()
    come_in(page)
    look_around(page)
    page.goto("/")
    tab_to(page, page.locator(".q-nav a[href='/admin/']"))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/admin/")
    tab_to(page, page.locator(".q-tabs a[href='/admin/people/']"))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/admin/people/")
    tab_to(page, page.locator(".q-filters [name=q]"))
    page.keyboard.type("lca")
    page.keyboard.press("Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    tab_to(page, page.locator("#rows tbody a"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("陆承安")
    tab_to(page, page.locator(".q-tabs a[href='/admin/people/']"))
    page.keyboard.press("Enter")
    page.wait_for_url("/admin/people/")  # and for the script that knows the key
    page.keyboard.press("j")
    assert_focus_is_seen(page)
    tab_to(page, page.locator("#rows tbody tr").nth(2).locator("a"))
