"""P5: one explanation from the decision to the account days, at branch size; beside it, the bare sum of the balances.

python bench/explain.py [--small]
"""

import sys

import banks
import figures
import stores

from qiao.engine import runs
from qiao.engine.explaining import Explainer, explainer
from qiao.engine.scoring.nodes import Node

ACCOUNTS = 15_000 if "--small" in sys.argv else 300_000
MANAGERS = ACCOUNTS // 150
MANAGER = "M00007"
INDICATORS = ("CORP01", "CORP02", "FEE01")


def main() -> None:
    """Open the decision of one manager, then an indicator with all its clients, accounts and days."""
    with stores.stored(banks.simple(managers=MANAGERS, accounts=ACCOUNTS, stretch=6)) as place:
        run = runs.assess(runs.Job(place / "store", "2025", place / "run"))
        reference = stores.bare_query(place)
        opening = figures.best_of(lambda: _open(run), 3)
        figures.figure("opening a run for explanation", opening, "-", "bare sum", reference)
        with explainer(run, rows_of="") as trees:
            client = _largest(trees.indicator(MANAGER, INDICATORS[0]))
        with explainer(run, rows_of=client) as trees:
            for indicator in INDICATORS:
                seconds = figures.best_of(lambda code=indicator: _explain(trees, code), 5)
                figures.figure(f"P5 decision to {indicator}'s days", seconds, "< 0.2 s", "bare sum", reference)


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
