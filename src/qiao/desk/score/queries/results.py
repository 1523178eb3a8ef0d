"""Finished runs as the engine reads them; a run never changes, so a process reads each once."""

from functools import lru_cache
from pathlib import Path

from qiao.desk.assess.models import Run
from qiao.engine import Run as Result
from qiao.engine import load_run

_KEPT = 6  # runs in memory: the newest, the one before, a year's end, and those that somebody compares


def result_of(run: Run) -> Result:
    """What the engine made of it; RequestError where its folder is gone."""
    return _read(run.folder, run.seal)


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, seal: str) -> Result:
    found = load_run(folder)
    _ = found.scores  # scored once, here
    return found
