"""Keys, dragging and printing, on the gallery, where each component stands once."""

import pytest
from browsing import Visitor, Window
from cast import Cast
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


def lists(page: Page) -> list[list[str]]:
    """What stands on the board, list by list."""
    found = page.locator("[data-list]").all()
    return [[item.strip() for item in one.locator("[data-item]").all_inner_texts()] for one in found]


def test_slash_searches_and_question_mark_lists_the_keys(window: Window, bank: Cast) -> None:
    page = window(bank.rm)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("?")
    expect(page.locator("[data-search]")).to_have_value("?")  # never while typing
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("[data-search]")).to_be_focused()


def test_j_and_k_walk_rows_and_e_edits(window: Window, bank: Cast) -> None:
    page = window(bank.rm)
    page.goto("/ui/")
    for key in "jjjk":
        page.keyboard.press(key)
    expect(page.locator("table[data-rows] tbody tr").nth(1)).to_have_class("q-at")
    page.keyboard.press("e")
    assert page.url.endswith("#forms")


def test_control_s_sends_the_form(window: Window, bank: Cast) -> None:
    page = window(bank.rm)
    page.goto("/ui/")
    page.locator("#forms [name=name]").focus()
    page.keyboard.press("Control+s")  # its fields are needed: the browser says so and stays
    assert page.locator("#forms [name=name]").evaluate("box => box.validity.valueMissing")
    assert page.url.endswith("/ui/")


def test_an_item_is_moved_by_keyboard(window: Window, bank: Cast) -> None:
    page = window(bank.rm, english=True)
    page.goto("/ui/")
    before = lists(page)
    page.locator("[data-item]").first.focus()
    for key, words in (
        ("Space", "Lifted. Arrow keys move it, Space puts it down, Escape takes it back."),
        ("ArrowDown", "Position 2 of 2 in Now."),
        ("ArrowRight", "Position 2 of 2 in Later."),
        ("Escape", "Taken back."),
    ):
        page.keyboard.press(key)
        expect(page.locator("[data-say]")).to_have_text(words)
    assert lists(page) == before
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/ui/moved/") as answer:
        page.keyboard.press("Space")
    assert answer.value.status == 204
    assert lists(page) == [before[0][::-1], before[1]]


def test_a_move_that_is_refused_is_taken_back(window: Window, visitor: Visitor, bank: Cast) -> None:
    page = window(bank.rm, english=True)
    page.goto("/ui/")
    before = lists(page)
    page.context.clear_cookies()  # the session ended meanwhile: the move is not accepted
    page.locator("[data-item]").first.focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("[data-say]")).to_have_text("The move was refused and has been taken back.")
    assert lists(page) == before
    visitor.forgive("403")


def test_an_item_is_dragged_by_the_mouse(window: Window, bank: Cast) -> None:
    page = window(bank.rm)
    page.goto("/ui/")
    first, target = page.locator("[data-item]").first, page.locator("[data-list]").last
    words = first.inner_text().strip()
    first.hover()
    page.mouse.down()
    box = target.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 6, steps=8)
    page.mouse.up()
    assert words in lists(page)[-1]


def test_a_page_prints_on_a4_without_its_frame(window: Window, bank: Cast) -> None:
    page = window(bank.rm)
    page.goto("/ui/")
    page.emulate_media(media="print")
    expect(page.locator(".q-nav")).to_be_hidden()
    expect(page.locator(".q-signatures")).to_be_visible()
    expect(page.locator(".q-chart-table table").first).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") >= 1


def test_the_menu_opens_on_a_phone(window: Window, bank: Cast) -> None:
    page = window(bank.rm, phone=True)
    page.goto("/")
    expect(page.locator(".q-nav a").last).to_be_hidden()
    page.locator("[data-nav-open]").click()
    expect(page.locator(".q-nav a").last).to_be_visible()
