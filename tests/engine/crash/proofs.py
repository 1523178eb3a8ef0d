"""The proofs of test_crash.py, those of each work in a process of its own: `python proofs.py WORK FOLDER`.

A process that forks must not have an engine open, and one that ran other tests has.
"""

import json
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[1]))

import depth
import small_bank
from crash.failpoints import Points, calls_of, in_child, stopped

from qiao.engine import files, runs, standards
from qiao.engine.errors import QiaoError, StorageError
from qiao.engine.ledger import batches, keeping, prepared, store, touching
from qiao.engine.ledger.gate import Request
from qiao.engine.measures import kernels

# The works, and at how many calls at least each can be broken.
LEAST_CALLS = {
    "first_import": 150, "second_import": 110, "assess_folder": 200, "assess_store": 40, "withdraw_import": 6, "delta_import": 50,
    "compact_import": 60,
}  # fmt: skip
# A full disk stays full, so a ninth of the calls stand for all in `make test`; `make fuzz` tries each.
EVERY_FULL = depth.of(9, 1)
# Stopped, as it is before every call, a process leaves the same files as killed: killed in earnest and done again it is seldom.
EVERY_KILLED = depth.of(17, 1)
# Where each is killed, some are done again.
EVERY_AGAIN = depth.of(1, 3)


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
        place.run.parent.mkdir()
        (folder / "more").mkdir()
        (folder / "more" / "balances.csv").write_text(
            "account_id,date,balance\nA1,2025-03-01,1.00\nA4,2025-12-31,2.00\n"
        )
        if work not in ("first_import", "assess_folder"):
            assert in_child(place.import_first) == 0
        if work == "withdraw_import":
            assert in_child(place.import_second) == 0
        if work == "compact_import":
            assert in_child(place.import_delta) == 0
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

    def import_delta(self) -> None:
        with mock.patch.object(touching, "is_small", lambda part, whole: True):
            store.import_batch(Request(self.folder / "more"), self.store)

    def compact(self) -> None:
        keeping.compact(self.store)

    def withdraw(self) -> None:
        store.withdraw_batch(self.store, 2)

    def assess(self) -> None:
        source = self.store if self.work == "assess_store" else self.folder / "bank"
        # A folder's ledger is prepared among temporary files, which are broken too.
        with mock.patch.object(tempfile, "tempdir", str(self.root)):
            runs.assess(runs.Job(source, "2025", self.run))

    def do(self) -> None:
        """The work; a refusal becomes its exit status."""
        works: dict[str, Callable[[], None]] = {
            "first_import": self.import_first, "second_import": self.import_second, "withdraw_import": self.withdraw,
            "delta_import": self.import_delta, "compact_import": self.compact,
        }  # fmt: skip
        try:
            works.get(self.work, self.assess)()
        except QiaoError as error:
            raise SystemExit(error.exit_status) from error

    def state(self) -> tuple[str, ...]:
        """What a reader sees: the store's batches, the shape of its ledger and the run's seal, each proved by its files."""
        found = batches.read_all(self.store / "batches") if store.is_store(self.store) else []
        for batch in found:
            for entry in batch.manifest["tables"].values():
                assert files.sha256_of(batch.folder / entry["file"]) == entry["sha256"]
        for folder in (self.store / "ledgers").glob("[0-9a-f]*"):
            assert prepared.load(folder).damaged() == []
        return (*(batch.digest for batch in found), *self._shape(found), *self._seal())

    def _shape(self, found: list[batches.Batch]) -> tuple[str, ...]:
        place = store.place_of(self.store, found)
        return ("layers" if prepared.load(place).is_layered else "compact",) if found and place.exists() else ()

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
        self.calls = calls_of(whole.do, whole.root)
        self.after = whole.state()
        self._folder = folder / "place"

    def place(self) -> Place:
        """A fresh place to break the work in."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self.kept.copy(self._folder)


def stopped_anywhere(broken: Broken) -> None:
    """Stopped before every call, its files are those of before or after."""
    place, seen = broken.place(), set()

    def look(at: int) -> None:
        state = place.state()
        assert state in (broken.before, broken.after), f"between, stopped before call {at} of {broken.calls}"
        seen.add(state)

    assert stopped(place.do, place.root, look) == 0
    assert broken.before in seen


def killed(broken: Broken) -> None:
    """Killed by SIGKILL before some calls, the reader sees before or after, and it can be done again."""
    for number, at in enumerate(range(1, broken.calls + 1, EVERY_KILLED)):
        place = broken.place()
        assert in_child(place.do, Points(place.root, at)) == -signal.SIGKILL
        state = place.state()
        assert state in (broken.before, broken.after), f"between, killed before call {at} of {broken.calls}"
        if state == broken.before and number % EVERY_AGAIN == 0:
            assert in_child(place.do) == 0, f"it cannot be done again after call {at}"
            assert place.state() == broken.after
            assert place.leftovers() == []
        if state == broken.after and place.work == "withdraw_import":
            assert in_child(place.import_second) == 0, f"it cannot be imported anew after call {at}"
            assert place.state() == broken.before
            assert place.leftovers() == []


def full_disk(broken: Broken) -> None:
    """The disk full from any call on, it is refused in a sentence or done, and nothing is left half done."""
    for at in range(1, broken.calls + 1, EVERY_FULL):
        place = broken.place()
        status = in_child(place.do, Points(place.root, at, is_full_disk=True))
        assert status in (0, StorageError.exit_status), f"a traceback, the disk full from call {at} on"
        assert place.state() in ([broken.after] if status == 0 else [broken.before, broken.after])
        assert place.leftovers() == [], f"left half done, the disk full from call {at} of {broken.calls} on"


def short_writes(broken: Broken) -> None:
    """Writes that come out short give the same bytes."""
    place = broken.place()
    assert in_child(place.do, Points(place.root, longest_write=700)) == 0
    assert place.state() == broken.after


def no_growth(broken: Broken) -> None:
    """The kernel's own refusal: files are limited to 1 KiB, so a write fails with EFBIG in earnest."""
    place = broken.place()

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
        place.do()

    assert in_child(limited) == StorageError.exit_status
    assert place.state() == broken.before
    assert place.leftovers() == []


def main() -> None:
    """Break one work in every way, and print how many calls it makes."""
    work, folder = sys.argv[1:]
    # Read before it forks, or each child would read them anew.
    standards.load(None)
    kernels.all_texts()
    broken = Broken(Path(folder), work)
    for proof in (stopped_anywhere, killed, full_disk, short_writes):
        proof(broken)
    if work in ("first_import", "assess_folder"):
        no_growth(broken)
    sys.stdout.write(str(broken.calls))


if __name__ == "__main__":
    main()
