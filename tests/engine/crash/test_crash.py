"""Killed at any file-system call, on a full disk or with short writes: before or after, never between.

Four works are broken at every call: a first import, a second one that corrects, and an assessment of a raw folder and
of a store.
"""

import json
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import small_bank
from crash.failpoints import Points, calls_of, in_child

from qiao.engine import files, runs
from qiao.engine.errors import QiaoError, StorageError
from qiao.engine.ledger import batches, prepared, store
from qiao.engine.ledger.gate import Request

WORKS = ("first_import", "second_import", "assess_folder", "assess_store")
PARTS = 8
LEAST_CALLS = 100


class Place:
    """A folder with ledgers, a store, and one of the works to do in it."""

    def __init__(self, folder: Path, work: str) -> None:
        self.folder, self.work = folder, work
        self.store, self.run = folder / "store", folder / "runs" / "run"

    @classmethod
    def new(cls, folder: Path, work: str) -> "Place":
        """With everything that the work needs."""
        place = cls(folder, work)
        small_bank.write(folder / "bank", targets="", ratings="")
        (folder / "more").mkdir()
        (folder / "more" / "balances.csv").write_text(
            "account_id,date,balance\nA1,2025-03-01,1.00\nA4,2025-12-31,2.00\n"
        )
        if work in ("second_import", "assess_store"):
            assert in_child(place.import_first) == 0
        return place

    def copy(self, folder: Path) -> "Place":
        """The same in another folder."""
        shutil.copytree(self.folder, folder)
        return Place(folder, self.work)

    @property
    def root(self) -> Path:
        """Where the work writes."""
        return self.store if "import" in self.work else self.run.parent

    def import_first(self) -> None:
        store.import_batch(Request(self.folder / "bank"), self.store)

    def import_second(self) -> None:
        store.import_batch(Request(self.folder / "more"), self.store)

    def assess(self) -> None:
        source = self.store if self.work == "assess_store" else self.folder / "bank"
        runs.assess(runs.Job(source, "2025", self.run))

    def do(self) -> None:
        """The work; a refusal becomes its exit status."""
        works: dict[str, Callable[[], None]] = {"first_import": self.import_first, "second_import": self.import_second}
        try:
            works.get(self.work, self.assess)()
        except QiaoError as error:
            raise SystemExit(error.exit_status) from error

    def state(self) -> tuple[str, ...]:
        """What a reader sees: the digests of the store's batches and the run's seal, each proved by its files."""
        found = batches.read_all(self.store / "batches") if store.is_store(self.store) else []
        for batch in found:
            for entry in batch.manifest["tables"].values():
                assert files.sha256_of(batch.folder / entry["file"]) == entry["sha256"]
        for folder in (self.store / "ledgers").glob("[0-9a-f]*"):
            assert prepared.load(folder).damaged() == []
        return (*(batch.digest for batch in found), *self._seal())

    def _seal(self) -> tuple[str, ...]:
        if not self.run.exists():
            return ()
        manifest = json.loads((self.run / runs.RUN).read_text(encoding="utf-8"))
        assert {name: files.sha256_of(self.run / name) for name in manifest["files"]} == manifest["files"]
        return (manifest["seal"],)

    def leftovers(self) -> list[Path]:
        """Unfinished files and folders."""
        return sorted(self.folder.rglob("*.partial"))


class Broken:
    """One work, what it changes when it is let alone, at how many calls it can be broken, and how to begin again."""

    def __init__(self, folder: Path, work: str) -> None:
        self.kept = Place.new(folder / "kept", work)
        self.before = self.kept.state()
        whole = self.kept.copy(folder / "whole")
        assert in_child(whole.do) == 0
        self.after = whole.state()
        counted = self.kept.copy(folder / "counted")
        self.calls = calls_of(counted.do, counted.root)
        self._folder = folder / "place"

    def place(self) -> Place:
        """A fresh place to break the work in."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self.kept.copy(self._folder)


@pytest.fixture
def broken(tmp_path: Path, request: pytest.FixtureRequest) -> Broken:
    return Broken(tmp_path, request.param)


every_call = pytest.mark.parametrize(
    ("broken", "part"), [(work, part) for work in WORKS for part in range(PARTS)], indirect=["broken"]
)


@pytest.mark.slow
@every_call
def test_killed_at_any_call_it_is_before_or_after(broken: Broken, part: int) -> None:
    seen = set()
    for at in range(1 + part, broken.calls + 1, PARTS):
        place = broken.place()
        assert in_child(place.do, Points(place.root, at)) == -signal.SIGKILL
        state = place.state()
        assert state in (broken.before, broken.after), f"between, killed before call {at} of {broken.calls}"
        seen.add(state)
        if state == broken.before and at % 3 == 0:
            assert in_child(place.do) == 0, f"it cannot be done again after call {at}"
            assert place.state() == broken.after
            assert place.leftovers() == []
    assert broken.before in seen


@pytest.mark.slow
@every_call
def test_on_a_full_disk_nothing_is_half_done(broken: Broken, part: int) -> None:
    for at in range(1 + part, broken.calls + 1, PARTS):
        place = broken.place()
        status = in_child(place.do, Points(place.root, at, is_full_disk=True))
        assert status in (0, StorageError.exit_status), f"a traceback, the disk full from call {at} on"
        assert place.state() in ([broken.after] if status == 0 else [broken.before, broken.after])
        assert place.leftovers() == [], f"left half done, the disk full from call {at} of {broken.calls} on"


@pytest.mark.parametrize("broken", WORKS, indirect=True)
def test_short_writes_give_the_same_bytes(broken: Broken) -> None:
    place = broken.place()
    assert in_child(place.do, Points(place.root, longest_write=700)) == 0
    assert place.state() == broken.after


@pytest.mark.parametrize("broken", ["first_import", "assess_folder"], indirect=True)
def test_a_file_that_may_not_grow_is_one_sentence(broken: Broken) -> None:
    """The kernel's own refusal: files are limited to 1 KiB, so a write fails with EFBIG in earnest."""
    place = broken.place()

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
        place.do()

    assert in_child(limited) == StorageError.exit_status
    assert place.state() == broken.before
    assert place.leftovers() == []


@pytest.mark.parametrize("broken", WORKS, indirect=True)
def test_broken_here_and_there(broken: Broken) -> None:
    """The short form of the slow tests, for every commit."""
    for at in (1, broken.calls // 2, broken.calls):
        place = broken.place()
        assert in_child(place.do, Points(place.root, at)) == -signal.SIGKILL
        assert place.state() in (broken.before, broken.after)


def test_there_are_calls_enough(tmp_path: Path) -> None:
    counts = {work: Broken(tmp_path / work, work).calls for work in WORKS}
    assert sum(counts.values()) >= LEAST_CALLS, counts
