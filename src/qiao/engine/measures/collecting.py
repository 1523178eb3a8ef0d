"""Collect a run's evidence: people, published columns, events, targets and ratings, from a measured ledger."""

from collections.abc import Iterable

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import DataError
from qiao.engine.measures import published
from qiao.engine.measures.evidence import Column, Evidence, Event, Person, Rating
from qiao.engine.measures.measuring import NOBODY, Measured
from qiao.engine.periods import Period, day_number, parse_period
from qiao.engine.standards.model import Standard

_LARGEST = 9 * 10**18


def collect(db: Database, measured: Measured, standard: Standard, period: Period, present: frozenset[str]) -> Evidence:
    """Everything that scoring needs, in the order of manager identifiers."""
    evidence = Evidence(_people(db, period), present)
    evidence.events = [_by_index(event) for event in measured.events]
    evidence.columns = _summed(db, measured, len(evidence.people)) | published.event_columns(standard, evidence)
    evidence.targets = _targets(db, period, len(evidence.people))
    evidence.ratings = _ratings(db, period)
    return evidence


def _by_index(event: Event) -> Event:
    return event._replace(manager=event.manager - 1 if event.manager is not None else None)


def _people(db: Database, period: Period) -> list[Person]:
    first, last = day_number(period.start), day_number(period.as_of)
    rows: dict[int, list[tuple[object, ...]]] = {}
    for number, *row in db.rows("SELECT manager_no, from_day, manager_id, name, branch_id, team, grade, in_post_from, in_post_to FROM managers ORDER BY 1, 2"):
        rows.setdefault(number, []).append(tuple(row))
    with_client = {number for (number,) in db.rows("SELECT DISTINCT manager_no FROM shares WHERE from_day < $1 AND to_day > $2", [last + 1, first])}
    absent = _absent_days(db, first, last + 1)
    return [_person(rows[number], first, last, number in with_client, absent.get(number, 0)) for number in sorted(rows)]


def _person(rows: list[tuple[object, ...]], first: int, last: int, has_client: bool, absent_days: int) -> Person:
    def in_force(day: int) -> tuple[object, ...] | None:
        held = [row for row in rows if row[0] <= day]  # type: ignore[operator]
        return held[-1] if held else None

    at_last, at_first = in_force(last), in_force(first) or rows[0]
    _, manager_id, name, branch_id, team, _, since, until = at_last or rows[0]
    post = (since, until) if at_last else (None, None)
    return Person(str(manager_id), str(name or manager_id), str(branch_id or ""), str(team or ""), str(at_first[5]), *post, has_client, absent_days)  # type: ignore[arg-type]


def _absent_days(db: Database, start: int, stop: int) -> dict[int, int]:
    """Days of the period in the union of a manager's absences."""
    absent: dict[int, set[int]] = {}
    for number, since, until in db.rows("SELECT manager_no, from_day, to_day FROM absences"):
        absent.setdefault(number, set()).update(range(max(since, start), min(until, stop)))
    return {number: len(days) for number, days in absent.items()}


def _summed(db: Database, measured: Measured, size: int) -> dict[str, Column]:
    """Facts summed by manager, divided once and rounded to 0.01 (counts stay whole)."""
    columns: dict[str, Column] = {name: [0] * size for name in measured.denominators}
    query = f"SELECT measure, manager_no, SUM(numerator) FROM facts WHERE manager_no <> {NOBODY} GROUP BY measure, manager_no"
    for name, number, numerator in db.rows(query):
        denominator = measured.denominators[name]
        # Numerators of money are in fen already by their denominator's factor 100, so hundredths come from × 100.
        units = int(numerator) if denominator == 1 else money.divide_half_up(int(numerator) * money.FEN, denominator)
        if abs(units) > _LARGEST:
            raise DataError(f"指标 {name} 的数值过大,无法处理;请检查台账金额。", f"Measure {name} is too large; check the amounts of the ledger.")
        columns[name][number - 1] = units
    return columns


def _same_period(label: str, period: Period) -> bool:
    asked = parse_period(label)
    return (asked.start, asked.end) == (period.start, period.end)


def _labels(db: Database, table: str, period: Period) -> list[str]:
    return [label for (label,) in db.rows(f"SELECT DISTINCT period FROM {table} WHERE period IS NOT NULL") if _same_period(label, period)]


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(f"'{label}'" for label in labels) or "NULL"


def _targets(db: Database, period: Period, size: int) -> dict[str, Column]:
    """Targets of the whole period in ten-thousandths, by indicator."""
    targets: dict[str, Column] = {}
    query = f"SELECT indicator, manager_no, target FROM targets WHERE period IN ({_listed(_labels(db, 'targets', period))})"
    for indicator, number, target in db.rows(query):
        targets.setdefault(indicator, [None] * size)[number - 1] = target
    return targets


def _ratings(db: Database, period: Period) -> dict[int, list[Rating]]:
    ratings: dict[int, list[Rating]] = {}
    query = f"SELECT manager_no, item, rater_group, rater, score, veto FROM ratings WHERE period IN ({_listed(_labels(db, 'ratings', period))}) ORDER BY ALL"
    for number, item, group, rater, score, veto in db.rows(query):
        ratings.setdefault(number - 1, []).append(Rating(item, group, rater, score, bool(veto)))
    return ratings
