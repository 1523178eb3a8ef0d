"""Notes are written by whoever manages a client, taken back by their author within days, and forget whom they named."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from book import assign, client
from cast import Cast
from django.test import Client as Browser

from qiao.desk.audit.models import Event
from qiao.desk.clients import redacting, timeline
from qiao.desk.clients.actions import contacts, notes
from qiao.desk.clients.models import Client, Note
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]


@pytest.fixture
def company(cast: Cast) -> Client:
    made = client("C1")
    assign(made, cast.rm, date(2025, 1, 1))
    return made


def afresh(person: User) -> User:
    """Somebody as at a new request."""
    return User.objects.get(pk=person.pk)


def write(company: Client, by: User, text: str = "约定下周送材料", on: date | None = None) -> Note:
    return notes.write(company, by=afresh(by), day=on or calendar.today(), text=text)


def kinds(user: User, company: Client) -> list[str]:
    return [one.words for one in timeline.moments(afresh(user), [company.pk], None) if one.kind == "note"]


def place(company: Client) -> str:
    return f"{company.get_absolute_url()}notes/"


def test_a_manager_writes_a_note_that_stands_on_the_page_and_the_timeline(
    company: Client, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.rm)
    assert f'href="{place(company)}"' in browser.get(company.get_absolute_url()).content.decode()
    sent = browser.post(place(company), {"text": "  拜访财务部\n约定下周送材料 ", "day": calendar.today()})
    assert sent.status_code == 302
    note = Note.objects.get()
    assert (note.text, note.written_by, note.day) == ("拜访财务部\n约定下周送材料", cast.rm, calendar.today())
    event = Event.objects.get(code="note.written")
    assert event.details["client"] == str(company.uuid)
    assert "材料" not in str(event.details)
    assert "拜访财务部<br>约定下周送材料" in browser.get(place(company)).content.decode()
    assert kinds(cast.rm, company) == ["拜访财务部 约定下周送材料"]
    assert kinds(cast.lead, company) == kinds(cast.auditor, company) == kinds(cast.rm, company)
    assert kinds(cast.hr, company) == kinds(cast.risk, company) == []


@pytest.mark.parametrize(
    "sent", [{"text": " ", "day": "2025-06-01"}, {"text": "甲", "day": "9999-01-01"}, {"text": "甲" * 2001}]
)
def test_a_note_without_words_of_a_day_ahead_or_too_long_is_refused(
    company: Client, cast: Cast, sign_in: SignIn, sent: dict[str, str]
) -> None:
    assert sign_in(cast.rm).post(place(company), sent).status_code == 422
    assert not Note.objects.exists()


def test_who_does_no_business_with_the_client_reads_and_writes_none(
    company: Client, cast: Cast, sign_in: SignIn
) -> None:
    write(company, cast.rm)
    sent: dict[str, Any] = {"text": "甲", "day": calendar.today()}
    for person, reads, writes in (("rm3", 404, 404), ("hr", 403, 403), ("risk", 403, 403), ("auditor", 200, 403)):
        browser = sign_in(getattr(cast, person))
        assert (browser.get(place(company)).status_code, browser.post(place(company), sent).status_code) == (
            reads,
            writes,
        ), person
    assert Note.objects.count() == 1


def test_an_author_takes_a_note_back_and_brings_it_back(company: Client, cast: Cast, sign_in: SignIn) -> None:
    note, browser = write(company, cast.rm), sign_in(cast.rm)
    assert browser.post(f"/clients/notes/{note.uuid}/remove/").status_code == 302
    assert kinds(cast.rm, company) == kinds(cast.lead, company) == []
    assert note.text in browser.get(place(company)).content.decode()
    assert note.text not in sign_in(cast.lead).get(place(company)).content.decode()
    assert note.text in sign_in(cast.auditor).get(place(company)).content.decode()
    assert sign_in(cast.lead).post(f"/clients/notes/{note.uuid}/restore/").status_code == 403
    assert browser.post(f"/clients/notes/{note.uuid}/restore/").status_code == 302
    assert kinds(cast.lead, company) == [note.text]
    codes = Event.objects.filter(on_uuid=note.uuid).order_by("pk").values_list("code", flat=True)
    assert [code for code in codes if code != "page.refused"] == ["note.written", "note.removed", "note.restored"]


def test_nobody_takes_back_what_is_anothers_or_a_week_old(company: Client, cast: Cast) -> None:
    with calendar.played_on(calendar.today() - timedelta(days=8)):
        old = write(company, cast.rm)
    with pytest.raises(RefusedError):
        notes.remove(old, by=afresh(cast.rm))
    with pytest.raises(NotAllowedError):
        notes.remove(write(company, cast.rm), by=afresh(cast.lead))
    with calendar.played_on(calendar.today() - timedelta(days=9)):
        gone = write(company, cast.rm)
        notes.remove(gone, by=afresh(cast.rm))
    with pytest.raises(RefusedError):
        notes.restore(gone, by=afresh(cast.rm))


def test_whoever_handed_the_client_over_reads_no_note_and_the_receiver_reads_all(company: Client, cast: Cast) -> None:
    company.assignments.update(to_date=calendar.today() - calendar.DAY)
    with calendar.played_on(calendar.today() - calendar.DAY):
        note = write(company, cast.rm)
    assign(company, cast.rm2, calendar.today())
    assert kinds(cast.rm2, company) == [note.text]
    assert not Note.objects.visible_to(afresh(cast.rm)).exists()
    with pytest.raises(NotAllowedError):
        notes.remove(note, by=afresh(cast.rm))


def test_notes_forget_an_erased_person_and_nothing_else(company: Client, cast: Cast) -> None:
    manager = afresh(cast.rm)
    person = contacts.write_down(company, by=manager, name="祝若谷")
    early, other = write(company, cast.rm, "与祝若谷谈续贷"), write(company, cast.rm, "已送材料")
    contacts.change(person, by=manager, version=0, name="祝望舒")
    late = write(company, cast.rm, "祝望舒同意")
    person.refresh_from_db()
    handed = contacts.hand_out(person, by=manager)
    assert {value for _what, _day, value in handed} >= {early.text, late.text}
    contacts.erase(person, by=afresh(cast.lead))
    assert dict(Note.objects.values_list("pk", "text")) == {
        early.pk: "与[已删除]谈续贷",
        late.pk: "[已删除]同意",
        other.pk: "已送材料",
    }
    assert "notes:2" in Event.objects.get(code="contact.erased").details["held"]
    assert len(kinds(cast.rm, company)) == 3


def test_a_note_about_others_keeps_what_it_says_of_them(company: Client, cast: Cast) -> None:
    manager = afresh(cast.rm)
    person = contacts.write_down(company, by=manager, name="经理", phone="13812341234", wechat="li")
    contacts.change(person, by=manager, version=0, phone="13999998888")
    both, kept = (
        write(company, cast.rm, "财务经理与顾总同意续贷,电话13812341234"),
        write(company, cast.rm, "顾总li同意"),
    )
    elsewhere = client("C2")
    assign(elsewhere, cast.rm, date(2025, 1, 1))
    away = write(elsewhere, cast.rm, "经理同意")
    person.refresh_from_db()
    contacts.erase(person, by=afresh(cast.lead))
    assert dict(Note.objects.values_list("pk", "text")) == {
        both.pk: "财务[已删除]与顾总同意续贷,电话[已删除]",
        kept.pk: "顾总li同意",
        away.pk: "经理同意",
    }
    assert "notes:1" in Event.objects.get(code="contact.erased").details["held"]


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("与Anna Li谈,李总同意", ["anna li"], "与[已删除]谈,李总同意"),
        ("与ＡＮＮＡ　Ｌｉ谈", ["Anna Li"], "与[已删除]谈"),
        ("client Li, LI; List", ["Li"], "client [已删除], [已删除]; List"),
        ("周建国先生与周建国", ["周建国", "周建国先生"], "[已删除]与[已删除]"),
        ("㎏ 周建国 ㎏", ["周建国"], "㎏ [已删除] ㎏"),
        ("a.b acb", ["a.b"], "[已删除] acb"),
        ("什么也没有", ["", " "], "什么也没有"),
    ],
)
def test_words_are_marked_whatever_their_width_and_case(text: str, words: list[str], left: str) -> None:
    assert redacting.without(text, words) == left


def test_the_trail_tells_for_whom_a_stand_in_wrote(company: Client, cast: Cast) -> None:
    today = calendar.today()
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm3, from_date=today, to_date=today, reason="leave")
    note = write(company, cast.rm3)
    notes.restore(notes.remove(note, by=afresh(cast.rm3)), by=afresh(cast.rm3))
    told = Event.objects.filter(on_uuid=note.uuid).values_list("code", "for_whom__staff_number")
    assert set(told) == {(f"note.{act}", "rm") for act in ("written", "removed", "restored")}
