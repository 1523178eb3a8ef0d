"""The nightly feed: every settled batch of the inbox once, in order, taken or set aside with its report."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import Cast
from delivered import bank
from django.test import Client as Browser
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients import inbox
from qiao.desk.clients.actions import nightly, submissions
from qiao.desk.clients.models import LedgerName, Submission
from qiao.desk.server import metrics
from qiao.engine import RequestError, read_batches

pytestmark = pytest.mark.slow

NOBODY = 65534
SignIn = Callable[..., Browser]
BALANCES = "account_id,date,balance\nA1,2026-01-0{day},{day}.00\n"


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Path:
    settings.LEDGER = tmp_path / "home" / "ledger"
    settings.INBOX = tmp_path / "bank" / "inbox"
    settings.LEDGER.parent.mkdir()
    settings.INBOX.mkdir(parents=True)
    return settings.INBOX


def put(place: Path, name: str, *, age: float = 3600, **tables: str) -> Path:
    """A batch in the inbox that nobody has touched for a while."""
    folder = place / name
    folder.mkdir()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    return settled(folder, age)


def settled(entry: Path, age: float = 3600) -> Path:
    for path in (entry, *entry.rglob("*")):
        os.utime(path, (time.time() - age,) * 2)
    return entry


def take(place: Path) -> list[tuple[str, str, int | None]]:
    """Every entry that was taken, with what became of it."""
    found = list(nightly.take_all(place, told=lambda label, done: None))
    return [(one.made.inbox, one.made.verdict, one.made.number) for one in found]


def lying(place: Path) -> set[str]:
    """What is in the inbox and beside it, down to the entries."""
    return {str(path.relative_to(place.parent)) for path in place.parent.glob("*/*") if path.name != "ledger"}


def test_batches_are_taken_in_the_order_of_their_days(cast: Cast, place: Path) -> None:
    put(place, "z-2025-12-31", **bank())
    put(place, "b-20260102", balances=BALANCES.format(day=2))
    put(place, "a-20260102", balances=BALANCES.format(day=3))
    put(place, "更正", balances=BALANCES.format(day=4))
    put(place, "9", balances=BALANCES.format(day=1))
    (place / "9" / "mapping.yaml").write_text("data_date: 2026-01-01\n", encoding="utf-8")
    settled(place / "9")
    put(place, "unfinished", age=0, balances="account_id\n")
    partly = put(place, "copying", balances=BALANCES.format(day=5))
    (partly / ".balances.csv.Xy12").write_text("account_id,date")
    os.utime(partly, (1, 1))
    (place / "balances.csv").write_text("a table alone is no batch")
    assert take(place) == [
        ("z-2025-12-31", "stored", 1), ("9", "stored", 2), ("a-20260102", "stored", 3), ("b-20260102", "stored", 4),
        ("更正", "stored", 5),
    ]  # fmt: skip
    assert {path.name for path in place.iterdir()} == {"unfinished", "copying", "balances.csv"}
    assert inbox.no_batches(place) == ["balances.csv"]
    assert len(list((place.parent / "taken").glob("*/*"))) == 5
    assert read_batches(place.parents[1] / "home" / "ledger")[0].manifest["imported_by"] == "qiao ingest"
    assert set(Submission.objects.values_list("by", "is_aside")) == {(None, True)}
    assert Event.objects.filter(code="submission.stored", by=None).count() == 5


def test_the_same_files_under_another_name_are_told_and_moved_aside(cast: Cast, place: Path, sign_in: SignIn) -> None:
    put(place, "first", **bank())
    put(place, "second", balances=BALANCES.format(day=1))
    take(place)
    put(place, "first", **bank())
    put(place, "again", 日终余额=BALANCES.format(day=1))
    assert take(place) == [("again", "repeated", 2), ("first", "repeated", 1)]
    assert (list(place.iterdir()), take(place)) == ([], [])
    made = Submission.objects.get(inbox="again")
    page = sign_in(cast.hr).get(made.get_absolute_url()).content.decode()
    assert "此前已存为第 2 批" in page
    assert "夜间收批" in sign_in(cast.hr).get("/clients/deliveries/").content.decode()


def test_a_refused_batch_lies_aside_with_its_report_and_the_next_goes_on(
    cast: Cast, place: Path, sign_in: SignIn
) -> None:
    put(place, "2025-12-31", **bank())
    put(place, "2026-01-01", balances="account_id,date,balance\nA1,2026-01-01,1.00\nA9,2026-01-01,2.00\n")
    put(place, "2026-01-02", balances=BALANCES.format(day=2))
    (place / "2026-01-03.zip").write_bytes(b"PK\x03\x04 cut off")
    settled(place / "2026-01-03.zip")
    assert take(place) == [
        ("2025-12-31", "stored", 1), ("2026-01-01", "refused", None), ("2026-01-02", "stored", 2),
        ("2026-01-03.zip", "refused", None),
    ]  # fmt: skip
    (aside,) = (place.parent / "refused").glob("2026-01-01-*")
    assert b"qiao_inbox_refused 2.0" in metrics.exposition()
    assert {path.name for path in aside.iterdir()} == {"2026-01-01", "faults.json", "faults.xlsx", "marked.zip"}
    (fault,) = json.loads((aside / "faults.json").read_text("utf-8"))["list"]
    assert (fault["table"], fault["row"], fault["value"]) == ("balances", 3, "A9")
    assert openpyxl.load_workbook(aside / "faults.xlsx").sheetnames
    assert aside.stat().st_mode & 0o077 == 0
    made = Submission.objects.get(inbox="2026-01-01")
    browser = sign_in(cast.hr)
    page = browser.get(made.get_absolute_url())
    assert [fault.value for fault in page.context["faults"]] == ["A9"]
    report = b"".join(browser.get(f"{made.get_absolute_url()}report/").streaming_content)  # type: ignore[attr-defined]
    assert report == (aside / "faults.xlsx").read_bytes()
    for nobody in (cast.admin, cast.rm):
        assert sign_in(nobody).get(made.get_absolute_url()).status_code in {403, 404}
    broken = Submission.objects.get(inbox="2026-01-03.zip")
    assert "ZIP" in browser.get(broken.get_absolute_url()).context["faults"][0].sentence


def test_a_refused_batch_that_is_put_back_is_checked_anew(cast: Cast, place: Path) -> None:
    put(place, "2025-12-31", **bank())
    put(place, "2026-01-01", balances="account_id,date,balance\nA9,2026-01-01,1.00\n")
    assert take(place)[1] == ("2026-01-01", "refused", None)
    heading, first, *_ = bank()["accounts"].splitlines()
    put(place, "2025-12-31-late", accounts=f"{heading}\n{first.replace('A1,', 'A9,')}\n")
    (aside,) = (place.parent / "refused").glob("*/2026-01-01")
    aside.rename(place / aside.name)
    assert take(place) == [("2025-12-31-late", "stored", 2), ("2026-01-01", "stored", 3)]
    assert list(Submission.objects.filter(inbox="2026-01-01").values_list("verdict", flat=True)) == [
        "stored",
        "refused",
    ]


def test_names_matched_on_screen_are_known_to_the_feed_and_its_batch_can_be_matched(
    cast: Cast, place: Path, sign_in: SignIn, tmp_path: Path
) -> None:
    put(place, "2025-12-31", **bank())
    put(place, "2026-01-01", 日终_202601=BALANCES.format(day=1))
    assert take(place)[1][1] == "refused"
    made = Submission.objects.get(inbox="2026-01-01")
    assert sign_in(cast.hr).post(f"{made.get_absolute_url()}names/", {"name-0": "balances"}).status_code == 302
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert (made.verdict, made.number, LedgerName.objects.count()) == ("stored", 2, 1)
    put(place, "2026-02-01", 日终_202602=BALANCES.format(day=2))
    assert take(place) == [("2026-02-01", "stored", 3)]


def test_what_was_taken_is_kept_as_long_as_the_setting_says(cast: Cast, place: Path, settings: Any) -> None:
    put(place, "first", **bank())
    take(place)
    (kept,) = (place.parent / "taken").iterdir()
    os.utime(kept, (time.time() - 31 * 86_400,) * 2)
    put(place, "wrong", balances="account_id\nA1\n")
    take(place)
    assert not kept.exists()
    settings.TAKEN_DAYS = 0
    put(place, "second", balances=BALANCES.format(day=1))
    assert take(place) == [("second", "stored", 2)]
    assert (list((place.parent / "taken").iterdir()), len(list((place.parent / "refused").iterdir()))) == ([], 1)


def test_an_inbox_on_another_file_system_is_carried_over(
    cast: Cast, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, "first", **bank())
    real = Path.rename

    def rename(path: Path, to: Path) -> Path:
        if path.parent == place and to.parent != place:
            raise OSError(18, "Invalid cross-device link")
        return real(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    assert take(place) == [("first", "stored", 1)]
    (moved,) = (place.parent / "taken").glob("*/*")
    assert {path.stem for path in moved.iterdir()} == set(bank())
    assert list(place.iterdir()) == []


def test_an_error_that_is_not_the_batchs_own_leaves_everything(cast: Cast, place: Path, settings: Any) -> None:
    put(place, "first", **bank())
    settings.LEDGER.mkdir()
    (settings.LEDGER / "something").touch()
    with pytest.raises(RequestError, match="neither a store nor an empty folder"):
        take(place)
    assert [path.name for path in place.iterdir()] == ["first"]
    (settings.LEDGER / "something").unlink()
    assert take(place) == [("first", "stored", 1)]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("verdict", ["stored", "refused"])
def test_a_batch_put_in_the_place_of_one_that_is_being_taken_is_taken_by_the_next_feed(
    cast: Cast, place: Path, verdict: str
) -> None:
    put(place, "first", **bank())
    take(place)
    put(
        place,
        "nightly",
        balances=BALANCES.format(day=1) if verdict == "stored" else "account_id,date,balance\nA9,1,1\n",
    )

    def replaced(_label: object, _done: int) -> None:
        if (place / "nightly").exists() and not (place.parent / "away").exists():
            (place / "nightly").rename(place.parent / "away")
            put(place, "nightly", balances=BALANCES.format(day=2))

    (taken,) = nightly.take_all(place, told=replaced)
    assert taken.made.verdict == verdict
    assert [path.name for path in place.iterdir()] == ["nightly"]
    assert (verdict == "refused") == (taken.folder / "faults.xlsx").exists()
    assert take(place) == [("nightly", "stored", 3 if verdict == "stored" else 2)]
    (moved,) = (place.parent / "taken").glob("nightly-*/nightly/balances.csv")
    assert moved.read_text(encoding="utf-8") == BALANCES.format(day=2)
    assert list(place.iterdir()) == []


@pytest.fixture
def shared(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The inbox, found by whoever works in the folder that holds it."""
    home = place.parents[1]
    home.chmod(0o755)
    monkeypatch.chdir(home)
    return place.relative_to(home)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Not the administrator of the machine, who may do everything."""
    who = os.geteuid()
    os.seteuid(who or NOBODY)
    try:
        yield
    finally:
        os.seteuid(who)


def test_what_may_not_be_read_ends_the_feed_since_it_may_have_to_come_first(shared: Path) -> None:
    put(shared, "b1", **bank())
    (shared / "lost+found").mkdir(0)
    with somebody_else():
        assert [entry.name for entry in inbox.in_order(shared)] == ["b1"]
    put(shared, "b2", **bank()).chmod(0)
    with somebody_else():
        assert [entry.name for entry in inbox.entries(shared)] == ["b1"], "screens show what they can"
        with pytest.raises(PermissionError):
            inbox.in_order(shared)


def test_a_batch_that_could_not_be_moved_is_not_stored_first(shared: Path) -> None:
    shared.chmod(0o777)
    entry = put(shared, "b1", **bank())
    entry.chmod(0o555)
    with somebody_else(), pytest.raises(RequestError, match="b1 may not be written to"):
        inbox.need_movable(entry)
    entry.chmod(0o777)
    with somebody_else():
        inbox.need_movable(entry)


def test_a_batch_of_the_feed_that_comes_by_screen_too_is_known(
    cast: Cast, place: Path, sign_in: SignIn, tmp_path: Path
) -> None:
    put(place, "first", **bank())
    take(place)
    put(place, "later", balances=BALANCES.format(day=1))
    made = submissions.send_from_inbox("later", by=cast.hr)
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    assert (made.verdict, made.number) == ("stored", 2)
    assert take(place) == [("later", "repeated", 2)], "it lay there still"
