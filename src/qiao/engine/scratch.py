"""Private temporary folders; one that a killed process left behind goes when the next is made."""

import fcntl
import os
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from types import TracebackType

from qiao.engine import files

_PREFIX = "qiao-scratch-"
_YOUNG = 60  # seconds in which whoever makes a folder has surely come to hold it


class Scratch:
    """A temporary folder that its process holds; use it as a context manager for its path."""

    def __init__(self) -> None:
        """Make it, and sweep those that nobody holds any more.

        Raises:
            StorageError: the disk refused.
        """
        for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            if _is_left(left):
                shutil.rmtree(left, ignore_errors=True)
        with files.refusals(Path(tempfile.gettempdir())):
            self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX)
        self.path = Path(self._folder.name)
        handle = os.open(self.path, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_SH)
        self._let_go = weakref.finalize(self, os.close, handle)

    def __enter__(self) -> Path:
        """Its path."""
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove it."""
        self.close()

    def close(self) -> None:
        """Remove it, with all that is in it."""
        self._folder.cleanup()
        self._let_go()


def _is_left(folder: Path) -> bool:
    """Whether nobody holds it; what is another user's, no folder or gone is not ours to judge."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return time.time() - os.fstat(handle).st_mtime > _YOUNG
    except OSError:
        return False
    finally:
        os.close(handle)
