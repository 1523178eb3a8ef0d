"""The inbox (收件夹): a folder on the server into which the bank's own systems put batches; the desk only reads it."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from qiao.engine import unpack

_SETTLED = 60  # seconds without a change: whatever is younger may still be being written
KINDS = (".csv", ".xlsx", ".parquet", ".zip")


class Entry(NamedTuple):
    """Something in the inbox that may be a batch: a folder, a workbook or a ZIP."""

    name: str
    files: int
    size: int
    changed: datetime
    is_settled: bool


def entries() -> list[Entry]:
    """What lies there, the newest first; nothing where there is no such folder."""
    place = Path(settings.INBOX)
    found = (_readable(path) for path in place.iterdir()) if place.is_dir() else ()
    return sorted(filter(None, found), key=lambda entry: entry.changed, reverse=True)


def _readable(path: Path) -> Entry | None:
    """The entry; nothing where it goes away meanwhile, or the desk may not read it."""
    try:
        return _entry(path)
    except OSError:
        return None


def _entry(path: Path) -> Entry | None:
    if path.name.startswith((".", "~$")) or path.is_symlink():
        return None
    inside = _inside(path)
    if not inside or (path.is_file() and path.suffix.lower() not in (".xlsx", ".zip")):
        return None
    told = [file.stat() for file in inside]
    changed = max(one.st_mtime for one in [*told, path.stat()])
    return Entry(
        path.name,
        len(inside),
        sum(one.st_size for one in told),
        datetime.fromtimestamp(changed, UTC),
        time.time() - changed >= _SETTLED,
    )


def _inside(path: Path) -> list[Path]:
    """The files of an entry, links and whatever is hidden left out."""
    found = path.iterdir() if path.is_dir() else [path]
    return [
        file
        for file in found
        if file.is_file() and not file.is_symlink() and not file.name.startswith((".", "~$")) and _is_read(file)
    ]


def _is_read(file: Path) -> bool:
    return file.suffix.lower() in (*KINDS, ".yaml", ".yml")


def fetch(name: str, folder: Path) -> list[str]:
    """Copy an entry's files into a folder, which is made; their names.

    Raises:
        LookupError: nothing of this name lies there, or it is still being written.
        DataError: a ZIP is damaged or dangerous.
    """
    if name not in {entry.name for entry in entries() if entry.is_settled}:
        raise LookupError(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    names: list[str] = []
    for file in sorted(_inside(Path(settings.INBOX) / name)):
        if file.suffix.lower() == ".zip":
            names += unpack(file, folder)
        else:
            shutil.copyfile(file, folder / file.name)
            names.append(file.name)
    return names
