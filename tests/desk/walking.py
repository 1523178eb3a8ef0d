"""Steps that many journeys take."""

import re

from playwright.sync_api import Locator, Page, expect

from qiao.desk.people.sample_people import PASSWORD

FRAMED = """(one) => {
  const look = getComputedStyle(one), box = one.getBoundingClientRect();
  return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1
    && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
}"""


def enter(page: Page, name: str, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page, as far as a password goes."""
    page.goto("/account/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")


def leave(page: Page) -> None:
    """Sign out by the menu of one's own name."""
    page.locator(".q-me").click()
    page.locator("form[action='/account/logout/'] button").click()
    expect(page).to_have_url("/account/login/")


def send(page: Page) -> None:
    """Send the form of the page."""
    page.locator("main form[data-form] [data-save]").click()


def assert_focus_is_seen(page: Page) -> None:
    """What the keys go to now has a frame around it, in view."""
    focused = page.locator(":focus")
    assert focused.count() == 1, "the focus is nowhere"
    assert focused.evaluate(FRAMED), f"no frame around {focused.evaluate('(one) => one.outerHTML')[:200]}"


def prove(page: Page) -> None:
    """Give one's password once more, before what is sensitive."""
    expect(page).to_have_url(re.compile("/account/proof/"))
    page.fill("[name=password]", PASSWORD)
    send(page)


def tab_to(page: Page, wanted: Locator, most: int = 50) -> None:
    """Press Tab until something has the focus, which is seen at every stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert_focus_is_seen(page)
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by {most} presses of Tab")
