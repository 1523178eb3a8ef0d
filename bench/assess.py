"""P1, P2, P3: a whole run at the size of a branch, of a country, and of a branch that grows; beside them, the bare sum, part of the
calculation in pandas, and all of it by hand in NumPy.

python bench/assess.py [P1] [P2] [P3]
"""

import os
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import agreeing
import banks
import figures
import stores

from qiao.engine import runs
from qiao.engine.outputs import workbook

SCALE = figures.sized(full=Fraction(1), small=Fraction(1, 500))
TURNS = figures.sized(full=3, small=1)
PART = figures.sized(full=10, small=2)  # pandas is given one part in so many
GIB = 1024  # MiB


def main() -> None:
    """Each part that is named, or all; what a part wrote is removed before the next begins."""
    figures.parts({"P1": branch, "P3": growth, "P2": country})


def branch() -> None:
    """A branch of daily rows from its store, from its raw folder with the rows in either order, by hand, and a tenth of it in pandas."""
    with stores.shared(banks.BRANCH.scaled(SCALE)) as place:
        by_day = stores.by_day(place / "bank", place / "by-day")
        daily = ("bare sum of the daily rows", figures.apart(stores.bare_query, by_day).value)
        bare = figures.apart(stores.bare_query, place / "bank").value
        by_account = ("bare sum of the same rows, account by account", bare)
        run = _assessed(place / "store", place, turns=TURNS)
        figures.figure("P1 run from the store", run.seconds, figures.times(1), daily, memory=run.peak)
        figures.figure("P1 run from the store, the rows in another order", run.seconds, None, by_account)
        figures.figure("P1 peak memory of it", run.peak, figures.most(4 * GIB), unit="MiB")
        figures.figure("P1 scorecards.xlsx, timed apart", run.workbook, figures.most(5))
        _raw(by_day, place, "P1 run from the raw folder", figures.times(4), daily)
        _raw(place / "bank", place, "P1 run from the raw folder, the rows in another order", None, by_account)
        by_hand = figures.apart(_reckon, by_day, place / "run-0" / "standard.yaml", with_pandas=True)
        found, seconds = by_hand.value
        agreeing.need_same(place / "run-0", found)
        figures.figure("P1 by hand in NumPy", seconds, None, ("Qiao", run.seconds), memory=by_hand.peak)
    with stores.stored(banks.BRANCH.scaled(SCALE / PART)) as place:
        tenth = _assessed(place / "store", place)
        analysis = figures.apart(_analyse, place / "bank", with_pandas=True)
        analysed, seconds = analysis.value
        agreeing.need_near(place / "run-0", analysed)
        tenth_beside = ("Qiao", tenth.seconds)
        figures.figure(f"pandas, a branch {PART} times smaller", seconds, None, tenth_beside, memory=analysis.peak)
        whole = ("Qiao, the whole branch", run.seconds)
        figures.figure(f"P1 pandas × {PART}", PART * seconds, figures.times(100, at_least=True), whole)


def _raw(bank: Path, place: Path, name: str, goal: figures.Goal | None, reference: tuple[str, float]) -> None:
    """A run from a raw folder, of which the store stands at `place` and has been assessed."""
    run = _assessed(bank, place / f"raw-{bank.name}")
    figures.figure(name, run.seconds, goal, reference, memory=run.peak)
    figures.exact(
        f"{name} gives the store's figures", _csvs(place / f"raw-{bank.name}" / "run-0") == _csvs(place / "run-0")
    )


def growth() -> None:
    """A branch with one, two and four times the accounts; from change rows, of which the store is the same."""
    before = None
    for factor in figures.sized(full=(1, 2, 4), small=(1, 2)):
        bank = replace(banks.BRANCH.scaled(SCALE), is_daily=False)
        with stores.shared(replace(bank, accounts=bank.accounts * factor)) as place:
            run = _assessed(place / "store", place, turns=TURNS)
        goal, reference = (figures.times(2.1), ("half the accounts", before)) if before else (None, None)
        figures.figure(f"P3 run with {factor} × the accounts", run.seconds, goal, reference, memory=run.peak)
        before = run.seconds


def country() -> None:
    """A country of change rows."""
    with stores.shared(banks.NATIONAL.scaled(figures.sized(full=1, small=Fraction(1, 2_000)))) as place:
        bare = figures.apart(stores.bare_query, place / "bank")
        os.environ["QIAO_MEMORY"] = "5GB"  # of the eight, the rest is Python's
        run = _assessed(place / "store", place)
        del os.environ["QIAO_MEMORY"]
        reference = ("bare sum of the change rows", bare.value)
        figures.figure("P2 run from the store", run.seconds, figures.most(60), reference, memory=run.peak)
        figures.figure("P2 peak memory of it", run.peak, figures.most(8 * GIB), unit="MiB")


class Assessed(NamedTuple):
    """Seconds of a run without its workbook, of the workbook alone, and MiB at the peak of both."""

    seconds: float
    workbook: float
    peak: int


def _assessed(ledger: Path, place: Path, turns: int = 1) -> Assessed:
    """The quickest of so many runs in one process each, kept in the folders run-0, run-1, …"""
    found = []
    for turn in range(turns):
        one = figures.apart(_assess, ledger, place / f"run-{turn}")
        found.append(Assessed(one.seconds - one.value, one.value, one.peak))
    return min(found)


def _assess(ledger: Path, out: Path) -> float:
    """Assess; the seconds of it that went into the workbook."""
    spent = 0.0

    def timed(*arguments: Any) -> bytes:
        nonlocal spent
        begun = time.perf_counter()
        made = whole(*arguments)
        spent += time.perf_counter() - begun
        return made

    whole, workbook.scorecards = workbook.scorecards, timed
    runs.assess(runs.Job(ledger, "2025", out))
    return spent


def _analyse(bank: Path) -> tuple[dict[tuple[str, str], float], float]:
    """What pandas finds of a bank, and the seconds that it takes once it is loaded."""
    import pandas_reference

    begun = time.perf_counter()
    return pandas_reference.measured(bank), time.perf_counter() - begun


def _reckon(bank: Path, standard: Path) -> tuple[Any, float]:
    """What is found by hand of a bank, and the seconds likewise."""
    import numpy_reference

    begun = time.perf_counter()
    return numpy_reference.assessed(bank, standard, 2025), time.perf_counter() - begun


def _csvs(run: Path) -> dict[str, str]:
    """The hashes of a run's figures; its workbook names where they come from."""
    return {name: digest for name, digest in runs.load_run(run).hashes.items() if not name.endswith(".xlsx")}


if __name__ == "__main__":
    main()
