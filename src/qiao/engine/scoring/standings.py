"""Everybody's result in one row each, as lists show it: the three coordinates, the decision and its reason."""

from collections.abc import Iterator
from decimal import Decimal
from math import floor
from typing import NamedTuple

from qiao.engine.scoring import thresholds
from qiao.engine.scoring.ranking import Ranked
from qiao.engine.scoring.scores import Scores


class ManagerRow(NamedTuple):
    """One manager's result.

    Attributes:
        outside: why they are not ranked; blank in the pool.
        score, quality: points with two places.
        supported, to_grade: blank for none.
        reached: the threshold as a coordinate, by grade, in whole per cent of its bar, never rounded up.
        standing: the share of the pool that ranks no better, oneself included, in whole per cent.
    """

    manager_id: str
    name: str
    branch_id: str
    team: str
    grade: str
    outside: str
    pool_size: int
    score: Decimal
    rank: int | None
    quality: Decimal | None
    supported: str
    decision: str
    to_grade: str
    reason: str
    reached: dict[str, int]
    standing: int | None


def manager_rows(scores: Scores) -> Iterator[ManagerRow]:
    """A row for every manager, in the order of the run."""
    return (manager_row(scores, index) for index in range(len(scores.evidence.people)))


def manager_row(scores: Scores, index: int) -> ManagerRow:
    """The row of the manager at a place."""
    person, decided = scores.evidence.people[index], scores.decisions[index]
    ranked, quality = scores.ranked, scores.quality[index]
    return ManagerRow(
        person.manager_id,
        person.name,
        person.branch_id,
        person.team,
        person.grade,
        ranked.outside[index],
        ranked.sizes[index],
        _points(scores.contribution[index]),
        ranked.ranks[index],
        None if quality is None else _points(quality),
        decided.supported,
        decided.decision,
        decided.to_grade,
        decided.reason,
        reached(scores, index),
        standing(ranked, index),
    )


def standing(ranked: Ranked, index: int) -> int | None:
    """The share of the pool that ranks no better, oneself included, in whole per cent, never rounded up; None for who is not ranked."""
    rank, size = ranked.ranks[index], ranked.sizes[index]
    return None if rank is None else 100 * (size - rank + 1) // size


def reached(scores: Scores, index: int) -> dict[str, int]:
    """How much of each grade's threshold one manager has, in whole per cent, never rounded up: 99.7 % of a bar is not 100 %."""
    return {
        grade.code: floor(
            100 * thresholds.coordinate(grade.threshold, scores.standard, scores.measures, scores.period, index)
        )
        for grade in scores.standard.grades
    }


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
