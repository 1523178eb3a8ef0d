"""A client that is made on the desk: nobody's twice, its maker's from today on, the ledger's once one brings its code."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from book import assign, client
from cast import Cast
from delivered import bank, deliver
from django.test import Client as Browser

from qiao.desk.audit.models import Event
from qiao.desk.clients import industries, naming
from qiao.desk.clients.actions import prospects
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations
from qiao.desk.people.models import User
from qiao.engine import is_credit_code
from qiao.engine.credit_codes import check_character

SignIn = Callable[..., Browser]
CODE = "91110000600000005" + check_character("91110000600000005")
SENT = {"name": "江城宏瑞模具有限公司", "credit_code": CODE, "industry": "3525", "scale": "small", "region": "江城"}


def other_code(number: int) -> str:
    first = f"9111000060{number:07d}"
    return first + check_character(first)


@pytest.fixture
def place(tmp_path: Path, settings: object) -> Path:
    settings.LEDGER = tmp_path / "ledger"  # type: ignore[attr-defined]
    return tmp_path / "ledger"


def test_a_manager_makes_a_client_of_their_own(cast: Cast, sign_in: SignIn, place: Path) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in CODE.lower())
    page = sign_in(cast.rm).post("/clients/new/", {**SENT, "credit_code": f" {wide} "}, follow=True)
    made = Client.objects.get()
    assert page.redirect_chain[-1][0] == made.get_absolute_url()
    assert (made.credit_code, made.industry, made.is_awaited, made.opened_on) == (CODE, "C3525", True, None)
    one = Assignment.objects.get()
    assert (one.manager, one.part, one.share, one.from_date, one.to_date) == (
        cast.rm,
        "lead",
        1,
        calendar.today(),
        None,
    )
    assert Event.objects.get(code="client.created").on_uuid == made.uuid
    assert "待开户" in page.content.decode()
    assert "待开户" in sign_in(cast.rm).get("/clients/").content.decode()
    assert sign_in(cast.rm2).get(made.get_absolute_url()).status_code == 404


def test_who_leads_others_says_whose_it_is(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.lead)
    assert "manager" in browser.post("/clients/new/", SENT).context["form"].errors
    assert "manager" in browser.post("/clients/new/", {**SENT, "manager-q": "rm3"}).context["form"].errors, (
        "not of the team"
    )
    assert "manager" in browser.post("/clients/new/", {**SENT, "manager-q": "hr"}).context["form"].errors, "no manager"
    assert browser.post("/clients/new/", {**SENT, "manager-q": "rm2"}).status_code == 302
    assert Assignment.objects.get().manager == cast.rm2


def test_what_is_wrong_is_told_at_its_field(cast: Cast, sign_in: SignIn) -> None:
    wrong = {"name": "", "credit_code": CODE[:-1] + "0", "industry": "Z99", "scale": "vast"}
    page = sign_in(cast.rm).post("/clients/new/", wrong)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"name", "credit_code", "industry", "scale"})
    assert not Client.objects.exists()


def test_a_client_of_the_bank_is_not_made_again_and_nothing_is_told_of_it_outside(cast: Cast, sign_in: SignIn) -> None:
    theirs = client("C90210", "机密精工集团")
    Client.objects.update(credit_code=CODE)
    assign(theirs, cast.rm3, calendar.today())
    page = sign_in(cast.rm).post("/clients/new/", {**SENT, "name": "全新名称公司"})
    told = page.content.decode()
    assert page.status_code == 422
    assert "本行客户" in told
    assert not any(word in told for word in ("机密", "C90210", cast.rm3.name, "rm3", str(theirs.uuid)))
    assert Event.objects.get(code="client.taken").on_uuid == theirs.uuid
    own = sign_in(cast.rm3).post("/clients/new/", SENT).content.decode()
    assert "机密精工集团" in own
    assert Client.objects.count() == 1


def test_names_like_it_are_looked_at_first(cast: Cast, sign_in: SignIn) -> None:
    near, far, hidden = (
        client("C1", "江城宏瑞(模具)股份有限公司"),
        client("C2", "海州船舶"),
        client("C3", "江城宏瑞模具厂"),
    )
    for one, manager in ((near, cast.rm), (far, cast.rm), (hidden, cast.rm3)):
        assign(one, manager, calendar.today())
    browser = sign_in(cast.rm)
    page = browser.post("/clients/new/", SENT)
    assert (page.status_code, [one.client for one in page.context["candidates"]]) == (422, [near])
    assert hidden.name not in page.content.decode()
    assert browser.post("/clients/new/", {**SENT, "is_another": "on"}).status_code == 302
    assert Client.objects.filter(is_awaited=True).count() == 1


def test_names_are_compared_without_form_brackets_and_widths() -> None:
    assert naming.likeness("甲乙(江城)有限公司", "甲乙(江城)有限责任公司") == 1
    assert naming.likeness("ABC电子公司", "abc电子有限公司") == 1
    assert naming.likeness("江城宏瑞模具", "江城宏瑞模具制造") > 0.7
    assert naming.likeness("江城宏瑞模具", "海州船舶重工") == 0


def test_an_awaited_client_is_changed_and_two_editors_meet(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    browser.post("/clients/new/", SENT)
    made = Client.objects.get()
    address = f"{made.get_absolute_url()}edit/"
    assert browser.post(address, {**SENT, "region": "海州", "note": "老板姓王", "version": 0}).status_code == 302
    made.refresh_from_db()
    assert (made.region, made.note, made.version) == ("海州", "老板姓王", 1)
    event = Event.objects.get(code="client.changed")
    assert event.details["fields"] == ["region", "note"]
    assert "老板" not in str(event.details)
    assert browser.post(address, {**SENT, "version": 0}).status_code == 409
    client_of_two = client("C8")
    Client.objects.filter(pk=client_of_two.pk).update(credit_code=other_code(7))
    assert browser.post(address, {**SENT, "credit_code": other_code(7), "version": 1}).status_code == 422
    assert sign_in(cast.rm3).get(address).status_code == 404
    assert sign_in(cast.hr).get(address).status_code == 403


def test_the_trail_tells_for_whom_a_stand_in_acted(cast: Cast) -> None:
    today = calendar.today()
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm3, from_date=today, to_date=today, reason="leave")
    stand_in = User.objects.get(pk=cast.rm3.pk)
    made = prospects.create(by=stand_in, manager=cast.rm, name=SENT["name"], credit_code=CODE)
    prospects.change(made, by=stand_in, version=made.version, region="海州")
    told = Event.objects.filter(on_uuid=made.uuid).values_list("code", "for_whom__staff_number")
    assert set(told) == {("client.created", "rm"), ("client.changed", "rm")}


def test_of_a_ledgers_client_only_the_note_is_the_desks(cast: Cast, sign_in: SignIn) -> None:
    known = client("C1", "甲公司")
    assign(known, cast.rm, calendar.today())
    page = sign_in(cast.rm).post(
        f"{known.get_absolute_url()}edit/", {**SENT, "note": "重点", "version": 0}, follow=True
    )
    known.refresh_from_db()
    assert (known.name, known.note, known.credit_code) == ("甲公司", "重点", "")
    assert "重点" in page.content.decode()


@pytest.mark.slow
def test_the_ledgers_client_of_the_same_code_is_the_desks(cast: Cast, sign_in: SignIn, place: Path) -> None:
    sign_in(cast.rm).post("/clients/new/", {**SENT, "note": "已拜访"})
    made = Client.objects.get()
    deliver(place, "first", bank())
    assert Assignment.objects.filter(client=made).count() == 1, "no ledger knows it, so none takes its manager away"
    head = "client_id,name,uscc,industry,scale,group_id,region,opened_on\n"
    shares = "client_id,manager_id,from_date,to_date,share,role,inherited\n"
    deliver(
        place,
        "second",
        {
            "clients": f"{head}C77,江城宏瑞模具制造有限公司,{CODE},C3525,,,,2025-12-01\nC78,同码公司,{CODE},,,,,2025-12-01\n",
            "assignments": f"{shares}C77,rm2,2025-12-01,,1,lead,\n",
        },
    )
    same = Client.objects.get(number="C77")
    assert (same.pk, same.uuid, same.name, same.note) == (made.pk, made.uuid, "江城宏瑞模具制造有限公司", "已拜访")
    assert not same.is_awaited
    assert Client.objects.found_by("模具制造").get() == same
    assert [one.manager for one in same.assignments.all()] == [cast.rm2]
    assert Client.objects.filter(credit_code=CODE).count() == 2


def test_industries_and_codes_are_those_of_the_standards() -> None:
    wanted = {
        "c": "C",
        "C33": "C33",
        "3311": "C3311",
        " A01 ": "A01",
        "A33": None,
        "98": None,
        "C1": None,
        "": None,
        "U": None,
    }
    assert {text: industries.canonical(text) for text in wanted} == wanted
    assert is_credit_code(CODE)
    assert not any(is_credit_code(text) for text in (CODE[:-1], CODE[:-1] + "I", "", f"{CODE} ", f"a{CODE[1:]}"))


def test_a_day_later_the_share_still_holds(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.rm).post("/clients/new/", SENT)
    assert Assignment.objects.on(calendar.today() + timedelta(days=400)).count() == 1
