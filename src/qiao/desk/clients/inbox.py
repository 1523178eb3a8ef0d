"""The inbox (收件夹): a folder on the server into which the bank's own systems put batches, and where they go from there.

Screens only read it. The nightly feed moves what it took into `taken` beside it, and what was refused into `refused`.
"""

import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from qiao.engine import RequestError, stated_date, unpack

TAKEN, REFUSED = "taken", "refused"
KINDS = (".csv", ".xlsx", ".parquet", ".zip")
_SETTLED = 60  # seconds without a change: whatever is younger may still be being written
_HIDDEN = (".", "~$", "lost+found")  # the last is the file system's own
_DAY = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")


class Entry(NamedTuple):
    """Something in the inbox that may be a batch: a folder, a workbook or a ZIP."""

    name: str
    files: int
    size: int
    changed: datetime
    is_settled: bool


def entries(place: Path | None = None) -> list[Entry]:
    """What lies there, the newest first; nothing where there is no such folder."""
    found = (_readable(path) for path in _lying(place or Path(settings.INBOX)))
    return sorted(filter(None, found), key=lambda entry: entry.changed, reverse=True)


def in_order(place: Path) -> list[Entry]:
    """What has settled there: by data date, then by name; what says no date comes last.

    OSError where something cannot be read: nobody knows whether it is the batch that has to come first.
    """

    def order(entry: Entry) -> tuple[date, str]:
        return stated_date(place / entry.name) or _day_in(entry.name) or date.max, entry.name

    found = filter(None, map(_there, _lying(place)))
    return sorted((entry for entry in found if entry.is_settled), key=order)


def no_batches(place: Path) -> list[str]:
    """The names of what lies there and is no batch, such as a table outside of any folder."""
    known = {entry.name for entry in entries(place)}
    return sorted(path.name for path in _lying(place) if path.name not in known)


def _lying(place: Path) -> Iterator[Path]:
    return (path for path in (place.iterdir() if place.is_dir() else ()) if not path.name.startswith(_HIDDEN))


def _day_in(name: str) -> date | None:
    for year, _, month, day in _DAY.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _readable(path: Path) -> Entry | None:
    """The entry; nothing where it goes away meanwhile, or the desk may not read it."""
    try:
        return _there(path)
    except OSError:
        return None


def _there(path: Path) -> Entry | None:
    """The entry; nothing where it goes away meanwhile."""
    try:
        return _entry(path)
    except FileNotFoundError:
        return None


def _entry(path: Path) -> Entry | None:
    if path.is_symlink():
        return None
    inside = _inside(path)
    if not inside or (path.is_file() and path.suffix.lower() not in (".xlsx", ".zip")):
        return None
    # Hidden files count as well: programs that copy write under such a name first.
    changed = max(one.stat().st_mtime for one in (path, *path.rglob("*")) if not one.is_symlink())
    return Entry(
        path.name,
        len(inside),
        sum(one.stat().st_size for one in inside),
        datetime.fromtimestamp(changed, UTC),
        time.time() - changed >= _SETTLED,
    )


def _inside(path: Path) -> list[Path]:
    """The files of an entry, links and whatever is hidden left out."""
    found = path.iterdir() if path.is_dir() else [path]
    return [
        file
        for file in found
        if file.is_file() and not file.is_symlink() and not file.name.startswith(_HIDDEN) and _is_read(file)
    ]


def _is_read(file: Path) -> bool:
    return file.suffix.lower() in (*KINDS, ".yaml", ".yml")


def fetch(name: str, folder: Path, place: Path) -> list[str]:
    """Copy an entry's files into a folder, which is made; their names.

    Raises:
        LookupError: nothing of this name lies there, or it is still being written.
        DataError: a ZIP is damaged or dangerous.
    """
    if name not in {entry.name for entry in entries(place) if entry.is_settled}:
        raise LookupError(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    names: list[str] = []
    for file in sorted(_inside(place / name)):
        if file.suffix.lower() == ".zip":
            names += unpack(file, folder)
        else:
            shutil.copyfile(file, folder / file.name)
            names.append(file.name)
    return names


# --- what the nightly feed does with it -------------------------------------------------------------------------------


def digest_of(entry: Path) -> str:
    """The hash of everything in an entry, names included."""
    told = hashlib.sha256()
    for path in sorted((entry, *entry.rglob("*"))):
        told.update(f"{path.relative_to(entry)}\0".encode("utf-8", "surrogateescape"))
        if path.is_symlink():
            told.update(str(path.readlink()).encode("utf-8", "surrogateescape"))
        elif path.is_file():
            with path.open("rb") as file:
                told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()


def aside(place: Path, kind: str, name: str, digest: str) -> Path:
    """The folder beside the inbox for one entry; always the same one for the same entry."""
    return place.with_name(kind) / f"{name[:80]}-{digest[:12]}"


def need_movable(entry: Path) -> None:
    """RequestError where the entry could not be moved out of the inbox: whoever moves a folder to another one writes into it."""
    unwritable = [
        path for path in (entry.parent, entry) if path.is_dir() and not os.access(path, os.W_OK, effective_ids=True)
    ]
    if unwritable:
        raise RequestError(
            f"{unwritable[0]} 不可写,{entry.name} 存入后无法移出收件夹;请给运行 qiao 的用户该文件夹的写权限。",
            f"{unwritable[0]} may not be written to, so {entry.name} could not be moved out of the inbox once it is stored; "
            "give the user that runs qiao write permission on that folder.",
        )


def set_aside(entry: Path | None, folder: Path, reports: Iterable[Path] = ()) -> None:
    """Move an entry (None: it is there no more) out of the inbox into its folder, the reports first; cut off anywhere, it can be done again."""
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    for report in reports:
        shutil.copyfile(report, folder / report.name)
    if entry is None:
        return
    place = folder / entry.name
    _remove(place)  # the same, from an earlier time
    try:
        entry.rename(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry(entry, place)


def _carry(entry: Path, place: Path) -> None:
    """Move to another file system: whole there before it is gone here, and gone here in one rename."""
    waiting, gone = place.with_name(f".{place.name}"), entry.with_name(f".{entry.name}.taken")
    for left in (waiting, gone):
        _remove(left)
    if entry.is_dir():
        shutil.copytree(entry, waiting, symlinks=True)
    else:
        shutil.copy2(entry, waiting)
    waiting.rename(place)
    entry.rename(gone)
    _remove(gone)


def refused(place: Path | None = None) -> int:
    """How many refused entries lie beside the inbox; whoever has dealt with one removes it."""
    folder = (place or Path(settings.INBOX)).with_name(REFUSED)
    return sum(1 for one in (folder.iterdir() if folder.is_dir() else ()) if not one.name.startswith(_HIDDEN))


def forget_old(place: Path, kind: str, days: int) -> None:
    """Remove what was set aside longer ago than so many days."""
    folder = place.with_name(kind)
    for one in folder.iterdir() if folder.is_dir() else ():
        if time.time() - one.stat().st_mtime >= days * 86_400:
            _remove(one)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
