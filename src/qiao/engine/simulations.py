"""Simulate (试算): a finished run under another standard; what was measured is kept, so only scoring is done again."""

from dataclasses import dataclass
from pathlib import Path

from qiao.engine import garbage, moves, opening, standards
from qiao.engine.engines.duckdb import Database
from qiao.engine.measures import collecting
from qiao.engine.measures.evidence import Evidence
from qiao.engine.measures.measuring import Measuring
from qiao.engine.moves import Moves
from qiao.engine.runs import Run
from qiao.engine.scoring.scores import Scores, score
from qiao.engine.standards.measures import AnyMeasure
from qiao.engine.standards.model import Standard


@dataclass(frozen=True)
class Simulation:
    """A simulation's scores beside the run's, who moves, and which measures had to be taken from the ledger again."""

    before: Scores
    after: Scores
    moves: Moves
    measured_again: tuple[str, ...]


def new_measures(run: Standard, other: Standard) -> tuple[str, ...]:
    """Measures of the other standard that the run's evidence does not hold and only the ledger can give."""
    return tuple(
        name
        for name, measure in other.measures.items()
        if not measure.parts and _definition(other, measure) != _old(run, name)
    )


def _old(run: Standard, name: str) -> object:
    measure = run.measures.get(name)
    return _definition(run, measure) if measure else None


def _definition(standard: Standard, measure: AnyMeasure) -> object:
    """What a measure takes from the ledger: its own figures without its name, and its book's accounts."""
    book = getattr(measure, "book", None)
    return measure.model_dump(exclude={"name"}), standard.books.get(book) if book else None


def simulate(run: Run, other: Path | None) -> Simulation:
    """Score a run under another standard; the ledger is read only when something else is measured."""
    return under(run, standards.load(other).standard)


def under(run: Run, standard: Standard) -> Simulation:
    """The same under a standard that is at hand; `new_measures` tells beforehand whether the ledger would be read."""
    before = run.scores
    changed = new_measures(before.standard, standard)
    evidence = measure_again(run, standard) if changed else before.evidence
    with garbage.uncollected():
        after = score(evidence, standard, run.period, earlier=before)
        return Simulation(before, after, moves.between(before, after), changed)


def measure_again(run: Run, standard: Standard) -> Evidence:
    """Measure the run's own ledger for another standard; DataError where an amount that it needs cannot be translated."""
    ledger = run.ledger()
    with Database() as db:
        ledger.open(db)
        opening.check_translated(db, standard, run.period)
        measured = Measuring(db, standard, run.period, ledger.present).run()
        return collecting.collect(db, measured, standard, run.period, ledger.present)
