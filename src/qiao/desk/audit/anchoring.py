"""The newest head leaves the database: a file a day in the desk's home, written once, for the bank to keep elsewhere."""

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from qiao.desk.audit import queries
from qiao.desk.audit.chain import Head


def folder() -> Path:
    """Where the heads lie: `store/audit-heads`, one file `<day>-<number>` each."""
    return Path(settings.HOME) / "store" / "audit-heads"


def is_due() -> bool:
    """Whether no head has left the database today."""
    return not any(folder().glob(f"{timezone.localdate()}-*"))


def write_head() -> Path | None:
    """Write the newest head outside, unless it is there already or there is none; its file."""
    head = queries.head()
    if head is None:
        return None
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = place / f"{timezone.localdate()}-{head.number:012d}"
    if any(place.glob(f"*-{head.number:012d}")):
        return path
    partial = place / f".{path.name}.{os.getpid()}"
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
        file.write(f"{head}\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(partial, path)  # unlike a rename it never replaces
    partial.unlink()
    _flush(place)
    return path


def heads() -> list[Head]:
    """Every head that lies outside, oldest first."""
    found = [parse(path.read_text(encoding="ascii")) for path in sorted(folder().glob("2*"))]
    return sorted(found, key=lambda head: head.number)


def newest() -> tuple[date, Head] | None:
    """The last day on which a head left, and the head."""
    files = sorted(folder().glob("2*"))
    return (date.fromisoformat(files[-1].name[:10]), parse(files[-1].read_text(encoding="ascii"))) if files else None


def parse(text: str) -> Head:
    """`number:hash`, as it is printed everywhere.

    Raises:
        ValueError: it is not written so.
    """
    number, hashed = text.strip().split(":")
    if len(bytes.fromhex(hashed)) != 32:
        raise ValueError(text)
    return Head(int(number), hashed.lower())


def _flush(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
