"""People of a client: who may know them, masked until an act unmasks them, told where they stand, erased without a rest."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from book import assign, client
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.audit.models import Event, PersonalValue
from qiao.desk.clients import sample_contacts, work
from qiao.desk.clients.actions import contacts as actions
from qiao.desk.clients.erasure import ERASURE, Held
from qiao.desk.clients.models import Account, Acquaintance, Client, Contact, Product
from qiao.desk.clients.queries import contacts as queries
from qiao.desk.common import masking
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]
DAY = timedelta(days=1)
VALUES = {
    "name": "周建国",
    "title": "董事长",
    "department": "董事会",
    "phone": "13812341234",
    "email": "zhou.jianguo@example.com",
    "wechat": "zhoujianguo88",
    "birthday": "03-08",
    "id_number": "11010119900307803X",
    "concerns": "关心授信批复的时间",
    "roles": ["decider", "approver"],
    "influence": 5,
    "attitude": 1,
}
SENT = {name: str(value) for name, value in VALUES.items() if name != "roles"} | {
    "roles": VALUES["roles"],
    "version": "0",
}
WHOLE = [str(VALUES[name]) for name in ("phone", "email", "wechat", "id_number")]


def fresh(person: User) -> User:
    """The person as at a new request."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def company(cast: Cast) -> Client:
    """A client of rm's."""
    made = client("C1", "东城轴承厂")
    assign(made, cast.rm, calendar.today() - 400 * DAY)
    return made


@pytest.fixture
def zhou(company: Client, cast: Cast) -> Contact:
    """Its chairman, written down by rm."""
    return actions.write_down(company, by=fresh(cast.rm), **VALUES)


def page(zhou: Contact, act: str = "") -> str:
    return f"{zhou.get_absolute_url()}{act}{'/' if act else ''}"


def people(company: Client) -> str:
    return f"{company.get_absolute_url()}people/"


def event(code: str) -> Event:
    """The one event of a code."""
    return Event.objects.get(code=code)


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


def test_the_person_gets_a_file_of_everything_that_is_held(zhou: Contact, cast: Cast, sign_in: SignIn) -> None:
    actions.change(zhou, by=fresh(cast.rm), version=0, title="名誉董事长")
    browser = sign_in(cast.rm)
    told = json.loads(browser.post(page(zhou, "export"), {"format": "json"}).content)
    values = {row["value"] for row in told["held"]}
    assert {*WHOLE, "名誉董事长", "董事长 → 名誉董事长", "决策者 · 批准者"} <= values
    book = openpyxl.load_workbook(io.BytesIO(browser.post(page(zhou, "export"), {"format": "xlsx"}).content))
    cells = {str(cell) for row in book.active.iter_rows(values_only=True) for cell in row}
    assert set(WHOLE) <= cells
    assert Event.objects.filter(code="contact.exported", on_uuid=zhou.uuid).count() == 2


