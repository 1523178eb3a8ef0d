"""Managers of the sample bank and all their indicators, opened to the last row and added up again; every one in `make fuzz`."""

from pathlib import Path

import depth
import pytest
from explanation_proof import problems
from run_engine import assess

from qiao import sample
from qiao.engine import runs
from qiao.engine.explaining import explainer

PARTS = 12


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    sample.make(7, folder / "bank")
    assess(folder / "bank", "2025", folder / "run")
    return folder / "run"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(depth.of(2, PARTS)))
def test_every_explanation_adds_up(run: Path, part: int) -> None:
    found = runs.load_run(run)
    managers = list(found.scores.index)[part::PARTS]
    with explainer(found, in_memory=True) as trees:
        wrong = [
            told for manager in managers for told in problems(trees.decision(manager, deep=True), trees.figures.db)
        ]
    assert len(managers) == 60 // PARTS
    assert wrong == []
