"""A document in which a virus is found is not kept, and one kept before is taken away; without an answer it waits."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from django.test import Client as Browser
from keeping import PDF, client_of, only, send
from scanner import BAD, PUZZLING, Scanner, standing

from qiao.desk.audit.models import Event
from qiao.desk.clients import clamd, files
from qiao.desk.clients.actions import documents
from qiao.desk.clients.models import Assignment, Client, Document
from qiao.desk.clients.models.documents import Scan
from qiao.desk.clients.queries.documents import held
from qiao.desk.clients.work.documents import scan_held_documents
from qiao.desk.notices.models import Notice

SignIn = Callable[..., Browser]


@pytest.fixture
def client(cast: Cast, tmp_path: Path, settings: Any) -> Client:
    return client_of(cast, tmp_path, settings)


def test_a_virus_is_refused_and_not_kept(client: Client, cast: Cast, sign_in: SignIn, settings: Any) -> None:
    with standing(Scanner()) as settings.CLAMD:
        found = send(sign_in(cast.rm), client, data=PDF + BAD)
        assert (found.status_code, Document.objects.count()) == (422, 0)
        send(sign_in(cast.rm), client)
    assert only().scan == Scan.CLEAN
    assert sum(len(names) for _, _, names in os.walk(settings.DOCUMENTS)) == 1


def test_without_an_answer_a_document_is_held_and_asked_about_again(
    client: Client, cast: Cast, sign_in: SignIn, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    browser = sign_in(cast.rm)
    settings.CLAMD = "127.0.0.1:1"
    send(browser, client)
    send(browser, client, "bad.txt", BAD)
    assert {one.scan for one in held()} == {Scan.HELD}
    good, bad = held()
    assert browser.get(f"/clients/documents/{good.uuid}/").status_code == 403
    assert documents.scan_again(good).scan == Scan.HELD, "it is still down"
    with standing(Scanner()) as settings.CLAMD, django_capture_on_commit_callbacks(execute=True):
        assert (documents.scan_again(good).scan, documents.scan_again(bad).scan) == (Scan.CLEAN, Scan.INFECTED)
    assert browser.get(f"/clients/documents/{good.uuid}/").status_code == 200
    assert browser.get(f"/clients/documents/{bad.uuid}/").status_code == 403
    assert (files.path_of(good.digest).exists(), files.path_of(bad.digest).exists()) == (True, False)
    assert Notice.objects.get(to=cast.rm).code == "document.infected"


def test_one_without_an_answer_or_bytes_keeps_no_other_waiting(
    client: Client,
    cast: Cast,
    sign_in: SignIn,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser = sign_in(cast.rm)
    settings.CLAMD = "127.0.0.1:1"
    for name, data in (
        ("puzzling.txt", PUZZLING),
        ("gone.pdf", PDF),
        ("good.txt", b"good"),
        ("bad.txt", BAD),
        ("same.txt", BAD),
    ):
        assert send(browser, client, name, data).status_code == 302
    files.remove(Document.objects.get(name="gone.pdf").digest)
    caplog.clear()
    scan_held_documents()
    assert [one.name for one in caplog.records] == [clamd.__name__], "one that is down is asked about the first alone"
    with standing(Scanner()) as settings.CLAMD, django_capture_on_commit_callbacks(execute=True):
        scan_held_documents()
    assert dict(Document.objects.values_list("name", "scan")) == {
        "puzzling.txt": Scan.HELD,
        "gone.pdf": Scan.HELD,
        "good.txt": Scan.CLEAN,
        "bad.txt": Scan.INFECTED,
        "same.txt": Scan.INFECTED,
    }
    assert Event.objects.filter(code="document.scanned").count() == 3
    assert Notice.objects.filter(code="document.infected").count() == 2


def test_a_virus_found_later_is_found_in_every_document_of_the_same_bytes(
    client: Client, cast: Cast, sign_in: SignIn, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = Client.objects.create(number="C2", name="乙公司")
    Assignment.objects.create(client=other, manager=cast.rm3, part="lead", share=1, from_date=date(2025, 1, 1))
    mine, theirs = sign_in(cast.rm), sign_in(cast.rm3)
    send(mine, client, "unscanned.txt", BAD)
    with standing(Scanner(b"stream: OK\0")) as settings.CLAMD:
        send(theirs, other, "clean.txt", BAD)
    settings.CLAMD = "127.0.0.1:1"
    send(mine, client, "held.txt", BAD)
    assert set(Document.objects.values_list("scan", flat=True)) == {Scan.UNSCANNED, Scan.CLEAN, Scan.HELD}
    with standing(Scanner()) as settings.CLAMD, django_capture_on_commit_callbacks(execute=True):
        scan_held_documents()
    everywhere_infected(mine, theirs)
    assert Notice.objects.filter(code="document.infected").count() == 3


def test_a_virus_found_at_an_upload_is_found_in_what_was_kept_before(
    client: Client, cast: Cast, sign_in: SignIn, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    browser = sign_in(cast.rm)
    send(browser, client, "unscanned.txt", BAD)
    with standing(Scanner()) as settings.CLAMD, django_capture_on_commit_callbacks(execute=True):
        assert send(browser, client, "again.txt", BAD).status_code == 422
    assert only().name == "unscanned.txt"
    everywhere_infected(browser)
    assert Notice.objects.get(to=cast.rm).code == "document.infected"
    assert Event.objects.get(code="document.refused").details["found"] == "Sample.Bad-1"
    assert Event.objects.get(code="document.scanned").details["found"] == "Sample.Bad-1"


def test_bytes_in_which_a_virus_was_found_are_not_kept_again(
    client: Client, cast: Cast, sign_in: SignIn, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    browser = sign_in(cast.rm)
    send(browser, client, "bad.txt", BAD)
    with standing(Scanner()) as settings.CLAMD, django_capture_on_commit_callbacks(execute=True):
        send(browser, client, "bad.txt", BAD)
    for settings.CLAMD in ("", "127.0.0.1:1"):
        refused = send(browser, client, "again.txt", BAD)
        assert (refused.status_code, only().name) == (422, "bad.txt")
        assert refused.context["form"].errors["file"]
    with standing(Scanner(b"stream: OK\0")) as settings.CLAMD:
        assert send(browser, client, "again.txt", BAD).status_code == 422
    everywhere_infected(browser)
    found = Event.objects.filter(code="document.refused").values_list("details__found", flat=True)
    assert sorted(found) == ["Sample.Bad-1", "known", "known", "known"]


def test_a_document_of_an_earlier_version_is_not_taken_along_where_its_bytes_had_a_virus(
    client: Client, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.rm)
    for name in ("one.txt", "two.txt"):
        send(browser, client, name, BAD)
    one, two = Document.objects.order_by("pk")
    assert browser.get(f"/clients/documents/{two.uuid}/").status_code == 200
    Document.objects.filter(pk=one.pk).update(scan=Scan.INFECTED)  # of this one alone, as it was done once
    assert browser.get(f"/clients/documents/{two.uuid}/").status_code == 403


def everywhere_infected(*browsers: Browser) -> None:
    """Every document has a virus and no bytes, and nobody takes it along."""
    for one in Document.objects.all():
        assert (one.name, one.scan, files.path_of(one.digest).exists()) == (one.name, Scan.INFECTED, False)
        answers = {browser.get(f"/clients/documents/{one.uuid}/").status_code for browser in browsers}
        assert answers <= {403, 404}
        assert 403 in answers
        assert Event.objects.filter(code="document.scanned", on_uuid=one.uuid, details__scan="infected").count() == 1


def test_those_that_go_on_waiting_keep_none_behind_them_from_its_turn(
    client: Client, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    settings.CLAMD = "127.0.0.1:1"
    send(sign_in(cast.rm), client, "good.txt", b"good")
    good = only()
    gone = [
        Document(
            client=client, name=f"{number}.txt", number=1, kind="text", size=1, digest=f"{number:064x}",
            scan=Scan.HELD, uploaded_by=good.uploaded_by, uploaded_at=good.uploaded_at,
        )
        for number in range(401)
    ]  # fmt: skip
    Document.objects.bulk_create(gone)
    Document.objects.filter(pk=good.pk).delete()
    good.pk = None
    good.save()  # behind them all
    assert [one.pk for one in held()] == sorted(one.pk for one in [*gone, good])
    with standing(Scanner()) as settings.CLAMD:
        scan_held_documents()
    assert Document.objects.get(name="good.txt").scan == Scan.CLEAN
    assert Document.objects.filter(scan=Scan.HELD).count() == 401
