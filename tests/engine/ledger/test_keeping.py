"""A store in order: read while it moves on, made compact, known as of a day, proved to the last byte."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
import small_bank
from ledger import bringing
from ledger.bringing import LATER
from ledger.shapes import recent_intervals, said
from run_engine import qiao

from qiao.engine import files, runs
from qiao.engine.book.opened import open_book
from qiao.engine.book.shelves import Shelf
from qiao.engine.book.summary import summaries
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import keeping, prepared, store, touching
from qiao.engine.ledger.gate import Request
from qiao.engine.ledger.prepared import Prepared

pytestmark = pytest.mark.slow


def corrected(place: Path, balance: int) -> store.Imported:
    """Import a correction of one balance, by deltas however small the bank."""
    with mock.patch.object(touching, "is_small", lambda part, whole: True):
        return bringing.corrected(place, balance)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank, and a store that holds it with a correction in layers; each test gets a copy."""
    folder = tmp_path_factory.mktemp("made")
    store.import_batch(Request(small_bank.write(folder / "bank")), folder / "store")
    assert corrected(folder / "store", 1).ledger.is_layered
    return folder


# --- what is made again, and what is not ------------------------------------------------------------------------------


def test_a_ledger_by_deltas_shares_what_did_not_change(place: Path) -> None:
    before, _ = store.ledger(place)
    after = corrected(place, 2).ledger
    for name in ("flows", "intervals", "clients"):
        assert before.file(name).samefile(after.file(name)), name
    assert [row["rows"] for row in (after.manifest["files"]["intervals"][part] for part in ("minus", "plus"))] == [1, 2]


def test_a_change_that_is_not_small_is_folded_into_one_file(place: Path) -> None:
    with mock.patch.object(touching, "is_small", lambda part, whole: part <= 1):
        folder = place.parent / "more"
        folder.mkdir()
        (folder / "balances.csv").write_text("account_id,date,balance\nA4,2025-12-30,7.00\n")
        folded = store.import_batch(Request(folder), place).ledger
        assert not folded.has_layers("intervals")
        assert recent_intervals(folded) == 7


def test_a_ledger_that_somebody_changed_is_not_built_upon(place: Path) -> None:
    ledger, _ = store.ledger(place)
    path = ledger.file("intervals")
    path.write_bytes(path.read_bytes()[::-1])
    after = corrected(place, 3)
    assert after.admission.touched is None
    assert after.ledger.damaged() == []


# --- read while it moves on -------------------------------------------------------------------------------------------


def intervals(db: Database) -> int:
    """What an open reader sees."""
    return int(db.value("SELECT SUM(fen) FROM intervals"))


def test_a_reader_goes_on_while_batches_come_and_the_ledger_is_compacted(place: Path) -> None:
    with Database() as db:
        ledger, _ = store.ledger(place)
        ledger.open(db)
        seen = intervals(db)
        assert keeping.compact(place)
        for balance in range(4, 9):
            corrected(place, balance)
        assert intervals(db) == seen
        assert ledger.folder.exists()
    corrected(place, 9)
    assert not ledger.folder.exists(), "cleared away once nobody reads it"


def test_a_book_goes_on_while_the_ledger_is_compacted(place: Path) -> None:
    shelf = Shelf(place)
    book = shelf.book()
    before = list(summaries(book))
    assert keeping.compact(place)
    assert list(summaries(book)) == before == list(summaries(open_book(place)))
    assert shelf.book().digest == book.digest


# --- two at once ------------------------------------------------------------------------------------------------------

IMPORT = """
import sys
from pathlib import Path
from qiao.cli.main import main
sys.argv = ["qiao", "import", sys.argv[1], "--store", sys.argv[2]]
main()
"""


def test_of_two_imports_at_once_each_is_stored_or_told(place: Path) -> None:
    folders = []
    for number in (10, 11, 12):
        folder = place.parent / f"at-once-{number}"
        folder.mkdir()
        (folder / "balances.csv").write_text(LATER.format(number))
        folders.append(folder)
    words = [[sys.executable, "-c", IMPORT, str(folder), str(place)] for folder in folders]
    running = [subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for each in words]
    ended = [(*process.communicate(), process.returncode) for process in running]
    stored = [folder for folder, (_, _, status) in zip(folders, ended, strict=True) if status == 0]
    for _, told, status in ended:
        assert (status == 0) or (status == RequestError.exit_status and "Another process" in told), told
    assert stored
    assert len(store.read_batches(place)) == 2 + len(stored)
    assert list(keeping.check(place)) == []


