"""A batch of the ledger by screen: stored whole and brought to the desk, or refused whole with a report and one's own files back."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import Cast
from delivered import bank
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import submissions
from qiao.desk.clients.models import Client, Delivery, Submission
from qiao.engine import DataError, read_batches, unpack

SignIn = Callable[..., Browser]


@pytest.fixture
def place(tmp_path: Path, settings: object) -> Path:
    settings.LEDGER = tmp_path / "ledger"  # type: ignore[attr-defined]
    return tmp_path / "ledger"


def send(browser: Browser, *files: tuple[str, bytes], **more: str) -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post("/clients/deliveries/send/", {"tables": uploads, **more}, follow=True)


def packed(tables: dict[str, str], folder: str = "批次/") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{folder}{name}.csv", text)
    return buffer.getvalue()


@pytest.mark.slow
def test_a_zip_is_stored_and_brought_to_the_desk(
    cast: Cast, place: Path, sign_in: SignIn, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    browser = sign_in(cast.hr)
    page = send(browser, ("台账.zip", packed(bank())), data_date="2025-12-31")
    made = Submission.objects.get()
    assert page.redirect_chain[-1][0] == made.get_absolute_url()
    assert "clients.csv" in made.files
    with django_capture_on_commit_callbacks(execute=True):
        carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert (made.verdict, made.number) == ("stored", 1)
    assert Delivery.objects.get().imported_by == "hr"
    assert Client.objects.get(number="C1").name == "甲公司"
    assert not made.folder.exists(), "the store has it"
    assert "第 1 批" in browser.get(made.get_absolute_url()).content.decode()
    codes = set(Event.objects.filter(on_uuid=made.uuid).values_list("code", flat=True))
    assert codes == {"submission.sent", "submission.stored"}


@pytest.mark.slow
def test_a_second_attempt_finds_what_the_first_has_stored(cast: Cast, place: Path, sign_in: SignIn) -> None:
    send(sign_in(cast.hr), *((f"{name}.csv", text.encode()) for name, text in bank().items()))
    made = Submission.objects.get()
    for _ in range(2):
        submissions.ingest(made, by=cast.hr, told=lambda label, done: None)
    assert len(read_batches(place)) == 1


def test_a_faulty_batch_is_refused_whole_and_ones_own_workbook_comes_back(
    cast: Cast, place: Path, sign_in: SignIn, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for row in (
        ["客户号", "客户名称", "开户日期"],
        ["C1", "甲公司", "2020-01-01"],
        ["C2", "乙公司", "昨天"],
        ["C3", "丙公司", ""],
    ):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    browser = sign_in(cast.hr)
    send(browser, ("一批.xlsx", buffer.getvalue()))
    made = Submission.objects.get()
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert (made.verdict, made.faults, Client.objects.count()) == ("refused", 2, 0)
    assert read_batches(place) == []
    text = browser.get(made.get_absolute_url()).content.decode()
    assert "昨天" in text
    report = b"".join(browser.get(f"{made.get_absolute_url()}report/").streaming_content)  # type: ignore[attr-defined]
    assert openpyxl.load_workbook(io.BytesIO(report)).sheetnames
    own = b"".join(browser.get(f"{made.get_absolute_url()}own/").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(own)) as archive:
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read("一批.xlsx"))).active
    assert [bool(sheet[f"D{row}"].value) for row in range(1, 5)] == [True, False, True, True]
    assert not (made.folder / "files").exists()
    assert Event.objects.filter(code="submission.exported").count() == 2
    assert sign_in(cast.admin).get(made.get_absolute_url()).status_code == 404, (
        "an administrator sees no client of others'"
    )


def test_what_is_no_batch_is_one_sentence_and_leaves_nothing(cast: Cast, place: Path, sign_in: SignIn) -> None:
    browser = sign_in(cast.admin)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clients.csv", bytes(40 << 20))
    for files in (
        [("x.zip", b"PK\x03\x04nonsense")],
        [("x.zip", bomb.getvalue())],
        [("macro.xlsm", b"PK\x03\x04")],
        [("clients.csv", b"a"), ("clients.csv", b"a")],
    ):
        page = send(browser, *files)
        assert (page.status_code, len(page.context["form"].errors["tables"])) == (422, 1)
    assert not Submission.objects.exists()
    assert list(place.with_name("incoming").iterdir()) == []
    assert sign_in(cast.auditor).get("/clients/deliveries/send/").status_code == 403


def test_an_archives_names_are_no_paths(tmp_path: Path) -> None:
    archive, folder = tmp_path / "a.zip", tmp_path / "out"
    folder.mkdir()
    with zipfile.ZipFile(archive, "w") as made:
        for name in ("../../etc/clients.csv", "a\\b\\客户.csv", "/managers.csv", "__MACOSX/._clients.csv", ".DS_Store"):
            made.writestr(name, "x")
    assert set(unpack(archive, folder)) == {"clients.csv", "客户.csv", "managers.csv"}
    assert not (tmp_path.parent / "etc").exists()
    with zipfile.ZipFile(archive, "a") as made:
        made.writestr("b/clients.csv", "y")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(DataError, match="two files"):
        unpack(archive, other)
