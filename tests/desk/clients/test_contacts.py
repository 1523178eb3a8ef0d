"""People of a client: who may know them, masked until an act unmasks them, told where they stand."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from book import assign
from cast import Cast
from chairman import SENT, VALUES, WHOLE, event, fresh, page, people
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.audit.models import Event
from qiao.desk.clients import sample_contacts
from qiao.desk.clients.actions import contacts as actions
from qiao.desk.clients.models import Acquaintance, Client, Contact
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations

SignIn = Callable[..., Browser]
DAY = timedelta(days=1)


def test_those_who_do_business_with_a_client_and_the_auditor_know_its_people(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn
) -> None:
    for name, expected in {
        "rm": (200, 200),
        "lead": (200, 200),
        "branch": (200, 200),
        "auditor": (200, 200),
        "hr": (403, 404),
        "risk": (403, 404),
        "rm2": (404, 404),
        "rm3": (404, 404),
        "admin": (404, 404),
        "office": (404, 404),
    }.items():
        browser = sign_in(getattr(cast, name))
        assert (browser.get(people(company)).status_code, browser.get(page(zhou)).status_code) == expected, name
    seen = Event.objects.filter(code="contact.seen", on_uuid=zhou.uuid)
    assert set(seen.values_list("by__staff_number", flat=True)) == {"rm", "lead", "branch", "auditor"}


def test_the_giver_knows_nobody_after_the_handover(zhou: Contact, company: Client, cast: Cast, sign_in: SignIn) -> None:
    company.assignments.update(to_date=calendar.today() - DAY)
    assign(company, cast.rm3, calendar.today())
    giver, receiver = sign_in(cast.rm), sign_in(cast.rm3)
    whole = giver.get(company.get_absolute_url())
    assert (whole.status_code, VALUES["name"] in whole.content.decode()) == (200, False)
    assert (giver.get(people(company)).status_code, giver.get(page(zhou)).status_code) == (404, 404)
    assert VALUES["name"] in receiver.get(company.get_absolute_url()).content.decode()


def test_the_client_page_lists_who_decides_and_never_a_number(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn
) -> None:
    text = sign_in(cast.rm).get(company.get_absolute_url()).content.decode()
    assert "决策者 · 批准者" in text
    for name in ("rm", "auditor"):
        browser = sign_in(getattr(cast, name))
        told = "".join(
            browser.get(address).content.decode()
            for address in (company.get_absolute_url(), people(company), page(zhou), page(zhou, "edit"))
        )
        assert "138****1234" in told
        assert [value for value in WHOLE if value in told] == []
    assert zhou.name not in sign_in(cast.hr).get(company.get_absolute_url()).content.decode()


def test_who_reads_or_looks_on_changes_nobody(zhou: Contact, company: Client, cast: Cast, sign_in: SignIn) -> None:
    auditor = sign_in(cast.auditor, proved=True)
    for act in ("edit", "left", "back", "known", "export", "erase"):
        assert auditor.post(page(zhou, act), {}).status_code == 403, act
    assert auditor.post(people(company) + "new/", SENT).status_code == 403
    for act in (
        lambda by: actions.write_down(company, by=by, name="x"),
        lambda by: actions.leave(zhou, by=by, on=calendar.today()),
        lambda by: actions.know(zhou, by=by, person=by, closeness=2),
        lambda by: actions.unmask(zhou, by=by),
        lambda by: actions.hand_out(zhou, by=by),
        lambda by: actions.erase(zhou, by=by),
    ):
        with pytest.raises(NotAllowedError):
            act(fresh(cast.rm3))


def test_values_are_whole_in_one_answer_that_is_written_down(zhou: Contact, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    answer = browser.post(page(zhou, "unmask"), {"reason": "call"})
    assert [value for value in WHOLE if value not in answer.content.decode()] == []
    assert answer["Cache-Control"] == "no-store"
    told = event("contact.unmasked")
    assert told.on_uuid == zhou.uuid
    assert told.details == {"fields": ["email", "id_number", "phone", "wechat"], "reason": "call"}
    assert [value for value in WHOLE if value in browser.get(page(zhou)).content.decode()] == []
    part = browser.post(page(zhou, "unmask"), {}, headers={"HX-Request": "true"}).content.decode()
    assert ("<main" in part, WHOLE[0] in part) == (False, True)
    assert browser.post(page(zhou, "unmask"), {"reason": "curious"}).status_code == 422
    assert browser.get(page(zhou, "unmask")).status_code == 405
    assert Event.objects.filter(code="contact.unmasked").count() == 2


def test_whoever_left_is_off_the_map_and_may_come_back(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn
) -> None:
    browser, today = sign_in(cast.rm), calendar.today()
    assert browser.post(page(zhou, "left"), {"on": str(today + DAY)}).status_code == 422
    assert browser.post(page(zhou, "left"), {"on": str(today)}).status_code == 302
    assert browser.post(page(zhou, "left"), {"on": str(today)}).status_code == 422
    shown = browser.get(people(company))
    assert (shown.context["map"].points, [one.name for one in shown.context["contacts"]]) == ([], [zhou.name])
    assert browser.get(page(zhou)).context["kept_until"] == today + 1095 * DAY
    assert browser.post(page(zhou, "back")).status_code == 302
    assert browser.post(page(zhou, "back")).status_code == 302, "a second time it is told, not done"
    codes = Event.objects.filter(on_uuid=zhou.uuid, nature="act").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["contact.created", "contact.left", "contact.returned"]


def test_it_is_said_who_of_us_knows_whom(zhou: Contact, company: Client, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    assert [gap.code for gap in browser.get(people(company)).context["gaps"]] == ["strangers"]
    sent = {"person": str(cast.rm3.uuid), "closeness": "3", "since": "2024-05-01"}
    assert browser.post(page(zhou, "known"), sent).status_code == 302
    assert browser.post(page(zhou, "known"), {**sent, "closeness": "2"}).status_code == 302
    known = Acquaintance.objects.get()
    assert (known.person, known.closeness, known.since) == (cast.rm3, 2, date(2024, 5, 1))
    assert browser.post(page(zhou, "known"), {**sent, "person": "nobody"}).status_code == 422
    assert browser.post(page(zhou, "known"), {**sent, "since": str(calendar.today() + DAY)}).status_code == 422
    assert cast.rm3.name in browser.get(page(zhou)).content.decode()
    assert browser.get(people(company)).context["gaps"] == []
    away = f"/clients/people/known/{known.uuid}/forget/"
    assert sign_in(cast.rm2).post(away).status_code == 404
    assert sign_in(cast.auditor).post(away).status_code == 403
    assert browser.post(away).status_code == 302
    assert not Acquaintance.objects.exists()


def test_pages_cost_the_same_for_many_people(company: Client, cast: Cast, sign_in: SignIn) -> None:
    browser, counts = sign_in(cast.rm), []
    for number in range(12):
        made = actions.write_down(company, by=fresh(cast.rm), name=f"甲{number}", influence=4)
        actions.know(made, by=fresh(cast.rm), person=cast.rm, closeness=1)
        if number in {0, 1, 11}:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(people(company)).status_code == 200
            counts.append(len(asked))
    assert counts[1] == counts[2] <= 13


def test_the_sample_bank_has_people_once(company: Client, cast: Cast) -> None:
    made = sample_contacts.make()
    assert 2 <= made == Contact.objects.filter(client=company).count()
    assert not Contact.objects.exclude(phone__startswith="100").exists(), "numbers that nobody has"
    assert sample_contacts.make() == 0


def test_whoever_stands_in_acts_and_reads_for_the_absent(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn
) -> None:
    today = calendar.today()
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm2, from_date=today, to_date=today, reason="leave")
    browser = sign_in(cast.rm2)
    browser.get(people(company))
    browser.get(page(zhou))
    browser.post(page(zhou, "edit"), {**SENT, "title": "名誉董事长"})
    browser.post(page(zhou, "unmask"), {})
    browser.post(page(zhou, "left"), {"on": str(today)})
    browser.post(page(zhou, "back"))
    browser.post(page(zhou, "known"), {"person": str(cast.rm2.uuid), "closeness": "1"})
    browser.post(f"/clients/people/known/{Acquaintance.objects.get().uuid}/forget/")
    browser.post(page(zhou, "export"), {"format": "json"})
    browser.post(people(company) + "new/", SENT)
    told = Event.objects.filter(by=cast.rm2).values_list("code", "for_whom__staff_number")
    acts = ("created", "changed", "unmasked", "left", "returned", "known", "forgotten", "exported", "seen")
    assert set(told) == {*((f"contact.{act}", "rm") for act in acts), ("client.seen", "rm")}


def test_whoever_acts_by_a_right_of_their_own_does_so_for_nobody(zhou: Contact, company: Client, cast: Cast) -> None:
    today = calendar.today()
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.lead, from_date=today, to_date=today, reason="leave")
    delegations.delegate(cast.branch, by=cast.branch, stand_in=cast.rm3, from_date=today, to_date=today, reason="leave")
    actions.change(zhou, by=fresh(cast.lead), version=0, title="名誉董事长")
    assert event("contact.changed").for_whom is None
    actions.erase(zhou, by=fresh(cast.rm3))
    assert event("contact.erased").for_whom == cast.branch
