"""The audit room: for auditors alone, in words, page by page, as a file; and every look at it is written down."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from qiao.desk.audit import acting, actions, queries
from qiao.desk.audit.models import Event
from qiao.desk.common import sheets, tracing
from qiao.desk.common.roles import Role

SignIn = Callable[..., Client]
ROOM = "/audit/"


@pytest.fixture
def browser(cast: Cast, sign_in: SignIn) -> Client:
    """The auditor's; what made the cast lies before it."""
    browser = sign_in(cast.auditor)
    browser.begun = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]  # type: ignore[attr-defined]
    return browser


def listed(browser: Client, **filters: object) -> list[str]:
    """The codes on the first page of the list, newest first, since the cast was made, without the auditor's own reading."""
    page = browser.get(ROOM, filters)
    assert page.status_code == 200
    events = [line.event for line in page.context["lines"] if line.event.pk > browser.begun]  # type: ignore[attr-defined]
    return [event.code for event in events if event.code != "page.seen"]


def pages(event: Event) -> list[str]:
    """Every address of the room."""
    return [
        ROOM,
        f"{ROOM}export/?format=csv",
        f"{ROOM}seen/?kind=people.User&uuid={uuid4()}",
        f"{ROOM}events/{event.uuid}/",
    ]


def test_nobody_but_an_auditor_enters(cast: Cast, sign_in: SignIn, client: Client) -> None:
    event = actions.record("user.left", by=cast.admin, on=cast.rm, personal={"phone": ("1", "2")})
    for address in pages(event):
        for person in (cast.admin, cast.rm, cast.lead, cast.branch, cast.hr, cast.risk, cast.product, cast.office):
            assert sign_in(person).get(address).status_code == 403
        assert sign_in(cast.auditor).get(address).status_code == 200
        assert client.get(address).status_code == 302
    assert sign_in(cast.admin).post(f"{ROOM}events/{event.uuid}/values/").status_code == 403


def test_an_event_that_is_none_is_not_found(browser: Client) -> None:
    assert browser.get(f"{ROOM}events/{uuid4()}/").status_code == 404
    assert browser.post(f"{ROOM}events/{uuid4()}/values/").status_code == 404
    assert browser.post(ROOM).status_code == 405


def test_events_are_told_in_the_readers_language_newest_first(cast: Cast, browser: Client) -> None:
    actions.record("user.left", by=cast.admin, on=cast.rm)
    actions.record("user.returned", by=None, on=cast.rm)
    assert listed(browser) == ["user.returned", "user.left"]
    cast.auditor.language = "en"
    cast.auditor.save()
    text = browser.get(ROOM).content.decode()
    assert "Noted that a person leaves" in text
    assert "the system" in text
    assert str(cast.admin) in text or cast.admin.name_en in text


def test_the_filters_narrow_the_list(cast: Cast, browser: Client) -> None:
    with tracing.traced("abc123"):
        actions.record("user.left", by=cast.admin, on=cast.rm)
    actions.record("branch.closed", by=cast.admin, on=cast.rm.posts.get().branch)
    actions.record("user.changed", by=cast.rm2, on=cast.rm2, for_whom=cast.rm)
    actions.record("user.refused", by=None, on=cast.rm3)
    today = timezone.localdate()
    assert listed(browser, who="rm2") == ["user.changed"]
    assert listed(browser, what="user.left") == ["user.left"]
    assert listed(browser, what="user.") == ["user.refused", "user.changed", "user.left"]
    assert listed(browser, kind="people.Branch") == ["branch.closed"]
    assert listed(browser, record=cast.rm3.uuid) == ["user.refused"]
    assert listed(browser, request="abc123") == ["user.left"]
    assert listed(browser, refusals="on") == ["user.refused"]
    assert listed(browser, stand_ins="on") == ["user.changed"]
    assert len(listed(browser, since=today, until=today)) == 4
    assert listed(browser, until=today - timedelta(days=1)) == []
    assert listed(browser, since=today + timedelta(days=1)) == []


@pytest.mark.parametrize("wrong", [{"who": "nobody"}, {"record": "x"}, {"since": "x"}, {"what": "x"}, {"after": "x"}])
def test_a_filter_that_makes_no_sense_is_refused(browser: Client, wrong: dict[str, str]) -> None:
    assert browser.get(ROOM, wrong).status_code == 422