# --- known at ---------------------------------------------------------------------------------------------------------


def test_a_run_knows_what_was_stored_by_an_instant(place: Path, tmp_path: Path) -> None:
    first, second = store.read_batches(place)
    days_later = second.imported_at + timedelta(days=3)
    with mock.patch.object(store, "datetime", mock.Mock(now=lambda zone: days_later)):
        third = corrected(place, 5).batch
    just_before = days_later - timedelta(seconds=1)
    knowing = {second.imported_at: [first, second], just_before: [first, second], days_later: [first, second, third]}
    for at, known in knowing.items():
        run = runs.assess(runs.Job(place, "2025", tmp_path / f"run-{at.timestamp()}", known_at=at))
        assert run.batches == tuple(batch.digest for batch in known)
        assert run.manifest["source"]["known_at"] == at.isoformat()
        assert "✓" in qiao("verify", run.folder)


def test_nothing_was_known_before_the_first_batch(place: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="held no batch at that time"):
        runs.assess(runs.Job(place, "2025", tmp_path / "run", known_at=datetime(2020, 1, 5, tzinfo=UTC)))


def test_a_folder_was_never_known(place: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is no store"):
        runs.assess(runs.Job(tmp_path / "bank", "2025", tmp_path / "run", known_at=datetime(2020, 1, 5, tzinfo=UTC)))


# --- status, compact, check -------------------------------------------------------------------------------------------


def test_status_tells_batches_and_layers(place: Path) -> None:
    found = keeping.status(place)
    assert [batch.number for batch in found.batches] == [1, 2]
    told = [(one.table, one.rows, one.gone, one.added) for one in found.layered]
    assert told == [("intervals", 9, 1, 2), ("sums", 79, 1, 1)]
    assert all(one.size > one.more > 0 for one in found.layered)


def test_compacting_changes_no_digest_and_no_row(place: Path) -> None:
    before, _ = store.ledger(place)
    rows = said(before)
    assert keeping.compact(place)
    after, _ = store.ledger(place)
    assert (after.digest, after.is_layered, said(after)) == (before.digest, False, rows)
    assert recent_intervals(after) == 6
    assert not keeping.compact(place), "there is nothing left to do"


def test_a_compact_ledger_is_built_upon(place: Path) -> None:
    keeping.compact(place)
    assert corrected(place, 6).ledger.is_layered


def _spoil_batch(place: Path) -> str:
    path = store.read_batches(place)[0].file("flows")
    assert path is not None
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    return "restore this batch"


def _spoil_ledger(place: Path) -> str:
    path = store.ledger(place)[0].file("spans")
    path.write_bytes(path.read_bytes() + b"!")
    return "made again"


def _say_something_else(place: Path) -> str:
    """A row is taken out, with hash and stamp of the file to match."""
    ledger, _ = store.ledger(place)
    with Database() as db:
        ledger.open(db)
        entry = ledger.manifest["files"]["targets"]
        _rewrite(db, ledger, entry)
    return "targets differs in 1 rows"


def _rewrite(db: Database, ledger: Prepared, entry: dict[str, object]) -> None:
    written = prepared.write(db, "SELECT * FROM targets LIMIT 3", ledger.folder, "targets")
    text = (ledger.folder / prepared.MANIFEST).read_text()
    changed = text.replace(str(entry["sha256"]), written["sha256"]).replace(str(entry["file"]), written["file"])
    files.write_bytes(ledger.folder / prepared.MANIFEST, changed.encode())


@pytest.mark.parametrize("spoil", [_spoil_batch, _spoil_ledger, _say_something_else])
def test_check_finds_what_is_not_as_it_was_stored(place: Path, spoil: Callable[[Path], str]) -> None:
    assert list(keeping.check(place)) == []
    told = spoil(place)
    faults = [fault.en for fault in keeping.check(place)]
    assert len(faults) == 1
    assert told in faults[0]
