"""P1, P2, P3: a whole run at the size of a branch, of a country, and of a branch that grows; beside them, the bare sum and
the same calculation in pandas.

python bench/assess.py [P1] [P2] [P3]
"""

import csv
import os
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import banks
import figures
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import stores

from qiao.engine import runs
from qiao.engine.outputs import workbook

SCALE = figures.sized(full=Fraction(1), small=Fraction(1, 500))
TURNS = figures.sized(full=3, small=1)
GIB = 1024  # MiB
# The keys of a run's files and the columns that pandas finds too, in the order in which it gives them.
FOUND_TOO = {
    "measures.csv": (("manager_id", "measure"), ("value",)),
    "indicators.csv": (("manager_id", "indicator"), ("measure", "points", "status")),
    "managers.csv": (("manager_id",), (
        "grade", "in_pool", "pool_size", "contribution_score", "contribution_rank", "quality_score", "supported_grade", "decision",
        "to_grade",
    )),
}  # fmt: skip


def main() -> None:
    """Each part that is named, or all; what a part wrote is removed before the next begins."""
    figures.parts({"P1": branch, "P3": growth, "P2": country})


def branch() -> None:
    """A branch of daily rows from its store, from its raw folder with the rows in either order, and all of it in pandas."""
    with stores.shared(banks.BRANCH.scaled(SCALE)) as place:
        by_day = stores.by_day(place / "bank", place / "by-day")
        daily = ("bare sum of the daily rows", figures.apart(stores.bare_query, by_day).value)
        by_account = (
            "bare sum of the same rows, account by account",
            figures.apart(stores.bare_query, place / "bank").value,
        )
        run = _assessed(place / "store", place, turns=TURNS)
        figures.figure("P1 run from the store", run.seconds, figures.times(1), daily, memory=run.peak)
        figures.figure("P1 run from the store, the rows in another order", run.seconds, None, by_account)
        figures.figure("P1 peak memory of it", run.peak, figures.most(4 * GIB), unit="MiB")
        figures.figure("P1 scorecards.xlsx, timed apart", run.workbook, figures.most(5))
        _raw(by_day, place, "P1 run from the raw folder", figures.times(4), daily)
        _raw(place / "bank", place, "P1 run from the raw folder, the rows in another order", None, by_account)
        analysis = figures.apart(_analyse, by_day, place / "run-0" / "standard.yaml", with_pandas=True)
        found, clients, seconds = analysis.value
        _compare(place / "run-0", found, clients)
        goal, reference = figures.times(100, at_least=True), ("Qiao", run.seconds)
        figures.figure("P1 all of it in pandas", seconds, goal, reference, memory=analysis.peak)


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


def _analyse(bank: Path, standard: Path) -> tuple[dict[str, dict[Any, Any]], pa.Table, float]:
    """What pandas finds, by the names of a run's files, and the seconds that it takes once it is loaded."""
    import pandas_reference

    begun = time.perf_counter()
    *found, clients = pandas_reference.assessed(bank, standard, 2025)
    return dict(zip(FOUND_TOO, found, strict=True)), clients, time.perf_counter() - begun


def _csvs(run: Path) -> dict[str, str]:
    """The hashes of a run's figures; its workbook names where they come from."""
    return {name: digest for name, digest in runs.load_run(run).hashes.items() if not name.endswith(".xlsx")}


def _compare(run: Path, found: dict[str, dict[Any, Any]], clients: pa.Table) -> None:
    """See that pandas found what the run did: every value that both have, as it is printed, and what each client brought."""
    for name, (keys, columns) in FOUND_TOO.items():
        with (run / name).open(encoding="utf-8") as lines:
            ours = {
                tuple(row[key] for key in keys): tuple(row[column] for column in columns)
                for row in csv.DictReader(lines)
            }
        theirs = {key: tuple(map(_printed, row)) for key, row in found[name].items()}
        off = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
        figures.say(f"{name}: {len(ours):,} rows compared, {len(off):,} differ")
        for key in sorted(off)[:5]:
            figures.say(f"  {key}: {ours.get(key)}, in pandas {theirs.get(key)}")
        figures.exact(f"pandas finds {name} to the last digit: {', '.join(columns)}", not off)
    ours = pq.read_table(run / "clients.parquet")
    ours = ours.filter(pc.not_equal(ours["numerator"], 0))
    figures.say(f"clients.parquet: {len(ours):,} rows compared, those of nothing left out")
    figures.exact("pandas finds clients.parquet to the last digit", ours.equals(clients.cast(ours.schema)))


def _printed(value: object) -> str:
    """A value as a run's files have it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    main()
