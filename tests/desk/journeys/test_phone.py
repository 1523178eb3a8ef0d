"""A sample's visitor on a phone, and the language that stays with a person."""

from typing import NamedTuple

import pytest
from browsing import Window
from cast import Cast
from playwright.sync_api import Page, expect
from walking import enter, leave

pytestmark = pytest.mark.slow


class Words(NamedTuple):
    """What a walk reads on its way."""

    person: str
    today: str
    bell: str
    empty: str


ZH = Words("沈若溪", "今日", "通知", "没有通知。")
EN = Words("Shen Ruoxi", "Today", "Notices", "Nothing new for you.")


@pytest.mark.parametrize(
    ("words", "english", "phone"), [(ZH, False, True), (EN, True, True), (EN, True, False)], ids=["zh", "en", "en-wide"]
)
def test_a_visitor_comes_in_by_a_card_looks_around_and_leaves(
    window: Window, bank: Cast, words: Words, english: bool, phone: bool
) -> None:
    page = window(english=english, phone=phone)
    page.goto("/account/login/")
    page.locator(".q-cast-card", has_text=words.person).click()
    expect(page).to_have_url("/")
    expect(page.locator("h1")).to_have_text(words.today)
    open_room(page, words.today, phone)
    page.locator("[data-bell]").click()
    expect(page.locator("h1")).to_have_text(words.bell)
    expect(page.locator(".q-empty")).to_contain_text(words.empty)
    leave(page)
    page.goto("/")
    expect(page).to_have_url("/account/login/?next=/")


def open_room(page: Page, room: str, phone: bool) -> None:
    """Choose a room of the menu, which a phone hides until asked."""
    link = page.locator(".q-nav a", has_text=room)
    if phone:
        expect(link).to_be_hidden()
        page.locator("[data-nav-open]").click()
    link.click()
    if phone:
        expect(link).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_language_one_chose_is_there_at_the_next_sign_in_on_any_machine(window: Window, bank: Cast) -> None:
    page = window()
    enter(page, "rm")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.locator(".q-me").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Today")
    leave(page)
    expect(page.locator("h1")).to_have_text("Sign in")

    elsewhere = window()
    elsewhere.goto("/account/login/")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-hans")
    enter(elsewhere, "rm")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
