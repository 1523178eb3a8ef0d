"""Every refusal is a problem document with a sentence in the caller's language."""

from uuid import uuid4

import pytest
from calling import call, issued
from cast import Cast
from django.test import Client

from qiao.desk.api import queries
from qiao.desk.api.gate import LARGEST_BODY


def test_without_a_token_nothing_is_told(cast: Cast) -> None:
    answer = Client().get("/api/people")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="qiao"'
    assert answer.json()["type"] == "/api/#no-token"


@pytest.mark.parametrize(
    "authorization", ["Bearer", "Bearer ", "Basic cm06cWlhby1zYW1wbGU=", "qiao_x", "Bearer qiao_x"]
)
def test_what_is_no_token_opens_nothing(cast: Cast, authorization: str) -> None:
    assert Client().get("/api/me", headers={"Authorization": authorization}).status_code == 401


def test_the_language_is_the_requests_then_the_persons(cast: Cast) -> None:
    secret = issued(cast.rm).secret
    path = f"/api/people/{uuid4()}"
    assert call(secret, path).headers["Content-Language"] == "zh-hans"
    for wish in ("en", "en-GB,en;q=0.9", "fr, en;q=0.5"):
        assert call(secret, path, headers={"Accept-Language": wish}).headers["Content-Language"] == "en"
    cast.rm.language = "en"
    cast.rm.save()
    assert call(secret, path).json()["title"] == "Not found"
    assert call(secret, path, headers={"Accept-Language": "zh-CN"}).headers["Content-Language"] == "zh-hans"
    assert call(secret, path, headers={"Accept-Language": "*"}).headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("limit=0", "limit", "This must be at least 1."),
        ("limit=201", "limit", "This must be at most 200."),
        ("limit=many", "limit", "This is not a whole number."),
        ("after=7", "after", "This is not an id: 32 hexadecimal digits with hyphens."),
        ("role=king", "role", "This must be one of: rm, lead, branch, hr, risk, product, office, auditor, admin."),
        ("q=%00", "q", "This holds a character that is not accepted."),
        ("brnch=1", "brnch", "There is no such parameter."),
    ],
)
def test_a_fault_names_its_field(cast: Cast, query: str, field: str, sentence: str) -> None:
    answer = call(cast.rm, f"/api/people?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert answer.json()["faults"] == [{"field": field, "message": sentence}]


def test_every_fault_is_named_at_once(cast: Cast) -> None:
    faults = call(cast.rm, "/api/people?limit=0&after=7&brnch=1").json()["faults"]
    assert {fault["field"] for fault in faults} == {"limit", "after", "brnch"}


def test_an_address_without_an_operation_is_not_found(cast: Cast) -> None:
    for path in ("/api/nothing", "/api/people/", "/api/people/7", "/api/me/again"):
        answer = call(cast.rm, path)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_another_method_is_refused_with_those_that_are_there(cast: Cast) -> None:
    for method in ("post", "put", "patch", "delete", "options"):
        answer = call(cast.rm, "/api/me", method, content_type="application/json")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_only_json_of_a_small_size_is_read(cast: Cast) -> None:
    assert call(cast.rm, "/api/me", "post", data={"a": "b"}).status_code == 415
    large = call(cast.rm, "/api/me", "post", data="x" * (LARGEST_BODY + 1), content_type="application/json")
    assert large.status_code == 413


def test_a_mistake_of_ours_is_a_problem_with_the_requests_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = issued(cast.rm).secret

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret value")

    monkeypatch.setattr(queries, "people", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/api/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert "secret value" not in answer.text


def test_every_answer_has_its_number_and_is_kept_nowhere(cast: Cast) -> None:
    for answer in (call(cast.rm, "/api/me"), call(cast.rm, "/api/nothing"), Client().get("/api/me")):
        assert len(answer.headers["X-Request-ID"]) == 12
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
