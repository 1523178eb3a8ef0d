"""The proofs of test_backup_crash.py, each run as a process of its own: `python backup_proofs.py PROOF WORK FOLDER`.

The database comes and goes by PostgreSQL's own transactions; here every file-system call of ours is broken.
"""

import json
import shutil
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "engine"))

import depth
from crash.failpoints import Points, calls_of, in_child

from qiao.desk.errors import SetupError
from qiao.desk.server import homes
from qiao.engine import QiaoError, StorageError, archives, describing, files_below, load_archive, new_archive

EVERY_FULL = depth.of(4, 1)  # a full disk stays full, so some calls stand for all
FILES = {
    "ledger/store.json": "{}",
    "ledger/batches/000001-ab/manifest.json": "{}",
    "ledger/batches/000001-ab/clients.parquet": "clients",
    "documents/ab/abcd": "a contract",
    "store/audit-heads/2026-01-01-000000000001": "1:ab",
}


class Place:
    """A home with files, a folder of backups, and one of the works to do."""

    def __init__(self, folder: Path, work: str) -> None:
        self.folder, self.work = folder, work
        self.home, self.backups, self.other = folder / "home", folder / "backups", folder / "other"

    @classmethod
    def new(cls, folder: Path, work: str) -> "Place":
        """With everything that the work needs."""
        place = cls(folder, work)
        run = json.dumps(
            {"format": describing.FORMAT, "environment": {"ledger": str((place.home / "ledger").resolve())}}
        )
        for name, text in {**FILES, "runs/ab/run.json": run}.items():
            path = place.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if work == "restore":
            assert in_child(place.backup) == 0
        return place

    def copy(self, folder: Path) -> "Place":
        """The same in another folder."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Place(folder, self.work)

    @property
    def root(self) -> Path:
        """Where the work writes."""
        return self.backups if self.work == "backup" else self.other

    def backup(self) -> None:
        with new_archive(self.backups) as writing:
            for part in ("ledger", "documents", "store", "runs"):
                writing.add_folder(part, self.home / part, files_below(self.home / part))
            writing.add_stream("database.dump", [b"rows", b"more rows"])
            writing.seal({"ledger": str(self.home / "ledger")}, "qiao-1")

    def restore(self) -> None:
        archive = load_archive(self.backups / "qiao-1")
        how = homes.need_empty(self.other, archive.seal)
        with homes.marked(self.other, how):
            homes.mark(self.other, homes.Mark(seal=archive.seal, is_begun=True))
            homes.fill(self.other, archive)
        homes.unmark(self.other)

    def do(self) -> None:
        """The work; a refusal becomes its exit status."""
        try:
            self.backup() if self.work == "backup" else self.restore()
        except QiaoError as error:
            raise SystemExit(error.exit_status) from error
        except OSError as error:  # the program says it in a sentence too
            raise SystemExit(StorageError.exit_status) from error

    def is_done(self) -> bool:
        """Whether the whole is there; False means that it says itself to be half done, or that nothing is there."""
        if self.work == "backup":
            seen = [load_archive(path) for path in self.backups.glob("[!.]*")] if self.backups.exists() else []
            assert all(list(archives.faults(archive)) == [] for archive in seen)
            return bool(seen)
        try:
            homes.need_whole(self.other)
        except SetupError:
            return False
        there = set(files_below(self.other)) if self.other.exists() else set()
        if not there:
            return False
        assert there == {*FILES, "runs/ab/run.json"}
        assert all((self.other / name).read_text() == text for name, text in FILES.items())
        named = json.loads((self.other / "runs" / "ab" / "run.json").read_text())["environment"]["ledger"]
        assert named in {str(self.other.resolve() / "ledger"), str(self.home.resolve() / "ledger")}
        return True


def killed(kept: Place, again: Path, calls: int) -> None:
    """Killed by SIGKILL before every call, nothing half done looks whole, and it can be done again."""
    for at in range(1, calls + 1):
        place = kept.copy(again)
        assert in_child(place.do, Points(place.root, at)) == -signal.SIGKILL
        if not place.is_done():
            assert in_child(place.do) == 0, f"it cannot be done again after call {at}"
            assert place.is_done()
        if place.work == "restore":
            assert list(place.other.rglob("*.partial")) == []


def full_disk(kept: Place, again: Path, calls: int) -> None:
    """The disk full from any call on, it is refused in a sentence, leaves nothing unfinished, and can be done again."""
    for at in range(1, calls + 1, EVERY_FULL):
        place = kept.copy(again)
        status = in_child(place.do, Points(place.root, at, is_full_disk=True))
        assert status in (0, StorageError.exit_status), f"a traceback, the disk full from call {at} on"
        assert place.is_done() == (status == 0) or place.work == "backup"
        assert list(place.folder.rglob("*.partial")) == [], f"left half done, the disk full from call {at} on"
        if not place.is_done():
            assert in_child(place.do) == 0
            assert place.is_done()


def main() -> None:
    """Run one proof and print how many calls its work makes."""
    proof, work, folder = sys.argv[1:]
    kept = Place.new(Path(folder) / "kept", work)
    counted = kept.copy(Path(folder) / "counted")
    calls = calls_of(counted.do, counted.root)
    {"killed": killed, "full_disk": full_disk}[proof](kept, Path(folder) / "again", calls)
    sys.stdout.write(str(calls))


if __name__ == "__main__":
    main()
