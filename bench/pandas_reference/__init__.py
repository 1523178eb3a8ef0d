"""The same assessment in pandas, as an analyst writes it who knows that it has to come out to the last digit.

It computes what a run computes, from the bank's daily rows, by docs/how-it-works.md and without Qiao's code: every measure,
points, scores, ranks and decisions, and what each client brought. Weights, curves and bars are those of the standard's
file. Amounts are whole numbers from beginning to end. Left out are checks of the data, the assigned + unassigned check,
explanations, evidence, the rows of thresholds.csv, the workbook and writing any file: what it takes is less than what the
whole would. It knows the tables and columns that bench/banks.py writes and a whole calendar year.
"""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import yaml
from pandas_reference import bank, decisions, measures, people, points
from pandas_reference.exact import Whole, half_up, times

Value = Decimal | None


class Assessed(NamedTuple):
    """The rows of a run's files by their keys: those of measures, indicators (measure, points, status) and managers.

    Managers have grade, in pool, size of the pool, score, rank, quality, supported grade, decision and grade afterwards.
    `clients` has a row for each manager and client who have to do with each other, and for each measure two columns:
    numerator and value in hundredths; `denominators` has what each measure's numerators are divided by.
    """

    measures: dict[tuple[str, str], Value]
    indicators: dict[tuple[str, str], tuple[Value, Value, str]]
    managers: dict[str, tuple[str, bool, int, Value, int | None, Value, str, str, str]]
    clients: pd.DataFrame
    denominators: dict[str, int]


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
        {
            (manager, name): value
            for name, measure in found.managers.items()
            for manager, value in zip(opened.managers, _decimals(measure), strict=True)
        },
        _indicators(opened, scored),
        _managers(opened, posts, outcome, contribution, quality),
        _clients(opened, found),
        {name: fact.denominator for name, fact in found.facts.items()},
    )


def _decimals(measure: measures.Measured) -> list[Value]:
    return [
        _decimal(units, measure.scale) if is_known else None
        for units, is_known in zip(measure.units, measure.is_known, strict=True)
    ]


def _decimal(units: int, scale: int) -> Decimal:
    return Decimal(int(units)).scaleb(-scale)


def _indicators(
    opened: bank.Bank, scored: dict[str, points.Scored]
) -> dict[tuple[str, str], tuple[Value, Value, str]]:
    return {
        (manager, code): (measure, _decimal(own, 2), state)
        for code, each in scored.items()
        for manager, measure, own, state in zip(
            opened.managers, _decimals(each.measure), each.points, each.states, strict=True
        )
    }


def _managers(
    opened: bank.Bank, posts: people.Posts, outcome: decisions.Decided, contribution: Whole, quality: Whole
) -> dict[str, tuple[str, bool, int, Value, int | None, Value, str, str, str]]:
    codes = np.array([*(grade["code"] for grade in opened.standard["grades"]), ""])
    rows = zip(
        opened.managers, posts.grades, posts.outside == "", contribution, outcome.ranks, quality,
        codes[outcome.supported], outcome.decision, outcome.to_grade, strict=True,
    )  # fmt: skip
    return {
        manager: (
            grade, bool(is_in), outcome.pool, _decimal(score, 2), int(rank) or None,
            None if own == people.NONE else _decimal(own, 2), str(supported), str(decision), str(to_grade),
        )
        for manager, grade, is_in, score, rank, own, supported, decision, to_grade in rows
    }  # fmt: skip


def _clients(opened: bank.Bank, found: measures.Measures) -> pd.DataFrame:
    """What each client brought, exact and in hundredths."""
    columns = {"manager_id": opened.managers[found.pairs.manager], "client_id": opened.clients[found.pairs.client]}
    for name, fact in found.facts.items():
        columns[f"{name} numerator"] = fact.numerators
        columns[f"{name} value"] = half_up(times(fact.numerators, 100), fact.denominator)
    return pd.DataFrame(columns)
