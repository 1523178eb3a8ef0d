"""Managers of the sample bank and all their indicators, opened to the last row and added up again; every one in `make fuzz`."""

from pathlib import Path

import depth
import pytest
import sample_banks
from explanation_proof import problems
from run_engine import rows_of

from qiao.engine import runs
from qiao.engine.explaining import explainer

PARTS = depth.of(2, 12)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_banks.made(7, tmp_path_factory) / "run"


def chosen(run: Path) -> list[str]:
    """One manager of every decision, or all of them."""
    rows = rows_of(run / "managers.csv")
    one_each = {row["decision"]: row["manager_id"] for row in rows}
    return [row["manager_id"] for row in rows] if depth.IS_DEEP else sorted(one_each.values())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_explanation_adds_up(run: Path, part: int) -> None:
    managers = chosen(run)
    assert len(managers) == depth.of(6, 60)
    with explainer(runs.load_run(run), in_memory=True) as trees:
        wrong = [
            told
            for manager in managers[part::PARTS]
            for told in problems(trees.decision(manager, deep=True), trees.figures.db)
        ]
    assert wrong == []