def test_pages_follow_each_other_without_gap_or_double(cast: Cast, browser: Client) -> None:
    for _ in range(120):
        actions.record("user.left", by=cast.admin, on=cast.rm)
    shown: list[int] = []
    after = ""
    while True:
        page = browser.get(ROOM, {"what": "user.left", "after": after})
        shown += [line.event.pk for line in page.context["lines"]]
        if not (after := page.context["after"]):
            break
    assert shown == list(Event.objects.filter(code="user.left").order_by("-pk").values_list("pk", flat=True))


def test_the_list_asks_as_often_for_many_as_for_few(cast: Cast, browser: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_asked:
            assert browser.get(ROOM).status_code == 200
        return len(queries_asked)

    asked()
    few = asked()
    for person in (cast.rm, cast.rm2, cast.rm3):
        for _ in range(10):
            actions.record("user.left", by=person, on=cast.rm, for_whom=cast.lead)
    assert asked() == few


def test_an_event_page_shows_its_seal_its_details_and_its_request(cast: Cast, browser: Client) -> None:
    with tracing.traced("abc123"), acting.justified(session := uuid4()):
        event = actions.record("user.changed", by=cast.admin, on=cast.rm, field="branch")
        actions.record("post.given", by=cast.admin, on=cast.rm.posts.get())
    page = browser.get(f"{ROOM}events/{event.uuid}/")
    text = page.content.decode()
    assert [line.event.code for line in page.context["same"]] == ["post.given"]
    assert page.context["details"] == [("field", "branch")]
    assert str(session) in text
    assert page.context["name"] == str(cast.rm)
    assert page.context["hash"] == ""


def test_personal_values_are_shown_by_an_act_that_is_written_down(cast: Cast, browser: Client) -> None:
    event = actions.record("user.changed", by=cast.admin, on=cast.rm, personal={"phone": ("", "13800138000")})
    address = f"{ROOM}events/{event.uuid}/"
    assert "13800138000" not in browser.get(address).content.decode()
    assert "13800138000" in browser.post(f"{address}values/").content.decode()
    shown = Event.objects.get(code="values.shown")
    assert (shown.by, shown.on_uuid) == (cast.auditor, event.uuid)
    actions.erase_values(cast.rm, by=cast.admin)
    assert browser.post(f"{address}values/").context["values"] == []


def test_who_has_seen_a_record_and_how_often(cast: Cast, browser: Client) -> None:
    for person in (cast.rm, cast.rm, cast.lead):
        actions.seen(person, on=cast.rm3)
    actions.seen(cast.lead, on=cast.rm2)
    actions.record("user.changed", by=cast.admin, on=cast.rm3)
    page = browser.get(f"{ROOM}seen/", {"kind": "people.User", "uuid": cast.rm3.uuid})
    assert {person["by__staff_number"]: person["times"] for person in page.context["people"]} == {"rm": 2, "lead": 1}
    assert len(page.context["lines"]) == 3
    assert browser.get(f"{ROOM}seen/", {"kind": "people.User", "uuid": "x"}).status_code == 422


def test_the_auditors_reading_is_written_down_with_its_filter(cast: Cast, browser: Client) -> None:
    browser.get(ROOM, {"who": "rm", "what": "user."})
    event = Event.objects.filter(code="page.seen").latest("pk")
    assert event.by == cast.auditor
    assert event.details == {"route": "audit:events", "uuids": [], "by_who": str(cast.rm.uuid), "by_what": "user."}
    browser.get(f"{ROOM}events/{event.uuid}/")
    assert Event.objects.get(code="event.seen").on_uuid == event.uuid


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_says_who_took_it_and_when_and_is_an_event(
    cast: Cast, browser: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sheets.ROWS, Role.AUDITOR, 3)
    for _ in range(5):
        actions.record("user.left", by=cast.admin, on=cast.rm, day=timezone.localdate())
    answer = browser.get(f"{ROOM}export/", {"format": kind, "what": "user.left"})
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "auditor" in rows[0][0]
    assert f"{timezone.localdate()}" in rows[0][0]
    assert len(rows) == 2 + 3
    assert rows[2][6] == "user.left"
    event = Event.objects.get(code="audit.exported")
    assert (event.by, event.details) == (cast.auditor, {"rows": 3, "by_what": "user.left"})
    assert browser.get(f"{ROOM}export/", {"format": "exe"}).status_code == 422


def test_a_person_of_several_roles_takes_the_most_that_one_allows() -> None:
    assert sheets.limit_for([Role.RM, Role.LEAD]) == sheets.ROWS[Role.LEAD]
    assert sheets.limit_for([]) == 0


def test_the_chain_stands_above_the_list(browser: Client, cast: Cast) -> None:
    page = browser.get(ROOM)
    assert page.context["chain"].head is None
    assert queries.head() is None
