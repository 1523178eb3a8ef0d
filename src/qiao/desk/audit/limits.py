"""How many refusals are written: one a request, and so many a minute for each person, so that a scanner floods nothing."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock

A_MINUTE = 30
_SECONDS = 60
_KEPT = 10_000


class Verdict(Enum):
    """What to do with a refusal."""

    WRITE = "write"
    LAST = "last"  # write that there are more, then nothing until the minute is over
    LEAVE_OUT = "leave out"


@dataclass(slots=True)
class _Window:
    began: float
    count: int = 0


@dataclass(slots=True)
class Limiter:
    """Counts within this process; several processes together let through as many times more."""

    a_minute: int = A_MINUTE
    clock: Callable[[], float] = time.monotonic
    _windows: dict[Hashable, _Window] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock)

    def ask(self, whose: Hashable) -> tuple[Verdict, int]:
        """Whether to write the next refusal of this person, and how many were left out in the minute before."""
        now = self.clock()
        with self._turn:
            window, left_out = self._windows.get(whose), 0
            if window is None or now - window.began >= _SECONDS:
                left_out = max(0, window.count - self.a_minute) if window else 0
                self._forget(now)
                window = self._windows[whose] = _Window(now)
            window.count += 1
            if window.count <= self.a_minute:
                return Verdict.WRITE, left_out
            return (Verdict.LAST if window.count == self.a_minute + 1 else Verdict.LEAVE_OUT), 0

    def _forget(self, now: float) -> None:
        if len(self._windows) >= _KEPT:
            self._windows = {key: kept for key, kept in self._windows.items() if now - kept.began < _SECONDS}
