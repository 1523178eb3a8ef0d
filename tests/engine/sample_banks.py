"""Sample banks and their assessments of 2025, made once in a run of the tests by whichever worker asks first; only to be read."""

import fcntl
import json
import os
from pathlib import Path

import pytest
from run_engine import assess

from qiao import sample


def made(seed: int, factory: pytest.TempPathFactory) -> Path:
    """A folder with the bank (`bank`), its run (`run`) and whom its stories are about, by their English (`stories.json`)."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"sample-{seed}"
    with (shared / f"sample-{seed}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "stories.json").exists():
            told = sample.make(seed, folder / "bank").stories
            assess(folder / "bank", "2025", folder / "run")
            (folder / "stories.json").write_text(json.dumps({story.en: story.ids for story in told}))
    return folder
