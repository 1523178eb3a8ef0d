"""Documents are kept with a client, scanned, taken along and retired by whoever does business with it, and by nobody else."""

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from django.conf import settings
from django.db import IntegrityError
from django.test import Client as Browser
from keeping import PDF, client_of, only, send
from packing import compound, package
from photographing import photograph

from qiao.desk.audit.models import Event
from qiao.desk.clients import files
from qiao.desk.clients.actions import documents
from qiao.desk.clients.models import Client, Document
from qiao.desk.clients.models.documents import Scan
from qiao.desk.clients.queries.documents import kept
from qiao.desk.common.uploads import LARGEST
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]


@pytest.fixture
def client(cast: Cast, tmp_path: Path, settings: Any) -> Client:
    return client_of(cast, tmp_path, settings)


def test_a_document_is_kept_apart_and_comes_back_as_a_file(client: Client, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    assert send(browser, client).status_code == 302
    place = files.path_of(only().digest)
    assert (place.read_bytes(), place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (
        PDF,
        0o600,
        0o700,
    )
    assert (only().kind, only().scan, only().size) == ("pdf", Scan.UNSCANNED, len(PDF))
    page = browser.get(f"{client.get_absolute_url()}documents/").content.decode()
    assert "\u672a\u67e5\u6bd2" in page
    file = browser.get(f"/clients/documents/{only().uuid}/")
    assert file.content == PDF
    assert file["Content-Type"] == "application/octet-stream"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%88%E5%90%8C.pdf"
    codes = set(Event.objects.filter(on_uuid=only().uuid).values_list("code", flat=True))
    assert codes == {"document.uploaded", "document.downloaded"}


def test_who_does_no_business_with_the_client_gets_none(client: Client, cast: Cast, sign_in: SignIn) -> None:
    send(sign_in(cast.rm), client)
    for person, listed, file in (
        ("rm3", 404, 404),
        ("office", 404, 404),
        ("hr", 200, 404),
        ("risk", 200, 404),
        ("auditor", 200, 200),
    ):
        browser = sign_in(getattr(cast, person))
        page = browser.get(f"{client.get_absolute_url()}documents/")
        assert page.status_code == listed, person
        assert "\u5408\u540c.pdf" not in page.content.decode() or person == "auditor"
        assert browser.get(f"/clients/documents/{only().uuid}/").status_code == file, person
        assert send(browser, client).status_code == (404 if listed == 404 else 403), person
        assert browser.post(f"/clients/documents/{only().uuid}/retire/", {"reason": "x"}).status_code == (
            403 if person == "auditor" else 404
        )
    assert Document.objects.count() == 1


def test_the_trail_tells_for_whom_a_stand_in_acted(client: Client, cast: Cast, sign_in: SignIn) -> None:
    today = calendar.today()
    delegations.delegate(cast.rm, by=cast.rm, stand_in=cast.rm3, from_date=today, to_date=today, reason="leave")
    browser = sign_in(cast.rm3)
    send(browser, client)
    browser.get(f"/clients/documents/{only().uuid}/")
    browser.post(f"/clients/documents/{only().uuid}/retire/", {"reason": "x"})
    told = Event.objects.filter(on_uuid=only().uuid).values_list("code", "for_whom__staff_number")
    assert set(told) == {(f"document.{act}", "rm") for act in ("uploaded", "downloaded", "retired")}


def test_a_file_of_another_kind_or_too_large_is_refused(client: Client, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    for name, data in (("a.pdf", b"MZ\x90\x00\x03"), ("a.exe", PDF), ("a.txt", PDF), ("a.zip", b"PK\x03\x04")):
        assert send(browser, client, name, data).status_code == 422, name
    large = send(browser, client, "a.pdf", PDF + b" " * LARGEST)
    assert (large.status_code, "20 MiB" in large.context["form"].errors["file"][0]) == (422, True)
    assert browser.post(f"{client.get_absolute_url()}documents/", {}).status_code == 422
    assert not Document.objects.exists()


def test_an_office_file_with_more_than_text_and_figures_is_refused_in_words_that_help(
    client: Client, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.rm)
    for name, part, words in (
        ("a.xlsx", "xl/vbaProject.bin", "不含宏"),
        ("a.xlsm", "xl/vbaProject.bin", "不含宏"),
        ("a.xlsx", "xl/externalLinks/externalLink1.xml", "断开链接"),
        ("a.xlsx", "xl/embeddings/oleObject1.bin", "粘贴为数值"),
    ):
        refused = send(browser, client, name, package(parts={part: "x"}))
        assert (refused.status_code, words in refused.context["form"].errors["file"][0]) == (422, True), name
    assert send(browser, client, "a.xls", compound("Workbook", "_VBA_PROJECT_CUR")).status_code == 422
    assert not Document.objects.exists()
    assert send(browser, client, "a.xlsx", package()).status_code == 302


def test_a_picture_is_kept_without_where_it_was_taken(client: Client, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rm)
    taken = photograph(orientation=6)
    assert b"GPS place" in taken
    assert send(browser, client, "a.jpg", taken).status_code == 302
    data = browser.get(f"/clients/documents/{only().uuid}/").content
    assert b"GPS place" not in data
    assert (only().size, only().digest) == (len(data), hashlib.sha256(data).hexdigest())
    cut_short = send(browser, client, "a.jpg", taken[:-100])
    assert (cut_short.status_code, "损坏" in cut_short.context["form"].errors["file"][0]) == (422, True)


def test_a_name_hides_nothing(client: Client, cast: Cast, sign_in: SignIn) -> None:
    send(sign_in(cast.rm), client, "..\\\\x\u202efdp.pdf")
    assert only().name == "xfdp.pdf"
    assert documents._name("a" * 300 + ".pdf") == "a" * 116 + ".pdf"


def test_the_same_name_is_the_next_version(client: Client, cast: Cast, sign_in: SignIn) -> None:
    send(sign_in(cast.rm), client)
    send(sign_in(cast.rm), client, data=PDF + b"2")
    (one,) = kept(Document.objects.filter(client=client).listed())
    assert (one.newest.number, [early.number for early in one.earlier]) == (2, [1])


def test_a_retired_document_stays_with_its_reason_and_is_taken_by_nobody(
    client: Client, cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.rm)
    send(browser, client)
    address = f"/clients/documents/{only().uuid}/"
    assert browser.post(f"{address}retire/", {"reason": ""}).status_code == 422
    assert browser.post(f"{address}retire/", {"reason": "\u4f5c\u5e9f"}).status_code == 302
    assert browser.post(f"{address}retire/", {"reason": "again"}).status_code == 422
    assert "\u4f5c\u5e9f" in browser.get(f"{client.get_absolute_url()}documents/").content.decode()
    assert (browser.get(address).status_code, sign_in(cast.auditor).get(address).status_code) == (403, 200)
    assert Event.objects.filter(code="document.retired", on_uuid=only().uuid, by=cast.rm).exists()


def test_bytes_are_kept_whole_or_not_at_all(client: Client, settings: Any) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        files.keep(Broken(), "ab" * 32)
    assert [names for _, _, names in os.walk(settings.DOCUMENTS) if names] == []


def test_bytes_whose_document_cannot_be_written_down_do_not_stay(client: Client, cast: Cast) -> None:
    def keep(size: int) -> Document:
        return documents.upload(
            client, by=User.objects.get(pk=cast.rm.pk), name="合同.pdf", file=io.BytesIO(PDF), size=size
        )

    def kept_files() -> list[Path]:
        return [path for path in Path(settings.DOCUMENTS).rglob("*") if path.is_file()]

    with pytest.raises(IntegrityError):
        keep(-1)  # the database takes no such size
    assert (kept_files(), Document.objects.exists()) == ([], False)
    stays = keep(len(PDF))
    with pytest.raises(IntegrityError):
        keep(-1)
    assert kept_files() == [files.path_of(stays.digest)], "another document has the same bytes"
