"""What a benchmark says: a figure beside what it has to reach and beside a reference measured in the same run."""

import sys
import time
from collections.abc import Callable


def best_of(work: Callable[[], object], times: int) -> float:
    """The least seconds of so many runs."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def figure(name: str, seconds: float, reach: str, reference: str, compared: float) -> None:
    """Print a figure beside what it has to reach and what was measured with it."""
    say(f"{name}: {seconds:.3f} s (reach {reach}); {reference}: {compared:.3f} s; ratio {seconds / compared:.3f}")
