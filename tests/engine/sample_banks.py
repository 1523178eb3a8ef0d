"""Sample banks and their assessments of 2025, made once in a run of the tests; only to be read."""

import json
from pathlib import Path

import pytest
from made_once import made_once
from run_engine import assess

from qiao import sample


def made(seed: int, factory: pytest.TempPathFactory) -> Path:
    """A folder with the bank (`bank`), its run (`run`) and whom its stories are about, by their English (`stories.json`)."""

    def make(folder: Path) -> None:
        told = sample.make(seed, folder / "bank").stories
        assess(folder / "bank", "2025", folder / "run")
        (folder / "stories.json").write_text(json.dumps({story.en: story.ids for story in told}))

    return made_once(factory, f"sample-{seed}", make)
