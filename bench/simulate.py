"""What an officer waits for on the simulation's page: a run of 20,000 managers under changed figures, movers and rules included.

python bench/simulate.py [RUN]

RUN is a finished run's folder, to measure on instead of a bank made here; then there is no full run beside it.
"""

import sys
import time
from pathlib import Path

import banks
import figures
import stores

from qiao.engine import Change, Run, Standard, runs, simulations, standards, together
from qiao.engine.standards.load import dump

MANAGERS = figures.sized(full=20_000, small=200)
TURNS = 5
PATCHES = {
    "a bar": {"grades.manager.threshold.all.deposit_adb.at_least": "50000000.00 CNY"},
    "a cut and a quality bar": {"grades.senior.rank_within": "40%", "grades.manager.quality_at_least": "78"},
    "two weights": {"indicators.CORP01.scoring.weight": "7", "indicators.CORP03.scoring.weight": "4"},
    "the quality score": {"quality.peers_trimmed_from": "6", "quality.veto_cap": "55"},
    "a method": {
        "indicators.CORP07.scoring.method": "TARGET", "indicators.CORP07.scoring.weight": "3",
        "indicators.CORP07.scoring.from_attainment": "0.6", "indicators.CORP07.scoring.up_to": "1.2",
        "indicators.CORP07.scoring.points": "", "indicators.CORP07.scoring.cap": "",
    },
}  # fmt: skip


def main() -> None:
    """Each kind of change by itself, then everything at once beside the full run under the same standard."""
    folder = next((Path(word) for word in sys.argv[1:] if not word.startswith("--")), None)
    if folder:
        measure(runs.load_run(folder))
        return
    with stores.stored(banks.simple(managers=MANAGERS, accounts=6 * MANAGERS, stretch=90)) as place:
        run = runs.assess(runs.Job(place / "store", "2025", place / "run"))
        at_once = measure(runs.load_run(run.folder))
        (place / "other.yaml").write_text(dump(everything()), encoding="utf-8")
        started = time.perf_counter()
        whole = runs.assess(runs.Job(place / "store", "2025", place / "other", place / "other.yaml"))
        anew = ("the full run", time.perf_counter() - started)
        figures.figure("everything at once beside a full run", at_once, figures.most(1), anew)
        same = simulations.under(runs.load_run(run.folder), everything()).after.decisions == whole.scores.decisions
        figures.exact("the decisions are those of the full run", same)


def measure(run: Run) -> float:
    """Say what each patch takes; the seconds of everything at once."""
    started = time.perf_counter()
    run.scores  # noqa: B018 - read and scored once for as many simulations as one likes
    figures.say(f"reading and scoring the run, once a process: {time.perf_counter() - started:.2f} s")
    for name, patch in PATCHES.items():
        tell(name, run, patched(patch))
    seconds = tell("everything at once", run, everything())
    figures.say(f"peak memory {figures.peak():,} MiB")
    return seconds


def tell(name: str, run: Run, standard: Standard) -> float:
    """Say what one standard takes: the least of some turns."""
    found = simulations.under(run, standard)
    seconds = figures.best_of(lambda: simulations.under(run, standard), TURNS)
    figures.figure(name, seconds, figures.most(1))
    figures.say(f"  {len(found.moves.movers):,} movers, measured again: {len(found.measured_again)}")
    return seconds


def patched(patch: dict[str, str]) -> Standard:
    """The default standard with some values other; an empty one is taken away."""
    return together(standards.load(None).standard, [Change(path, None, new or None) for path, new in patch.items()])


def everything() -> Standard:
    """All patches, and every attainment's floor and cap besides."""
    found = {path: new for patch in PATCHES.values() for path, new in patch.items()}
    for item in standards.load(None).standard.indicators:
        if item.scoring.method == "TARGET":
            path = f"indicators.{item.code}.scoring"
            found |= {f"{path}.from_attainment": "0.5", f"{path}.up_to": "1.3"}
    return patched(found)


if __name__ == "__main__":
    main()
