"""Batches of the ledger by the API: a form with files and nothing else, checked as by screen."""

from pathlib import Path

from calling import call, issued
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from pytest_django import Settings

from qiao.desk.api.gate import LARGEST_FILES
from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Submission
from qiao.desk.jobs.models import Job

FILE = SimpleUploadedFile("clients.csv", b"client_id,name\nC1,A\n")


def send(secret: str, **fields: object) -> "tuple[int, list[str]]":
    """Send a form; the status and the fields with a fault."""
    answer = Browser().post("/api/batches", fields, headers={"Authorization": f"Bearer {secret}"})
    told = answer.json()
    return answer.status_code, [] if answer.status_code == 200 else [one["field"] for one in told["faults"]]


def test_a_batch_is_put_aside_and_checked_in_the_background(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.LEDGER = tmp_path / "ledger"
    secret = issued(cast.hr).secret
    FILE.seek(0)
    assert send(secret, tables=FILE, data_date="2025-12-31") == (200, [])
    made = Submission.objects.get()
    (listed,) = call(secret, "/api/batches?verdict=waiting").json()["items"]
    assert (listed["uuid"], listed["files"], listed["data_date"]) == (str(made.uuid), ["clients.csv"], "2025-12-31")
    assert listed["job"] == str(Job.objects.get().uuid)
    assert Event.objects.get(code="submission.sent").by == cast.hr
    assert call(cast.admin, f"/api/batches/{made.uuid}").status_code == 404  # not sent by them


def test_what_is_no_batch_is_refused(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.LEDGER = tmp_path / "ledger"
    secret = issued(cast.hr).secret
    for fields, field in (
        ({}, "tables"),
        ({"tables": SimpleUploadedFile("run.exe", b"MZ")}, "tables"),
        ({"tables": SimpleUploadedFile("bank.zip", b"no archive")}, "tables"),
        ({"tables": SimpleUploadedFile("a.csv", b"x"), "data_date": "yesterday"}, "data_date"),
        ({"tables": SimpleUploadedFile("a.csv", b"x"), "date": "2025-12-31"}, "date"),
    ):
        assert send(secret, **fields) == (422, [field]), fields
    assert not Submission.objects.exists() and not any((tmp_path / "incoming").glob("*/files"))
    assert call(secret, "/api/batches", "post", data={}, content_type="application/json").status_code == 415
    large = Browser().post(
        "/api/batches", headers={"Authorization": f"Bearer {secret}"}, CONTENT_LENGTH=str(LARGEST_FILES + 1)
    )
    assert large.status_code == 413


def test_only_those_who_answer_for_the_data_send(cast: Cast) -> None:
    for person in (cast.rm, cast.auditor):
        assert send(issued(person).secret, tables=FILE)[0] == 403
    assert call(cast.auditor, "/api/batches").status_code == 403
    assert call(cast.auditor, "/api/deliveries").json() == {"items": [], "next": None}
    assert not Submission.objects.exists()
