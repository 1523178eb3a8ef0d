"""Collect a run's evidence: people, published columns, events, targets and ratings, from a measured ledger."""

from collections.abc import Iterable
from typing import NamedTuple

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import DataError
from qiao.engine.measures import published, ratings
from qiao.engine.measures.columnar import fitted
from qiao.engine.measures.evidence import Column, Evidence, Person
from qiao.engine.measures.measuring import NOBODY, Measured
from qiao.engine.measures.ratings import Ratings
from qiao.engine.periods import Period, day_number, parse_period
from qiao.engine.standards.model import Standard

_LARGEST = 9 * 10**18


def collect(db: Database, measured: Measured, standard: Standard, period: Period, present: frozenset[str]) -> Evidence:
    """Everything that scoring needs, in the order of manager identifiers."""
    evidence = Evidence(_people(db, period), present, events=measured.events)
    evidence.columns = _summed(db, measured, len(evidence.people)) | published.event_columns(standard, evidence)
    evidence.targets = _targets(db, period, len(evidence.people))
    evidence.ratings = _ratings(db, period)
    return evidence


class _Held(NamedTuple):
    """A dated row of a manager."""

    from_day: int
    manager_id: str
    name: str | None
    branch_id: str | None
    team: str | None
    grade: str
    in_post_from: int
    in_post_to: int | None


def _people(db: Database, period: Period) -> list[Person]:
    first, last = day_number(period.start), day_number(period.as_of)
    rows: dict[int, list[_Held]] = {}
    query = (
        "SELECT manager_no, from_day, manager_id, name, branch_id, team, grade, in_post_from, in_post_to FROM managers"
    )
    for number, *row in db.rows(f"{query} ORDER BY 1, 2"):
        rows.setdefault(number, []).append(_Held(*row))
    managing = "SELECT DISTINCT manager_no FROM shares WHERE from_day < $stop AND to_day > $start"
    with_client = {number for (number,) in db.rows(managing, {"start": first, "stop": last + 1})}
    absent = _absent_days(db, first, last + 1)
    return [_person(rows[number], first, last, number in with_client, absent.get(number, 0)) for number in sorted(rows)]


def _person(rows: list[_Held], first: int, last: int, has_client: bool, absent_days: int) -> Person:
    """Grade of the row in force on the first day, all else of the one on the last; no post where none is in force then."""
    at_first, at_last = _in_force(rows, first) or rows[0], _in_force(rows, last)
    here = at_last or rows[0]
    return Person(
        here.manager_id, here.name or here.manager_id, here.branch_id or "", here.team or "", at_first.grade,
        at_last.in_post_from if at_last else None, at_last.in_post_to if at_last else None, has_client, absent_days,
    )  # fmt: skip


def _in_force(rows: list[_Held], day: int) -> _Held | None:
    return next((row for row in reversed(rows) if row.from_day <= day), None)


def _absent_days(db: Database, start: int, stop: int) -> dict[int, int]:
    """Days of the period in the union of a manager's absences."""
    absent: dict[int, set[int]] = {}
    for number, since, until in db.rows("SELECT manager_no, from_day, to_day FROM absences"):
        absent.setdefault(number, set()).update(range(max(since, start), min(until, stop)))
    return {number: len(days) for number, days in absent.items()}


def _summed(db: Database, measured: Measured, size: int) -> dict[str, Column]:
    """Facts summed by manager, divided once and rounded to 0.01 (counts stay whole)."""
    columns: dict[str, Column] = {name: [0] * size for name in measured.denominators}
    for (name, index), numerator in numerators(db).items():
        columns[name][index] = published_units(name, numerator, measured.denominators[name])
    return columns


def numerators(db: Database) -> dict[tuple[str, int], int]:
    """The exact numerators of a measured ledger, by measure and by the manager's place among the people."""
    query = f"""SELECT m.measure, f.manager_no, f.numerator
        FROM (SELECT measure_no, manager_no, SUM(numerator) AS numerator FROM fact_rows WHERE manager_no <> {NOBODY} GROUP BY ALL) f
        JOIN measure_names m ON m.measure_no = f.measure_no"""
    return {(name, number - 1): int(numerator) for name, number, numerator in db.rows(query)}


def published_units(name: str, numerator: int, denominator: int) -> int:
    """What a measure's numerator is published as: hundredths of an amount, a count as it is."""
    # Numerators of money are in fen already by their denominator's factor 100, so hundredths come from × 100.
    units = numerator if denominator == 1 else money.divide_half_up(numerator * money.FEN, denominator)
    if abs(units) > _LARGEST:
        raise DataError(
            f"指标 {name} 的数值过大,无法处理;请检查台账金额。",
            f"Measure {name} is too large; check the amounts of the ledger.",
        )
    return units


def _same_period(label: str, period: Period) -> bool:
    asked = parse_period(label)
    return (asked.start, asked.end) == (period.start, period.end)


def _labels(db: Database, table: str, period: Period) -> list[str]:
    return [
        label
        for (label,) in db.rows(f"SELECT DISTINCT period FROM {table} WHERE period IS NOT NULL")
        if _same_period(label, period)
    ]


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"'{label}'" for label in labels) or "NULL"


def _targets(db: Database, period: Period, size: int) -> dict[str, Column]:
    """Targets of the whole period in ten-thousandths, by indicator."""
    targets: dict[str, Column] = {}
    query = (
        f"SELECT indicator, manager_no, target FROM targets WHERE period IN ({_listed(_labels(db, 'targets', period))})"
    )
    for indicator, number, target in db.rows(query):
        targets.setdefault(indicator, [None] * size)[number - 1] = target
    return targets


def _ratings(db: Database, period: Period) -> Ratings:
    labels = _listed(_labels(db, "ratings", period))
    query = f"""SELECT manager_no - 1, item, rater_group, rater, score, COALESCE(veto, FALSE) FROM ratings
        WHERE period IN ({labels}) ORDER BY manager_no, item, rater_group, rater, score, veto"""
    return Ratings(fitted(db.arrow(query), ratings.SCHEMA))
