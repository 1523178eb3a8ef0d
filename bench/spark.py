"""P9: the kernels of one run on Spark with 1, 2, 4 … cores of this machine: the same bytes, less time; and what a cluster would take.

python bench/spark.py
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import banks
import figures
import stores

from qiao.engine import runs, verification
from qiao.engine.engines.spark import Spark

SIZES = figures.sized(full=(60_000, 120_000), small=(3_000,))
HERE = len(os.sched_getaffinity(0))
# Starting Java and planning take a minute of processor a pass, however small the bank: a small look has a single one, and
# leaves out what Java compiles for work that goes on for longer.
CORES = figures.sized(full=sorted({count for count in (1, 2, 4, 8, 16, HERE) if count <= HERE}), small=[HERE])
JAVA = figures.sized(full={}, small={"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1"})
# A cluster of 50 nodes of which Spark has eight cores each, and the largest bank that is spoken of.
NODES, CORES_OF_NODE, NATIONAL = 50, 8, 10_000_000
# Of a core's work in a cluster, what is left when executors wait for each other and for the network: an assumption.
EFFICIENCY = 0.6


@dataclass(frozen=True)
class Pass:
    """One recomputation: of how many accounts, with how many cores, in how many seconds."""

    accounts: int
    cores: int
    seconds: float


def main() -> None:
    """Recompute two banks with every number of cores, then say what the line through them gives for a cluster."""
    found = [one for accounts in SIZES for one in _passes(accounts)]
    for accounts in SIZES:
        one, *others = [each for each in found if each.accounts == accounts]
        for other in others:
            name = f"P9 {accounts:,} accounts, {other.cores} cores"
            figures.figure(name, other.seconds, figures.times(1), ("one core", one.seconds))
    if len(SIZES) > 1:
        _model([each for each in found if each.cores == 1])


def _passes(accounts: int) -> list[Pass]:
    with stores.stored(banks.simple(managers=accounts // 150, accounts=accounts, stretch=15)) as place:
        started = time.perf_counter()
        run = runs.assess(runs.Job(place / "store", "2025", place / "run"))
        whole, found = time.perf_counter() - started, []
        for cores in CORES:
            seconds = _seconds(f"{accounts:,} accounts", run.folder, cores)
            figures.figure(f"{accounts:,} accounts on Spark, cores: {cores}", seconds, None, ("DuckDB's run", whole))
            found.append(Pass(accounts, cores, seconds))
        return found


def _seconds(name: str, folder: Path, cores: int) -> float:
    """A pass after one that warms Java up, or that one if small; the bytes must be the run's."""
    started = time.perf_counter()
    with Spark(f"local[{cores}]", {"spark.sql.shuffle.partitions": str(2 * CORES[-1]), **JAVA}) as spark:
        figures.say(f"Spark with {cores} cores started in {time.perf_counter() - started:.1f} s")

        def recompute() -> bool:
            made = runs.load_run(folder)
            return not verification.unequal_files(made, verification.recompute(made, spark))

        begun = time.perf_counter()
        is_same = recompute()
        cold = time.perf_counter() - begun
        figures.exact(f"P9 {name}, {cores} cores: the bytes are those of DuckDB's run", is_same)
        return cold if figures.IS_SMALL else figures.best_of(recompute, 1)


def _model(passes: list[Pass]) -> None:
    """Seconds = fixed + work × accounts ÷ (cores × efficiency), fixed and work from two sizes with one core."""
    small, large = passes
    work = (large.seconds - small.seconds) / (large.accounts - small.accounts)
    fixed = small.seconds - work * small.accounts
    cores = NODES * CORES_OF_NODE
    spread = work * NATIONAL / (cores * EFFICIENCY)
    figures.say(f"model: fixed {fixed:.1f} s, {work * 1e6:.1f} core seconds for a million accounts")
    figures.say(
        f"model: {NATIONAL:,} accounts on {NODES} nodes of {CORES_OF_NODE} cores at efficiency {EFFICIENCY}: {fixed + spread:.0f} s"
    )


if __name__ == "__main__":
    main()
