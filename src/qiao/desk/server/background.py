"""Background workers beside the web server: processes of their own, started again when they die, stopped with it."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

log = logging.getLogger(__name__)
_COMMAND = [sys.executable, "-m", "qiao", "worker", "--attached"]
_LONGEST_PAUSE = 30  # seconds before a worker that dies again and again is tried again
_SOUND_AFTER = 60  # seconds that a worker has to live to be started again at once
_PATIENCE = 10  # seconds that a worker has to end; then it is killed, and its job is done again


@dataclass(slots=True)
class Background:
    """So many workers, looked after by whoever calls `look_after` every second or so."""

    count: int
    environment: Mapping[str, str]
    _workers: "list[_Worker]" = field(default_factory=list)

    def look_after(self) -> None:
        """Start what is not there."""
        while len(self._workers) < self.count:
            self._workers.append(_Worker(self.environment))
        for worker in self._workers:
            worker.look_after()

    def end(self) -> None:
        """Ask all of them to end."""
        for worker in self._workers:
            worker.end()

    def wait(self) -> None:
        """Wait until they have ended, and make them."""
        limit = time.monotonic() + _PATIENCE
        for worker in self._workers:
            worker.wait(limit - time.monotonic())
        self._workers.clear()


class _Worker:
    """One worker; it holds the reading end of a pipe whose other end closes when the server is gone."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._due = 0.0
        self._pause = 1

    def look_after(self) -> None:
        if self._process and self._process.poll() is not None:
            self._buried()
        if self._process is None and time.monotonic() >= self._due:
            self._started = time.monotonic()
            self._process = subprocess.Popen(
                _COMMAND, stdin=subprocess.PIPE, env=dict(self._environment), start_new_session=True
            )

    def _buried(self) -> None:
        now = time.monotonic()
        self._pause = 1 if now - self._started > _SOUND_AFTER else min(self._pause * 2, _LONGEST_PAUSE)
        self._due = now + self._pause
        log.warning("A background worker ended; another one starts in %s s", self._pause)
        self._close()

    def end(self) -> None:
        if self._process:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        if self._process:
            try:
                self._process.wait(max(seconds, 0))
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._close()

    def _close(self) -> None:
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process = None


def end_with_input() -> None:
    """End this process when its standard input closes, which happens when the server that started it is gone."""

    def wait() -> None:
        while os.read(0, 1024):  # not `sys.stdin`, whose lock a daemon thread may not hold at the end
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_PATIENCE)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True, name="end-with-input").start()
