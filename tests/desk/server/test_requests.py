"""Each request has an id, a line in the log and a figure; none of them holds anything personal."""

import json
import logging
from collections.abc import Callable

import pytest
from cast import Cast
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from qiao.desk.errors import SetupError
from qiao.desk.server import metrics, requests
from qiao.desk.server.logs import Formatter

PERSONAL = "13800138000"


class Lines(logging.Handler):
    """Keeps what would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Formatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def written() -> "list[str]":
    """The log's lines from now on."""
    handler, root = Lines(), logging.getLogger()
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)


def answered(written: list[str]) -> dict[str, object]:
    """The last request's line."""
    return [line for line in map(json.loads, written) if line["logger"] == "qiao.request"][-1]


def test_a_line_tells_route_person_and_time_and_nothing_of_the_query(
    cast: Cast, sign_in: Callable[..., Client], written: list[str]
) -> None:
    response = sign_in(cast.rm).get("/", {"search": PERSONAL})
    line = answered(written)
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert (line["route"], line["method"], line["status"]) == ("today:today", "GET", 200)
    assert line["user"] == str(cast.rm.uuid)
    assert isinstance(line["ms"], float)
    whole = "\n".join(written)
    assert not [word for word in (PERSONAL, cast.rm.name, '"rm"') if word in whole]


def test_an_address_that_is_none_is_not_written(client: Client, db: None, written: list[str]) -> None:
    assert client.get(f"/{PERSONAL}/").status_code == 404
    assert answered(written)["route"] == "unknown"
    assert PERSONAL not in "\n".join(written)


def test_a_request_that_fails_tells_where_and_not_what(
    cast: Cast, client: Client, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE contact (phone text UNIQUE)")
            cursor.execute("INSERT INTO contact VALUES (%s), (%s)", [PERSONAL, PERSONAL])
        raise AssertionError("never here")

    monkeypatch.setattr("qiao.desk.server.health.checks", failing)
    client.raise_request_exception = False
    assert client.get("/readyz", {"phone": PERSONAL}).status_code == 500
    whole = "\n".join(written)
    assert PERSONAL not in whole
    told = next(line for line in map(json.loads, written) if "exceptions" in line)
    assert told["exceptions"][0]["class"] == "django.db.utils.IntegrityError"
    assert told["exceptions"][-1]["sqlstate"] == "23505"
    assert any("test_requests.py" in frame for frame in told["exceptions"][0]["frames"])
    assert told["request_id"] == answered(written)["request_id"]


@pytest.mark.parametrize(
    ("name", "message", "values", "expected"),
    [
        ("qiao.desk.jobs", "Job %s ended", ("a1",), "Job a1 ended"),
        ("django.request", "Not Found: %s", (f"/{PERSONAL}",), "Not Found: %s"),
        ("procrastinate.worker", f"Job send(phone={PERSONAL}) failed", (), "module:7"),
    ],
)
def test_only_our_own_messages_are_written_whole(name: str, message: str, values: tuple[str], expected: str) -> None:
    record = logging.LogRecord(name, logging.ERROR, "module.py", 7, message, values, None)
    assert json.loads(Formatter().format(record))["message"] == expected


def test_our_own_refusals_keep_their_sentence_and_others_lose_it() -> None:
    try:
        try:
            raise IntegrityError(PERSONAL)
        except IntegrityError as error:
            raise SetupError("库未就绪。", "The database is not ready.") from error
    except SetupError as error:
        record = logging.LogRecord(
            "qiao", logging.ERROR, "m.py", 1, "failed", (), (type(error), error, error.__traceback__)
        )
    ours, theirs = json.loads(Formatter().format(record))["exceptions"]
    assert ours["message"] == "The database is not ready."
    assert "message" not in theirs


def through(settings: Settings, **meta: str) -> tuple[HttpRequest, HttpResponse]:
    """A request after the middleware, and its answer."""
    request = RequestFactory().get("/", **meta)
    return request, requests.observed(lambda _: HttpResponse())(request)


def test_only_a_known_proxy_is_believed(settings: Settings) -> None:
    settings.PROXIES = ["10.0.0.0/8"]
    given = {"HTTP_X_REQUEST_ID": "from-the-proxy.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.7, 10.0.0.9"}
    request, response = through(settings, REMOTE_ADDR="10.0.0.1", **given)
    assert (request.META["REMOTE_ADDR"], response.headers["X-Request-ID"]) == ("192.0.2.7", "from-the-proxy.1")
    request, response = through(settings, REMOTE_ADDR="192.0.2.8", **given)
    assert request.META["REMOTE_ADDR"] == "192.0.2.8"
    assert response.headers["X-Request-ID"] != "from-the-proxy.1"


@pytest.mark.parametrize("malformed", ["short", "x" * 65, 'a"}{"level', "a b c d e f g h", "行行行行行行行行"])
def test_a_malformed_id_is_replaced(settings: Settings, malformed: str) -> None:
    settings.PROXIES = ["10.0.0.1"]
    _, response = through(settings, REMOTE_ADDR="10.0.0.1", HTTP_X_REQUEST_ID=malformed)
    assert response.headers["X-Request-ID"] != malformed


def test_labels_hold_no_address(client: Client, db: None) -> None:
    client.get(f"/{PERSONAL}/")
    client.generic("GET" + PERSONAL, "/healthz")
    figures = metrics.exposition().decode()
    assert PERSONAL not in figures
    assert 'route="unknown",status="4xx"' in figures
    assert 'method="other",route="server:alive",status="4xx"' in figures
