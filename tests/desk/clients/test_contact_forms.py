"""People of a client are written down and changed, with history apart, and nobody overwrites another."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from cast import Cast
from chairman import SENT, VALUES, event, fresh, page, people
from django.test import Client as Browser

from qiao.desk.audit.models import PersonalValue
from qiao.desk.clients.actions import contacts as actions
from qiao.desk.clients.models import Client, Contact

SignIn = Callable[..., Browser]
DAY = timedelta(days=1)


def test_a_person_is_written_down_and_changed_with_history_apart(company: Client, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    assert browser.post(people(company) + "new/", {**SENT, "birthday": "3月8日"}).status_code == 302
    made = Contact.objects.get()
    assert {name: getattr(made, name) for name in VALUES} == VALUES
    assert event("contact.created").details == {"client": str(company.uuid)}

    shown = {field: made.masked(field) for field in ("phone", "email", "wechat", "id_number")}
    sent = {**SENT, **shown, "title": "名誉董事长", "attitude": "-1", "roles": ["decider"]}
    assert browser.post(page(made, "edit"), sent).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.attitude, made.phone, made.version) == ("名誉董事长", -1, VALUES["phone"], 1)
    changed = event("contact.changed")
    assert changed.details["fields"] == ["attitude", "roles", "title"]
    assert "名誉" not in json.dumps(changed.details, ensure_ascii=False)
    kept = {one.field: (one.old, one.new) for one in PersonalValue.objects.filter(event=changed)}
    assert kept == {
        "attitude": ("1", "-1"),
        "roles": ("decider approver", "decider"),
        "title": ("董事长", "名誉董事长"),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("birthday", "02-30"),
        ("birthday", "soon"),
        ("email", "nobody"),
        ("id_number", "110101199003078030"),
        ("influence", "6"),
        ("attitude", "-3"),
        ("roles", "owner"),
        ("phone", "138****9999"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(
    field: str, value: str, zhou: Contact, cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.rm).post(page(zhou, "edit"), {**SENT, field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    zhou.refresh_from_db()
    assert zhou.version == 0


def test_the_second_editor_is_told_what_differs_and_numbers_stay_masked(
    zhou: Contact, cast: Cast, sign_in: SignIn
) -> None:
    shown = {field: zhou.masked(field) for field in ("phone", "email", "wechat", "id_number")}
    actions.change(zhou, by=fresh(cast.lead), version=0, title="前董事长", phone="13999998888", roles=["user"])
    browser = sign_in(cast.rm)
    late = browser.post(page(zhou, "edit"), {**SENT, **shown, "department": "顾问"})
    text = late.content.decode()
    assert late.status_code == 409
    assert [one.theirs for one in late.context["form"].differences] == ["前董事长", "董事会", "使用者"]
    assert "13999998888" not in text
    data = dict(late.context["form"].data.lists())
    assert browser.post(page(zhou, "edit"), data).status_code == 302
    zhou.refresh_from_db()
    assert (zhou.title, zhou.department, zhou.phone) == ("董事长", "顾问", "13999998888")
