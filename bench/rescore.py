"""P4: another standard on a finished run of 20,000 managers, without reading the ledger; beside it, assessing anew.

python bench/rescore.py
"""

from pathlib import Path

import banks
import figures
import stores

from qiao.engine import runs, simulations, standards

MANAGERS = figures.sized(full=20_000, small=200)


def main() -> None:
    """Assess a bank of many managers and small books, then simulate a higher deposit bar."""
    with stores.stored(banks.simple(managers=MANAGERS, accounts=6 * MANAGERS, stretch=90)) as place:
        assessed = figures.apart(_assess, place)
        other = _other(place / "other.yaml")
        (place / "bank").rename(place / "bank away")
        (place / "store").rename(place / "store away")  # nothing can be read of the ledger from now on
        kept, first = figures.apart(_kept, place, other).value
        movers = figures.apart(_rescore, place, other, turns=2)
        figures.say(f"{movers.value:,} of {MANAGERS:,} managers move")
        anew = ("assessing anew", assessed.seconds)
        figures.figure("P4 rescoring and comparing, evidence at hand", kept, figures.most(0.5), anew)
        figures.figure("P4 reading the evidence, once a process", first, None, anew)
        figures.figure("P4 the same from the run's files", movers.seconds, None, anew, memory=movers.peak)


def _assess(place: Path) -> None:
    runs.assess(runs.Job(place / "store", "2025", place / "run"))


def _kept(place: Path, other: Path) -> tuple[float, float]:
    """Seconds of a simulation on evidence that was read before, and of reading it."""
    run = runs.load_run(place / "run")
    reading = figures.best_of(lambda: run.evidence, 1)
    simulations.simulate(run, other)
    return figures.best_of(lambda: simulations.simulate(run, other), 5), reading


def _rescore(place: Path, other: Path) -> int:
    return len(simulations.simulate(runs.load_run(place / "run"), other).moves.movers)


def _other(path: Path) -> Path:
    text = standards.load(None).text
    assert "at_least: 60000000.00 CNY" in text
    path.write_text(text.replace("at_least: 60000000.00 CNY", "at_least: 90000000.00 CNY"), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
