"""Break a process at a chosen file-system call: killed, on a full disk, or with writes that come out short.

Calls that change something under one folder are counted, whoever makes them; everything runs in forked children, so
the tests' own process never opens an engine and forking stays safe.
"""

import errno
import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

BY_PATH = ("open", "mkdir", "replace", "rename", "unlink", "rmdir", "link")
BY_HANDLE = ("write", "fsync")
GROWING = {"open", "mkdir", "write", "fsync", "replace", "link"}

Work = Callable[[], None]


class Points:
    """Counts the calls under `root` and acts before the one numbered `at` (from 1; 0: never)."""

    def __init__(
        self,
        root: Path,
        at: int = 0,
        *,
        is_full_disk: bool = False,
        longest_write: int = 0,
        pause: Callable[[], None] | None = None,
    ) -> None:
        self.root, self.at, self.pause = str(root), at, pause
        self.is_full_disk, self.longest_write = is_full_disk, longest_write
        self.count = 0
        self.handles: set[int] = set()

    def install(self) -> None:
        """Put the counting calls in the place of the real ones, in this process."""
        for name in BY_PATH:
            setattr(os, name, self._by_path(name, getattr(os, name)))
        for name in BY_HANDLE:
            setattr(os, name, self._by_handle(name, getattr(os, name)))

    def _by_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **more: Any) -> Any:
            is_inside = os.fspath(path).startswith(self.root) or more.get("dir_fd") in self.handles
            changes = name != "open" or bool(args and args[0] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR))
            if is_inside and changes:
                self._reach(name)
            result = real(path, *args, **more)
            if name == "open" and is_inside:
                self.handles.add(result)
            return result

        return call

    def _by_handle(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(handle: int, *args: Any) -> Any:
            if handle in self.handles:
                self._reach(name)
                if name == "write" and self.longest_write:
                    return real(handle, args[0][: 1 + self.count % self.longest_write])
            return real(handle, *args)

        return call

    def _reach(self, name: str) -> None:
        self.count += 1
        if self.pause:
            self.pause()
        if not self.at or self.count < self.at:
            return
        if not self.is_full_disk:
            os.kill(os.getpid(), signal.SIGKILL)
        if name in GROWING:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def in_child(work: Work, points: Points | None = None) -> int:
    """Run `work` in a forked child; its exit status (-9 when it was killed), or the count of calls where asked."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            if points:
                points.install()
            work()
            status = 0
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 70
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def stopped(work: Work, root: Path, look: Callable[[int], None]) -> int:
    """Stop `work` in a child before each call under `root` and look at what it left so far, as if it had died there; its exit status."""
    asking, told = os.pipe()
    waiting, go = os.pipe()

    def pause() -> None:
        os.write(told, b".")
        os.read(waiting, 1)

    child = os.fork()
    if child == 0:
        os.close(asking)
        os.close(go)
        os._exit(in_child(work, Points(root, pause=pause)))
    os.close(told)
    os.close(waiting)
    count = 0
    try:
        while os.read(asking, 1):
            count += 1
            look(count)
            os.write(go, b".")
    finally:
        os.close(asking)
        os.close(go)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status


def calls_of(work: Work, root: Path) -> int:
    """How many calls `work` makes under `root`."""
    reader, writer = os.pipe()
    points = Points(root)

    def counted() -> None:
        work()
        os.write(writer, str(points.count).encode())

    assert in_child(counted, points) == 0
    os.close(writer)
    with os.fdopen(reader) as pipe:
        return int(pipe.read())
