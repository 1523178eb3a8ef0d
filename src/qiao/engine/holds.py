"""Files and folders that somebody is at work in are held, by a lock that ends with its process: nobody clears them away."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

_MODE = 0o600


class SweptError(FileNotFoundError):
    """What was opened was taken away before it was held."""


def hold(path: Path, flags: int = os.O_RDONLY, how: int = fcntl.LOCK_EX) -> int:
    """Open what is at `path` and hold it, so that sweepers know that somebody is there; the handle.

    Raises:
        BlockingIOError: somebody else holds it, and `how` says not to wait.
        SweptError: it was taken away before it was held.
    """
    handle = os.open(path, flags, _MODE)
    try:
        fcntl.flock(handle, how)
        if not _stands(handle, path):
            raise SweptError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    except BaseException:
        os.close(handle)
        raise
    return handle


def _stands(handle: int, path: Path) -> bool:
    """Whether what was opened is what is at `path` now."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody holds what is there; if so it is held in the block, in which whoever is about to hold it has to wait."""
    try:
        handle = hold(path, how=fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, SweptError):
        yield False
        return
    except OSError:  # what cannot be opened cannot be held
        yield True
        return
    try:
        yield True
    finally:
        os.close(handle)


class Hold:
    """Keeps a folder that somebody reads from being cleared away, until it is closed or forgotten."""

    _handle = -1

    def __init__(self, folder: Path) -> None:
        """Hold it; FileNotFoundError when it is gone already."""
        self._handle = hold(folder, how=fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go of it."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def __del__(self) -> None:
        """Let go of what was forgotten."""
        self.close()
