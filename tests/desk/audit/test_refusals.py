"""Refusals are written for good, once a request, and never flood the trail."""

import os
import sys
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from cast import Cast
from django.conf import LazySettings
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, resolve, reverse

from qiao.desk import urls
from qiao.desk.audit import acting, actions, limits
from qiao.desk.audit.models import Event
from qiao.desk.audit.witness import Witness, witness
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import unattended


def forbidden(request: HttpRequest, uuid: object) -> HttpResponse:
    """A record that may be seen, and an act that may not be done."""
    raise NotAllowedError


def missing(request: HttpRequest, uuid: object) -> HttpResponse:
    """A record outside of the person's scope."""
    raise Http404


def told(request: HttpRequest, uuid: object) -> HttpResponse:
    """An act that writes its refusal itself, and is rolled back."""
    with transaction.atomic():
        actions.record("thing.done", by=None)
        actions.refused("thing.refused", by=None)
        raise NotAllowedError


def open_to_all(request: HttpRequest, uuid: object) -> HttpResponse:
    """A page."""
    return HttpResponse("here")


@unattended
def polled(request: HttpRequest, uuid: object) -> HttpResponse:
    """What a page asks for by itself."""
    return HttpResponse("here")


def in_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """As the administrator's justified session does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting.justified(UUID(int=7)):
            return get_response(request)

    return middleware


things = [
    path("forbidden/<uuid:uuid>/", forbidden, name="forbidden"),
    path("missing/<uuid:uuid>/", missing, name="missing"),
    path("told/<uuid:uuid>/", told, name="told"),
    path("open/<uuid:uuid>/", open_to_all, name="open"),
    path("polled/<uuid:uuid>/", polled, name="polled"),
]
urlpatterns = [*urls.urlpatterns, path("things/", include((things, "things")))]
pytestmark = pytest.mark.urls(__name__)


def written() -> list[Event]:
    """Every event that the witness wrote, oldest first."""
    return list(Event.objects.filter(nature="refusal").order_by("pk"))


@pytest.mark.parametrize(("name", "status"), [("forbidden", 403), ("missing", 404)])
def test_a_refused_page_is_one_event(cast: Cast, sign_in: Callable[..., Client], name: str, status: int) -> None:
    assert sign_in(cast.rm).get(f"/things/{name}/{cast.rm2.uuid}/").status_code == status
    (event,) = written()
    assert (event.code, event.by_id, event.on_uuid) == ("page.refused", cast.rm.pk, cast.rm2.uuid)
    assert event.details == {"status": status, "route": f"things:{name}", "uuids": [str(cast.rm2.uuid)]}


def test_a_refusal_outlives_the_act_and_is_not_told_twice(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert sign_in(cast.rm).get(f"/things/told/{cast.rm2.uuid}/").status_code == 403
    assert [event.code for event in written()] == ["thing.refused"]
    assert not Event.objects.filter(code="thing.done").exists()


def test_the_refusal_is_committed_at_once(cast: Cast, cluster: object) -> None:
    actions.refused("thing.refused", by=cast.rm, on=cast.rm2)
    parameters = connection.get_connection_params()
    kept = {name: parameters[name] for name in ("dbname", "user", "password", "host")}
    with psycopg.connect(**kept) as elsewhere:
        row = elsewhere.execute("SELECT code, by_id, on_kind, on_uuid, nature FROM audit_event").fetchone()
    assert row == ("thing.refused", cast.rm.pk, "people.User", cast.rm2.uuid, "refusal")


def test_a_refusal_does_not_wait_for_rows_that_the_act_holds(cast: Cast) -> None:
    type(cast.rm).objects.select_for_update().get(pk=cast.rm.pk)
    actions.refused("thing.refused", by=cast.rm, on=cast.rm)
    assert len(written()) == 1


def test_an_address_that_is_none_and_a_strangers_visit_leave_nothing(
    cast: Cast, client: Client, sign_in: Callable[..., Client]
) -> None:
    assert sign_in(cast.rm).get("/nothing/here/").status_code == 404
    assert client.get(f"/things/missing/{cast.rm.uuid}/").status_code == 302
    assert written() == []


def test_a_scanner_leaves_so_many_and_one_that_says_there_were_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(actions, "limiter", limits.Limiter(a_minute=3, clock=lambda: now[0]))
    for _ in range(10):
        actions.refused("thing.refused", by=cast.rm)
    actions.refused("thing.refused", by=cast.rm2)  # nobody else is silenced
    now[0] = 61
    actions.refused("thing.refused", by=cast.rm)
    assert [(event.code, event.by_id) for event in written()] == [
        *[("thing.refused", cast.rm.pk)] * 3,
        ("refusals.more", cast.rm.pk),
        ("thing.refused", cast.rm2.pk),
        ("thing.refused", cast.rm.pk),
    ]
    assert written()[3].details == {"limit": 3}
    assert written()[5].details == {"left_out": 7}


def test_many_persons_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(limits, "_KEPT", 100)
    limiter = limits.Limiter(clock=lambda: now[0])
    for whose in range(1000):
        now[0] += 1
        limiter.ask(whose)
    assert len(limiter._windows) <= 100


def test_the_witness_comes_back_after_its_connection_was_cut(cast: Cast, cluster: object) -> None:
    actions.refused("thing.refused", by=cast.rm)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'qiao witness'")
    actions.refused("thing.refused", by=cast.rm)
    assert len(written()) == 2


def test_without_a_database_the_refusal_is_logged_and_stands(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = {**connection.get_connection_params(), "host": "/nowhere/at/all"}
    witness.close()
    monkeypatch.setattr(connection, "get_connection_params", lambda: nowhere)
    actions.refused("thing.refused", by=cast.rm)
    assert "could not be written: thing.refused" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_fork_shares_no_connection(cast: Cast) -> None:
    actions.refused("thing.refused", by=cast.rm)
    assert isinstance(witness, Witness)
    assert witness._connection is not None
    child = os.fork()
    if child == 0:
        os._exit(0 if witness._connection is None else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_each_page_that_is_read_in_a_justified_session_is_an_event(
    cast: Cast, sign_in: Callable[..., Client], settings: object
) -> None:
    browser = sign_in(cast.admin)
    assert browser.get(f"/things/open/{cast.rm.uuid}/").status_code == 200
    assert not Event.objects.filter(code="page.seen").exists()
    names = list(settings.MIDDLEWARE)  # type: ignore[attr-defined]
    names.insert(names.index("qiao.desk.audit.middleware.trail"), f"{__name__}.in_session")
    with override_settings(MIDDLEWARE=names):
        browser = sign_in(cast.admin)
        browser.get(f"/things/open/{cast.rm.uuid}/")
    event = Event.objects.get(code="page.seen")
    assert (event.by, event.on_kind, event.on_uuid, event.nature) == (cast.admin, "people.User", cast.rm.uuid, "read")
    assert event.session is not None
    assert event.details == {"route": "things:open", "uuids": [str(cast.rm.uuid)]}


def test_what_a_page_asks_for_by_itself_is_no_reading_and_the_header_alone_hides_none(
    cast: Cast, sign_in: Callable[..., Client], settings: LazySettings
) -> None:
    names = list(settings.MIDDLEWARE)
    names.insert(names.index("qiao.desk.audit.middleware.trail"), f"{__name__}.in_session")
    with override_settings(MIDDLEWARE=names):
        browser = sign_in(cast.admin)
        browser.get(f"/things/polled/{cast.rm.uuid}/", headers={"X-Background": "1"})
        assert not Event.objects.filter(code="page.seen").exists()
        browser.get(f"/things/open/{cast.rm.uuid}/", headers={"X-Background": "1"})
        browser.get(f"/things/polled/{cast.rm.uuid}/")
    read = Event.objects.filter(code="page.seen").order_by("pk").values_list("details__route", flat=True)
    assert list(read) == ["things:open", "things:polled"]


@pytest.mark.parametrize("route", ["notices:count", "jobs:progress"])
def test_what_pages_ask_for_by_themselves_is_made_for_it(route: str) -> None:
    address = reverse(route, args=[UUID(int=7)] if route == "jobs:progress" else [])
    assert resolve(address).func.is_unattended  # type: ignore[attr-defined]
