"""The same assessment by hand in NumPy, by one who knows that it has to come out to the last digit and reads the bank only once.

It computes what a run computes, from the bank's daily rows, by docs/how-it-works.md and without Qiao's code: every measure,
points, scores, ranks and decisions, and what each client brought. Weights, curves and bars are those of the standard's
file. Amounts are whole numbers from beginning to end. Left out are the checks of the data, the assigned + unassigned check,
evidence, explanations, thresholds.csv, the workbook and writing any file: what it takes is less than what the whole would.
It knows the tables and columns that bench/banks.py writes, a row for each account and day that it is open, and a whole
calendar year that has ended, ranked in one pool.
"""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import yaml

from numpy_reference import bank, brought, decisions, measures, people, points
from numpy_reference.exact import Whole

Key = tuple[str, ...]
Row = tuple[Decimal | int | bool | str | None, ...]


class Assessed(NamedTuple):
    """What is in a run's files, by their keys.

    Of measures the value; of indicators measure, points and status; of managers grade, whether in the pool, its size, score,
    rank, quality, supported grade, decision and the grade afterwards; of clients all columns, rows of nothing left out.
    """

    measures: dict[Key, Row]
    indicators: dict[Key, Row]
    managers: dict[Key, Row]
    clients: pa.Table


def assessed(folder: Path, standard: Path, year: int) -> Assessed:
    """Assess a year of the bank whose Parquet tables are in `folder`."""
    # As texts: no weight or bar passes through a binary number.
    rules = yaml.load(standard.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    opened = bank.opened(folder, rules, year)
    found = measures.measured(opened)
    scored = points.scored(opened, found, people.targets(opened, year))
    contribution, quality = points.contribution(opened, scored), people.quality(opened, year)
    posts = people.posts(opened, found.pairs.manager.to_numpy())
    outcome = decisions.decided(opened, found.managers, posts, contribution, quality)
    return Assessed(
        _measures(opened, found),
        _indicators(opened, scored),
        _managers(opened, posts, outcome, contribution, quality),
        brought.table(opened, found),
    )


def _measures(opened: bank.Bank, found: measures.Measures) -> dict[Key, Row]:
    return {
        (manager, name): (value,)
        for name, measure in found.managers.items()
        for manager, value in zip(opened.managers.tolist(), _decimals(measure), strict=True)
    }


def _indicators(opened: bank.Bank, scored: dict[str, points.Scored]) -> dict[Key, Row]:
    return {
        (manager, code): (measure, _decimal(own, 2), str(state))
        for code, each in scored.items()
        for manager, measure, own, state in zip(
            opened.managers.tolist(), _decimals(each.measure), each.points, each.states, strict=True
        )
    }


def _managers(
    opened: bank.Bank, posts: people.Posts, outcome: decisions.Decided, contribution: Whole, quality: Whole
) -> dict[Key, Row]:
    codes = np.array([*(grade["code"] for grade in opened.standard["grades"]), ""])
    rows = zip(
        opened.managers.tolist(), posts.grades, posts.outside == "", contribution, outcome.ranks, quality,
        codes[outcome.supported], outcome.decision, outcome.to_grade, strict=True,
    )  # fmt: skip
    return {
        (manager,): (
            grade, bool(is_in), outcome.pool, _decimal(score, 2), int(rank) or None,
            None if own == people.NONE else _decimal(own, 2), str(supported), str(decision), str(to_grade),
        )
        for manager, grade, is_in, score, rank, own, supported, decision, to_grade in rows
    }  # fmt: skip


def _decimals(measure: measures.Measured) -> list[Decimal | None]:
    return [
        _decimal(units, measure.scale) if is_known else None
        for units, is_known in zip(measure.units, measure.is_known, strict=True)
    ]


def _decimal(units: int, scale: int) -> Decimal:
    return Decimal(int(units)).scaleb(-scale)
