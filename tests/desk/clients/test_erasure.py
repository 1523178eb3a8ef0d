"""What is held of a person is handed out, kept for its time, and erased without a rest."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from book import assign, client
from cast import Cast
from chairman import SENT, VALUES, WHOLE, event, fresh, page, people
from django.db import connection
from django.test import Client as Browser

from qiao.desk.audit.models import Event
from qiao.desk.clients import work
from qiao.desk.clients.actions import contacts as actions
from qiao.desk.clients.erasure import ERASURE, Held
from qiao.desk.clients.models import Account, Client, Contact, Product
from qiao.desk.clients.queries import contacts as queries
from qiao.desk.common.refusals import RefusedError
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]
DAY = timedelta(days=1)


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
        "clients_contact.search_keys",
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


def leave_ago(zhou: Contact, days: int, *, by: User) -> None:
    """As if the person had been known for long, and been marked as gone so many days ago, as of that day."""
    day = calendar.today() - days * DAY
    Contact.objects.filter(pk=zhou.pk).update(written_on=day - DAY)
    with calendar.played_on(day):
        actions.leave(zhou, by=fresh(by), on=day)


@pytest.mark.parametrize("on", [date(1, 1, 1), date(2006, 11, 1)])
def test_a_day_before_the_person_was_written_down_is_refused_in_a_sentence(
    on: date, zhou: Contact, cast: Cast, sign_in: SignIn
) -> None:
    answer = sign_in(cast.rm).post(page(zhou, "left"), {"on": str(on)})
    (told,) = answer.context["form"].errors["on"]
    assert (answer.status_code, calendar.today().isoformat() in told) == (422, True)
    Contact.objects.update(written_on=None)
    zhou.refresh_from_db()
    since = queries.here_since(zhou)
    assert since == zhou.client.assignments.get().from_date, "what else the record knows"
    with pytest.raises(RefusedError):
        actions.leave(zhou, by=fresh(cast.rm), on=since - DAY)
    assert (Contact.objects.get().left_on, actions.erase_due()) == (None, 0)


def test_a_mistyped_year_can_be_corrected_for_as_long_as_entries_are_kept(
    zhou: Contact, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    settings.CONTACT_DAYS = 30
    today, browser = calendar.today(), sign_in(cast.rm)
    Contact.objects.update(written_on=today - 9_000 * DAY)
    assert browser.post(page(zhou, "left"), {"on": str(today - 8_000 * DAY)}).status_code == 302
    assert browser.get(page(zhou)).context["kept_until"] == today + 30 * DAY, "the page says when it will be"
    with calendar.played_on(today + 30 * DAY):
        assert actions.erase_due() == 0
    assert browser.post(page(zhou, "back")).status_code == 302
    with calendar.played_on(today + 31 * DAY):
        assert actions.erase_due() == 0, "back, and no day is left behind"
        leave_ago(zhou, 0, by=cast.rm)
    with calendar.played_on(today + 61 * DAY):
        assert actions.erase_due() == 0
    with calendar.played_on(today + 62 * DAY):
        assert actions.erase_due() == 1


def test_entries_are_erased_when_their_time_is_over(
    zhou: Contact, company: Client, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    settings.CONTACT_DAYS = 100
    today = calendar.today()
    leave_ago(zhou, 100, by=cast.rm)
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
    assert queries.ended_on(company) is None
    product = Product.objects.create(code="DD", name="活期", family="deposit", coefficient=1)
    for number, closed in (("A1", today - DAY), ("A2", None)):
        Account.objects.create(
            client=company, number=number, product=product, account_type="basic", opened_on=today, closed_on=closed
        )
    assert queries.ended_on(company) is None
    Account.objects.update(closed_on=today)
    assert queries.ended_on(company) == today


def test_the_desk_sweeps_once_a_night(zhou: Contact, cast: Cast) -> None:
    work.contacts.sweep_contacts()
    work.contacts.sweep_contacts()
    assert list(Job.objects.values_list("kind", "by")) == [(actions.SWEEP, None)]


@contextmanager
def erased_meanwhile(zhou: Contact, *, by: User) -> Iterator[list[int]]:
    """As if somebody's erasure ended just when an act asks for its lock: its page had been let through by then."""
    gone: list[int] = []

    def erased_first(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FOR UPDATE" in sql and "clients_contact" in sql and not gone:
            gone.append(zhou.pk)
            actions.erase(zhou, by=fresh(by))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(erased_first):
        yield gone


ACTS = {
    "edit": SENT,
    "unmask": {},
    "left": {"on": "2026-01-05"},
    "back": {},
    "known": {"closeness": "1"},
    "export": {},
    "erase": {"sure": "on"},
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_comes_while_the_person_is_erased_finds_nothing(
    act: str, zhou: Contact, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.lead, proved=True)
    sent = {**ACTS[act], "person": str(cast.rm.uuid)} if act == "known" else ACTS[act]
    with erased_meanwhile(zhou, by=cast.branch) as gone:
        answer = browser.post(page(zhou, act), sent)
    assert gone
    assert answer.status_code == 404
    assert "内容已被移除" in answer.content.decode()
    assert Event.objects.filter(on_uuid=zhou.uuid, nature="act", by=cast.lead).count() == 0


def test_the_sweep_leaves_out_whom_somebody_erases_meanwhile(zhou: Contact, cast: Cast, settings: Any) -> None:
    settings.CONTACT_DAYS = 100
    leave_ago(zhou, 101, by=cast.rm)
    with erased_meanwhile(zhou, by=cast.branch):
        assert actions.erase_due() == 0
    assert event("contact.erased").by == cast.branch
