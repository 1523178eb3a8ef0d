"""A batch of the ledger by screen: stored whole and brought to the desk, or refused whole with a report and one's own files back."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import delivered
import openpyxl
import pytest
from cast import Cast
from delivered import bank
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils.translation import override
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import submissions
from qiao.desk.clients.models import Client, Delivery, LedgerName, Submission
from qiao.desk.clients.queries import ledger_names
from qiao.desk.common.uploads import LARGEST
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


def test_a_table_may_be_larger_than_a_document(cast: Cast, place: Path, sign_in: SignIn) -> None:
    send(sign_in(cast.hr), ("balances.csv", b"account_id,date,balance\n" + bytes(LARGEST)))
    assert Submission.objects.get().files == ["balances.csv"]


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


def test_files_are_listed_as_the_language_lists() -> None:
    sent = Submission(files=["a.csv", "b.csv"])
    told = []
    for language in ("en", "zh-hans"):
        with override(language):
            told.append(str(sent))
    assert told == ["a.csv, b.csv", "a.csv、b.csv"]


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


@pytest.mark.slow
def test_names_that_nobody_knows_are_matched_on_screen_and_remembered(
    cast: Cast, place: Path, sign_in: SignIn, tmp_path: Path
) -> None:
    tables = bank()
    own = tables.pop("balances").replace("account_id,date,balance", "核心账号,日期,日终数,经办人")
    rows = [line + (",甲" if number else "") for number, line in enumerate(own.splitlines())]
    tables["日终_202511"] = "\n".join(rows) + "\n"
    browser = sign_in(cast.hr)
    send(browser, *((f"{name}.csv", text.encode()) for name, text in tables.items()))
    made = Submission.objects.get()
    address = f"{made.get_absolute_url()}names/"
    carry_out(tmp_path / "job")
    assert browser.get(made.get_absolute_url()).context["is_nameable"]
    page = browser.get(address)
    assert [one.word for one in page.context["form"].unknown] == ["日终_202511"]
    assert browser.post(address, {"name-0": ""}).status_code == 422
    assert browser.post(address, {"name-0": "balances"}).status_code == 302
    carry_out(tmp_path / "job")  # the table is known now, and so is one of its columns
    unknown = {one.word: place for place, one in enumerate(browser.get(address).context["form"].unknown)}
    told = {"核心账号": "account_id", "日终数": "balance", "经办人": "-"}
    assert set(unknown) == set(told)
    sent = {f"name-{unknown[word]}": stands_for for word, stands_for in told.items()}
    assert browser.post(address, sent).status_code == 302
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert (made.verdict, made.number) == ("stored", 1)
    assert browser.get(address).status_code == 404
    # Next month's file is known by its name with other digits, and so are its columns.
    assert "日终_202512" in ledger_names.mapping(["日终_202512.csv"])
    names = {one.word: one for one in LedgerName.objects.all()}
    assert {word: (one.table, one.stands_for) for word, one in names.items()} == {
        "日终_202511": ("", "balances"), "核心账号": ("balances", "account_id"), "日终数": ("balances", "balance"),
        "经办人": ("balances", ""),
    }  # fmt: skip
    assert sign_in(cast.auditor).get("/clients/deliveries/names/").status_code == 200
    forget = f"/clients/deliveries/names/{names['经办人'].uuid}/forget/"
    assert sign_in(cast.auditor).post(forget).status_code == 403
    assert browser.post(forget).status_code == 302
    assert LedgerName.objects.count() == 3


def test_a_batch_is_taken_from_the_inbox(
    cast: Cast, place: Path, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.INBOX = tmp_path / "inbox"
    folder = settings.INBOX / "2025年末"
    folder.mkdir(parents=True)
    (folder / "clients.csv").write_text("client_id,name,opened_on\nC1,甲公司,昨天\n", encoding="utf-8")
    (folder / "secret.csv").symlink_to("/etc/passwd")
    (settings.INBOX / ".hidden").mkdir()
    browser = sign_in(cast.hr)
    page = browser.get("/clients/deliveries/send/")
    assert [(entry.name, entry.files, entry.is_settled) for entry in page.context["entries"]] == [
        ("2025年末", 1, False)
    ]
    address, wish = "/clients/deliveries/send/inbox/", {"inbox-name": "2025年末"}
    assert browser.post(address, wish).status_code == 422  # somebody may still be writing
    for path in (folder / "clients.csv", folder):
        os.utime(path, (1, 1))
    assert browser.post(address, {"inbox-name": "../ledger"}).status_code == 422
    assert browser.post(address, wish).status_code == 302
    carry_out(tmp_path / "job")
    made = Submission.objects.get()
    assert (made.inbox, made.files, made.verdict) == ("2025年末", ["clients.csv"], "refused")
    assert (folder / "clients.csv").exists(), "the inbox is only read"
    fault = browser.get(made.get_absolute_url()).context["faults"][0]
    assert (fault.source, fault.row, fault.column, fault.value) == ("clients.csv", 2, "opened_on", "昨天")
    assert sign_in(cast.rm).post(address, wish).status_code == 403


@pytest.mark.slow
def test_a_table_that_the_desk_keeps_is_refused_here_too(
    cast: Cast, place: Path, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    delivered.deliver(place, "first", bank())
    settings.OWNED = frozenset({"assignments"})
    send(sign_in(cast.hr), ("assignments.csv", bank()["assignments"].encode()))
    carry_out(tmp_path / "job")
    made = Submission.objects.get()
    assert (made.verdict, len(read_batches(place))) == ("refused", 1)
