"""P5: one explanation from the decision to the account days, at branch size; beside it, the bare sum of the balances.

python bench/explain.py
"""

from fractions import Fraction
from pathlib import Path

import banks
import figures
import stores

from qiao.engine import runs
from qiao.engine.explaining import Explainer, explainer
from qiao.engine.scoring.nodes import Node

BANK = banks.BRANCH.scaled(figures.sized(full=Fraction(1), small=Fraction(1, 500)))
MANAGER = "M00003"
INDICATORS = ("CORP01", "CORP02", "FEE01")


def main() -> None:
    """Open the decision of one manager, then an indicator with all its clients, accounts and days."""
    with stores.shared(BANK) as place:
        figures.apart(_assess, place)
        reference = ("bare sum of the daily rows, account by account", stores.bare_query(place / "bank"))
        found = figures.apart(_measured, place)
        opening, *explained = found.value
        figures.figure("opening a run for explanation", opening, None, reference, memory=found.peak)
        for indicator, seconds in zip(INDICATORS, explained, strict=True):
            figures.figure(f"P5 decision to {indicator}'s days", seconds, figures.most(0.2), reference)


def _assess(place: Path) -> None:
    runs.assess(runs.Job(place / "store", "2025", place / "run"))


def _measured(place: Path) -> list[float]:
    """Seconds of opening the run, and of each indicator down to the days of the manager's largest client."""
    run = runs.load_run(place / "run")
    found = [figures.best_of(lambda: _open(run), 3)]
    with explainer(run, rows_of="") as trees:
        client = _largest(trees.indicator(MANAGER, INDICATORS[0]))
    return found + [_first(run, client, code) for code in INDICATORS]


def _first(run: runs.Run, client: str, code: str) -> float:
    """The least seconds of a first explanation: each in a ledger just opened, so that none finds what another one read."""
    found = []
    for _ in range(5):
        with explainer(run, rows_of=client) as trees:
            found.append(figures.best_of(lambda: _explain(trees, code), 1))
    return min(found)


def _open(run: runs.Run) -> None:
    with explainer(run) as trees:
        trees.decision(MANAGER)


def _largest(node: Node) -> str:
    return max(node.children[-1].children, key=lambda child: child.exact if child.kind == "client" else 0).code


def _explain(trees: Explainer, code: str) -> None:
    trees.decision(MANAGER)
    assert trees.indicator(MANAGER, code).children


if __name__ == "__main__":
    main()
