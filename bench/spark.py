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

SIZES = figures.sized(full=(60_000, 120_000), small=(3_000, 6_000))
HERE = len(os.sched_getaffinity(0))
CORES = sorted({count for count in (1, 2, 4, 8, 16, HERE) if count <= HERE})
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
    _model([each for each in found if each.cores == 1])


def _passes(accounts: int) -> list[Pass]:
    with stores.stored(banks.simple(managers=accounts // 150, accounts=accounts, stretch=15)) as place:
        started = time.perf_counter()
        run = runs.assess(runs.Job(place / "store", "2025", place / "run"))
        figures.say(f"DuckDB, import aside: {time.perf_counter() - started:.2f} s")
        return [Pass(accounts, cores, _seconds(f"{accounts:,} accounts", run.folder, cores)) for cores in CORES]


def _seconds(name: str, folder: Path, cores: int) -> float:
    """The least of two passes (of one if small) after one that warms Java up; the bytes of each must be the run's."""
    started = time.perf_counter()
    with Spark(f"local[{cores}]", {"spark.sql.shuffle.partitions": str(2 * CORES[-1])}) as spark:
        figures.say(f"Spark with {cores} cores started in {time.perf_counter() - started:.1f} s")

        def recompute() -> bool:
            made = runs.load_run(folder)
            return verification.recompute(made, spark) == made.hashes

        figures.exact(f"P9 {name}, {cores} cores: the bytes are those of DuckDB's run", recompute())
        return figures.best_of(recompute, figures.sized(full=2, small=1))


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
