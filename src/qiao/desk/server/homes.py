"""The desk's own folder, QIAO_HOME: which it is, and the mark of one that is half restored."""

import json
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from qiao.desk.errors import SetupError
from qiao.desk.server import keys
from qiao.engine import Archive, QiaoError, move_ledger, unpack_part, write_bytes

_MARK = "half-restored"


class Mark(TypedDict):
    """How far a restore has come."""

    seal: str  # of which backup
    is_begun: bool  # the database was seen to be empty, so what is in it now is the backup's


def place() -> Path:
    """QIAO_HOME, `~/.qiao` unless said otherwise."""
    return Path(os.environ.get("QIAO_HOME", "~/.qiao")).expanduser()


def need_owner(home: Path) -> None:
    """SetupError for root in a home of somebody else's, who could not read what root writes there."""
    if os.geteuid() != 0 or not home.exists() or (owner := home.stat().st_uid) == 0:
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"#{owner}"
    raise SetupError(
        f"{home} 属于用户 {name},root 写入的文件该用户读不到:请以该用户运行(qiao-as-service …,或 runuser -u {name} -- qiao …)。",
        f"{home} belongs to the user {name}, who could not read what root writes there: run it as that user "
        f"(`qiao-as-service …`, or `runuser -u {name} -- qiao …`).",
    )


def need_whole(home: Path) -> None:
    """SetupError on a home whose restore was cut short."""
    if (home / _MARK).exists():
        raise SetupError(
            f"{home} 只恢复了一半:请用同一份备份再次运行 qiao restore。",
            f"{home} is half restored: run `qiao restore` again with the same backup.",
        )


def need_empty(home: Path, seal: str) -> Mark:
    """How far the restore of this backup has come here.

    Raises:
        SetupError: there is something else.
    """
    mark = _read(home)
    if mark is not None and mark["seal"] == seal:
        return mark
    if mark is not None or (home.exists() and not _is_empty(home)):
        raise SetupError(
            f"{home} 不是空文件夹,备份只能恢复到空处:请用 QIAO_HOME 另指一个文件夹。",
            f"{home} is not empty, and a backup is only ever restored into an empty place: name another one by QIAO_HOME.",
        )
    return Mark(seal=seal, is_begun=False)


def _is_empty(home: Path) -> bool:
    """Whether nothing lies there but the key, and what a restore left that was killed before it began."""
    return all(path.name == keys.FILE or path.name.startswith(f".{_MARK}.") for path in home.iterdir())


def _read(home: Path) -> Mark | None:
    try:
        mark: Mark = json.loads((home / _MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return Mark(seal="", is_begun=False)
    return mark


@contextmanager
def marked(home: Path, how: Mark) -> Iterator[None]:
    """Say that the home is half restored; the mark stays, also after a failure, unless it was refused before it began."""
    mark(home, how)
    try:
        yield
    except QiaoError:
        left = _read(home)
        if left is not None and not left["is_begun"]:
            unmark(home)
        raise


def mark(home: Path, how: Mark) -> None:
    """Say that the home is half restored, before anything of it is there."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_bytes(home / _MARK, json.dumps(how).encode())


def unmark(home: Path) -> None:
    """The home is whole, or nothing was put there."""
    (home / _MARK).unlink(missing_ok=True)


def fill(home: Path, archive: Archive) -> None:
    """Put every folder of a backup into a marked home; done again, it begins anew."""
    for part in archive.parts:
        unpack_part(archive, part, home)
    for run in sorted((home / "runs").glob("[0-9a-f]*")):
        move_ledger(run, Path(archive.about["ledger"]), home / "ledger")