def written(words: list[str]) -> Iterator[str]:
    """Every column of the database in which one of the words stands, and which."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND (data_type ~ 'char|text|json|ARRAY|bytea')"
        )
        for table, column in cursor.fetchall():
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    yield f"{table}.{column}: {word}"


def test_after_an_erasure_nothing_of_the_person_is_left_in_the_database(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [str(VALUES[name]) for name in ("name", "phone", "email", "wechat", "id_number", "concerns")] + [
        "13999998888"
    ]
    actions.change(zhou, by=fresh(cast.rm), version=0, phone="13999998888", name="周建国先生")
    actions.know(zhou, by=fresh(cast.rm), person=cast.rm, closeness=3)
    browser = sign_in(cast.lead, proved=True)
    browser.post(page(zhou, "unmask"), {})
    browser.post(page(zhou, "export"), {})
    asked: list[str] = []
    other = lambda contact: [Held("visits", "Visits", [("2026-01-01", "x")], lambda: asked.append(contact.name))]  # noqa: E731
    monkeypatch.setitem(ERASURE.providers, "probe", other)
    assert {found.split(":")[0] for found in written(words)} == {
        "clients_contact.name",
        "clients_contact.phone",
        "clients_contact.email",
        "clients_contact.wechat",
        "clients_contact.id_number",
        "clients_contact.concerns",
        "audit_personalvalue.old",
        "audit_personalvalue.new",
    }
    shown = browser.get(page(zhou, "erase"))
    assert [one.code for one in shown.context["held"]] == ["entry", "acquaintances", "history", "visits"]
    assert (browser.post(page(zhou, "erase"), {"sure": ""}).status_code, Contact.objects.count()) == (422, 1)
    assert browser.post(page(zhou, "erase"), {"sure": "on"}).status_code == 302
    assert list(written(words)) == []
    assert asked == ["周建国先生"], "other rooms erase while the entry is still there"
    erased = event("contact.erased")
    assert (erased.on_uuid, erased.by, erased.details["reason"]) == (zhou.uuid, cast.lead, "asked")
    assert browser.get(people(company)).status_code == 200


def test_only_lead_and_head_erase_and_prove_first_who_they_are(zhou: Contact, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.rm, proved=True).post(page(zhou, "erase"), {"sure": "on"}).status_code == 403
    unproved = sign_in(cast.branch).post(page(zhou, "erase"), {"sure": "on"})
    assert "/proof/" in unproved["Location"]
    assert Contact.objects.exists()


def test_entries_are_erased_when_their_time_is_over(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    settings.CONTACT_DAYS = 100
    today = calendar.today()
    actions.leave(zhou, by=fresh(cast.rm), on=today - 100 * DAY)
    stays = actions.write_down(company, by=fresh(cast.rm), name="留下")
    closed = client("C2")
    assign(closed, cast.rm, today - 400 * DAY)
    gone = actions.write_down(closed, by=fresh(cast.rm), name="随户注销")
    product = Product.objects.create(code="DD", name="活期", family="deposit", coefficient=1)
    Account.objects.create(
        client=closed,
        number="A1",
        product=product,
        account_type="basic",
        opened_on=today - 400 * DAY,
        closed_on=today - 99 * DAY,
    )
    assert actions.erase_due() == 0, "the last day is still one of them"
    due = sign_in(cast.rm).get("/clients/people/due/")
    assert {one.name for one in due.context["contacts"]} == {zhou.name, gone.name}
    assert sign_in(cast.rm3).get("/clients/people/due/").context["contacts"] == []
    settings.CONTACT_DAYS = 98
    assert actions.erase_due() == 2
    assert list(Contact.objects.all()) == [stays]
    assert Event.objects.filter(code="contact.erased", by=None, details__reason="overdue").count() == 2


def test_a_client_with_an_open_account_or_none_yet_keeps_its_people(company: Client, cast: Cast) -> None:
    today = calendar.today()
    assert queries.ended_on([company.pk]) == {}
    product = Product.objects.create(code="DD", name="活期", family="deposit", coefficient=1)
    for number, closed in (("A1", today - DAY), ("A2", None)):
        Account.objects.create(
            client=company, number=number, product=product, account_type="basic", opened_on=today, closed_on=closed
        )
    assert queries.ended_on([company.pk]) == {}
    Account.objects.update(closed_on=today)
    assert queries.ended_on([company.pk]) == {company.pk: today}


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


def test_the_desk_sweeps_once_a_night(zhou: Contact, cast: Cast) -> None:
    work.contacts.sweep_contacts()
    work.contacts.sweep_contacts()
    assert list(Job.objects.values_list("kind", "by")) == [(actions.SWEEP, None)]


def test_the_sample_bank_has_people_once(company: Client, cast: Cast) -> None:
    made = sample_contacts.make()
    assert 2 <= made == Contact.objects.filter(client=company).count()
    assert not Contact.objects.exclude(phone__startswith="100").exists(), "numbers that nobody has"
    assert sample_contacts.make() == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [("13812341234", "138****1234"), ("11010119900307803X", "110****803X"), ("62881234", "62****34"), ("", "")],
)
def test_a_number_shows_its_ends_alone(text: str, shown: str) -> None:
    assert masking.number(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("zhou@example.com", "z****@example.com"), ("@x", "****x"), ("", ""), ("a", "****")]
)
def test_an_address_shows_where_it_is_alone(text: str, shown: str) -> None:
    assert masking.address(text) == shown
