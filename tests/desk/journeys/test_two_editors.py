"""Two people edit one record: the second is told and shown the difference, and then decides."""

import pytest
from browsing import Visitor, Window
from cast import Cast
from playwright.sync_api import expect
from walking import send

from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, posts
from qiao.desk.people.models import Branch

pytestmark = pytest.mark.slow


def test_the_second_of_two_editors_is_shown_what_the_first_wrote(window: Window, visitor: Visitor, bank: Cast) -> None:
    riverside, head = Branch.objects.get(code="B01"), Branch.objects.get(code="HO")
    other = people.write_down(by=bank.admin, staff_number="000301", name="严守拙")
    posts.give(other, by=bank.admin, role=Role.ADMIN, branch=head, from_date=calendar.today())
    first, second = window(bank.admin), window(other)
    for page in (first, second):
        page.goto(f"/admin/branches/{riverside.uuid}/")
        page.keyboard.press("e")
        expect(page.locator("[name=name]")).to_have_value("东城支行")
    first.fill("[name=name]", "东城大道支行")
    send(first)
    expect(first.locator("h1")).to_have_text("东城大道支行")

    second.fill("[name=name]", "东城新区支行")
    with second.expect_response(lambda answer: answer.request.method == "POST") as answer:
        second.keyboard.press("Control+s")
    assert answer.value.status == 409
    visitor.forgive("409")
    row = second.locator("main form tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td")).to_have_text(["东城大道支行", "东城新区支行"])
    assert Branch.objects.get(code="B01").name == "东城大道支行"
    send(second)
    expect(second.locator("h1")).to_have_text("东城新区支行")
