"""Outlook (展望): what a manager still needs for each grade by the period's end, if nothing else changes.

Balances, shares and rates are held as they stand on the as-of; the projection is then the measure of the whole period.
What must come on top is the least amount of whole fen a day with which the *published* figure reaches the bar: one fen
less would not do.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import Any

from qiao.engine import money, workdays
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger.prepared import Prepared
from qiao.engine.measures import collecting, published
from qiao.engine.measures.measuring import Measured, Measuring
from qiao.engine.periods import DAY, FAR, Period, day_number
from qiao.engine.runs import Run
from qiao.engine.scoring import ranking, thresholds
from qiao.engine.scoring.scores import Scores, score
from qiao.engine.standards.measures import Average, Difference
from qiao.engine.standards.model import Grade, Standard

REACHED, MISSING, OUT_OF_REACH, NO_SOURCE = "reached", "missing", "out_of_reach", "missing_source"


def _far(*columns: str) -> str:
    """SQL for days that are far away where they come after the as-of."""
    return ", ".join(f"CASE WHEN {day} > $as_of THEN {FAR} ELSE {day} END AS {day}" for day in columns)


# What begins after the as-of is not known yet; what holds on it goes on, but for leave, which ends when it says. Clients, accounts
# and a manager's first row stay, since other rows name them: where they begin later, it is as if they never did.
_FROZEN = {
    **{
        name: f"SELECT * REPLACE ({_far('to_day')}) FROM whole_{name} WHERE from_day <= $as_of"
        for name in ("intervals", "spans", "shares", "capital", "status")
    },
    **{name: f"SELECT * FROM whole_{name} WHERE day <= $as_of" for name in ("flows", "duties", "referrals", "awards")},
    "holdings": f"""SELECT * REPLACE ({_far("to_day")}, CASE WHEN used_day <= $as_of THEN used_day END AS used_day)
        FROM whole_holdings WHERE from_day <= $as_of""",
    "absences": "SELECT * FROM whole_absences WHERE from_day <= $as_of",
    "clients": f"SELECT * REPLACE ({_far('opened_day')}) FROM whole_clients",
    "accounts": f"SELECT * REPLACE ({_far('opened_day', 'closed_day')}) FROM whole_accounts",
    "managers": f"""SELECT * REPLACE ({_far("from_day", "in_post_from")}, CASE WHEN in_post_to < $as_of THEN in_post_to END AS in_post_to)
        FROM whole_managers m QUALIFY m.from_day <= $as_of OR ROW_NUMBER() OVER (PARTITION BY m.manager_no ORDER BY m.from_day) = 1""",
}


@dataclass(frozen=True)
class Need:
    """What one condition of one grade still needs.

    `value` is the projection (averages, increases) or the total so far (flows), `bar` what is asked, both at the
    measure's scale; `extra` is the missing amount a day from tomorrow (flows: in all), `level` the balance to hold,
    `per_workday` a flow's missing amount a working day; None where it has no meaning or no days are left.
    """

    grade: str
    measure: str
    state: str
    value: int | None
    bar: int
    scale: int
    extra: int | None = None
    level: int | None = None
    per_workday: int | None = None

    def at_share(self, basis_points: int) -> int | None:
        """What a client must bring a day when the manager holds so many basis points of it, rounded up to the fen."""
        return None if self.extra is None else ceil(Fraction(self.extra * money.BASIS_POINTS, basis_points))


@dataclass(frozen=True)
class RankNeed:
    """Points (hundredths) missing to the last manager inside a grade's cut, if the others stand still."""

    grade: str
    seats: int
    rank: int | None
    missing: int | None


@dataclass(frozen=True)
class Outlook:
    """The outlook of one manager on one day."""

    manager_id: str
    as_of: date
    days_left: int
    workdays_left: int
    workdays_known: bool
    needs: tuple[Need, ...]
    ranks: tuple[RankNeed, ...]
    quality: int | None
    clients: tuple[tuple[str, int], ...]

    def as_json(self, standard: Standard) -> dict[str, Any]:
        """Plain values, amounts as decimal text."""

        def text(units: int | None, scale: int) -> str | None:
            return None if units is None else money.as_text(units, scale)

        return {
            "manager_id": self.manager_id, "as_of": str(self.as_of), "days_left": self.days_left, "workdays_left": self.workdays_left,
            "workdays_known": self.workdays_known, "quality_score": text(self.quality, 2),
            "needs": [
                {
                    "grade": n.grade, "measure": n.measure, "zh": standard.measures[n.measure].name.zh, "en": standard.measures[n.measure].name.en,
                    "state": n.state, "value": text(n.value, n.scale), "bar": text(n.bar, n.scale), "extra": text(n.extra, 2),
                    "level": text(n.level, 2), "per_workday": text(n.per_workday, n.scale),
                }
                for n in self.needs
            ],
            "ranks": [{"grade": r.grade, "seats": r.seats, "rank": r.rank, "missing": text(r.missing, 2)} for r in self.ranks],
            "clients": [{"client_id": client, "share": text(share, 4)} for client, share in self.clients],
        }  # fmt: skip


def outlook(run: Run, manager_id: str, as_of: date | None = None) -> Outlook:
    """The outlook of a manager of a run; RequestError for an unknown manager or a day outside the period."""
    if manager_id not in run.scores.index:
        raise RequestError(
            f"本次考评中没有客户经理 {manager_id!r}。", f"There is no manager {manager_id!r} in this run."
        )
    return _outlooks(run, [manager_id], as_of)[manager_id]


def all_outlooks(run: Run, as_of: date | None = None) -> dict[str, Outlook]:
    """The outlook of every manager of a run, for little more than that of one."""
    return _outlooks(run, list(run.scores.index), as_of)


def _outlooks(run: Run, manager_ids: list[str], as_of: date | None) -> dict[str, Outlook]:
    period = _period(run, as_of)
    with Database() as db:
        ledger = run.ledger()
        found = _Outlooks(db, run.scores, projected(db, ledger, run.scores, period), period)
        return {manager_id: found.of(manager_id) for manager_id in manager_ids}


def _period(run: Run, as_of: date | None) -> Period:
    found = as_of or run.period.as_of
    if not run.period.start <= found <= run.period.as_of:
        raise RequestError(
            f"截至日 {found} 不在 {run.period.start} 至 {run.period.as_of} 之间。",
            f"The as-of {found} is not between {run.period.start} and {run.period.as_of}.",
        )
    return run.period.cut_at(found)


def projection(run: Run, as_of: date | None = None) -> Scores:
    """Every manager's measures of the whole period, balances held as they stand on the as-of and no flow after it."""
    with Database() as db:
        return projected(db, run.ledger(), run.scores, _period(run, as_of))[1]


def projected(db: Database, ledger: Prepared, scores: Scores, period: Period) -> tuple[Measured, Scores]:
    """Measure the whole period over the ledger frozen at the as-of."""
    freeze(db, ledger, period.as_of)
    whole = period.cut_at(period.end)
    measured = Measuring(db, scores.standard, whole, ledger.present).run()
    evidence = collecting.collect(db, measured, scores.standard, whole, ledger.present)
    return measured, score(evidence, scores.standard, whole)


def freeze(db: Database, ledger: Prepared, as_of: date) -> None:
    """Open a ledger in `db` as it was known on a day."""
    ledger.open(db)
    for name, query in _FROZEN.items():
        ledger.view(db, name, f"whole_{name}")
        db.run(f"CREATE OR REPLACE VIEW {name} AS {query.replace('$as_of', str(day_number(as_of)))}")


class _Outlooks:
    """Works out managers' needs from a projection; each question of the ledger is asked once, for everybody."""

    def __init__(self, db: Database, scores: Scores, projected: tuple[Measured, Scores], period: Period) -> None:
        self.db, self.scores, self.period = db, scores, period
        self.measured, self.ahead = projected
        self.index = 0
        self.days_left = (period.end - period.as_of).days
        self._sums: dict[str, dict[int, int]] = {}
        self._balances: dict[str, dict[int, int]] = {}

    @property
    def number(self) -> int:
        """The manager's number in the ledger's tables."""
        return self.index + 1

    def of(self, manager_id: str) -> Outlook:
        """The outlook of one."""
        self.index = self.scores.index[manager_id]
        first = self.period.as_of + DAY
        known = all(workdays.is_known(year) for year in {first.year, self.period.end.year})
        needs = tuple(need for grade in self.scores.standard.grades for need in self._needs(grade))
        return Outlook(
            manager_id, self.period.as_of, self.days_left, workdays.between(first, self.period.end), known, needs,
            tuple(self._rank(grade) for grade in self.scores.standard.grades), self.scores.quality[self.index],
            self._clients.get(self.number, ()),
        )  # fmt: skip

    def _needs(self, grade: Grade) -> list[Need]:
        whole = self.period.cut_at(self.period.end)
        bars = [thresholds.bar_of(leaf, self.scores.standard, whole) for leaf in thresholds.leaves(grade.threshold)]
        return [self._need(grade.code, bar) for bar in bars]

    def _need(self, grade: str, bar: thresholds.Bar) -> Need:
        value = self.ahead.measures[bar.measure][self.index]
        if value is None:
            return Need(grade, bar.measure, NO_SOURCE, None, bar.bar, bar.scale)
        if value >= bar.bar:
            return Need(grade, bar.measure, REACHED, value, bar.bar, bar.scale, extra=0 if bar.scale == 2 else None)
        measure = self.scores.standard.measures[bar.measure]
        average = measure.of if isinstance(measure, Difference) else bar.measure
        if not self.days_left:
            return Need(grade, bar.measure, OUT_OF_REACH, value, bar.bar, bar.scale)
        if isinstance(self.scores.standard.measures[average], Average):
            return self._average_need(grade, bar, value, average)
        left = workdays.between(self.period.as_of + DAY, self.period.end)
        missing = bar.bar - value
        grows = self.scores.standard.is_scaled_with_days(bar.measure)
        each = -(-missing // left) if left and grows else None
        return Need(
            grade,
            bar.measure,
            MISSING,
            value,
            bar.bar,
            bar.scale,
            extra=missing if bar.scale == 2 else None,
            per_workday=each,
        )

    def _average_need(self, grade: str, bar: thresholds.Bar, value: int, average: str) -> Need:
        """The least whole fen a day with which the published average reaches bar (+ published base)."""
        asked = bar.bar
        measure = self.scores.standard.measures[bar.measure]
        if isinstance(measure, Difference):
            asked += published.part(self.ahead.evidence, measure.less)[self.index] or 0
        exact = self._exact(average)
        extra = max(0, ceil((Fraction(2 * asked - 1, 2) - exact) * self.period.days / self.days_left))
        level = ceil(self._balance(average) + extra)
        return Need(grade, bar.measure, MISSING, value, bar.bar, bar.scale, extra=extra, level=level)

    def _exact(self, measure: str) -> Fraction:
        """The exact projection of an average, in fen."""
        if measure not in self._sums:
            query = "SELECT manager_no, SUM(numerator) FROM facts WHERE measure = $measure GROUP BY manager_no"
            self._sums[measure] = _by_manager(self.db, query, {"measure": measure})
        numerator = self._sums[measure].get(self.number, 0)
        return Fraction(numerator * money.FEN, self.measured.denominators[measure])

    def _balance(self, measure: str) -> Fraction:
        """The manager's part of the balance on the as-of, in fen, of the accounts that the measure selects."""
        if measure not in self._balances:
            query = """SELECT h.manager_no,
                SUM(CAST(CASE WHEN e.side = 'positive' THEN GREATEST(i.fen, 0) ELSE GREATEST(-i.fen, 0) END AS DECIMAL(38,0))
                    * e.coefficient * h.bp)
                FROM intervals i JOIN selection e ON e.product_no = i.product_no
                JOIN measure_names m ON m.measure_no = e.measure_no AND m.measure = $measure
                JOIN shares h ON h.client_no = i.client_no AND h.from_day <= $day AND h.to_day > $day
                WHERE i.from_day <= $day AND i.to_day > $day GROUP BY h.manager_no"""
            self._balances[measure] = _by_manager(
                self.db, query, {"measure": measure, "day": day_number(self.period.as_of)}
            )
        whole = self.measured.denominators[measure] // self.period.days // money.FEN
        return Fraction(self._balances[measure].get(self.number, 0), whole)

    def _rank(self, grade: Grade) -> RankNeed:
        ranked, scores = self.scores.ranked, self.scores
        rank, size = ranked.ranks[self.index], ranked.sizes[self.index]
        seats = ranking.seats(size, grade.rank_within, scores.standard.pool.small_below)
        if rank is None or seats < 1:
            return RankNeed(grade.code, seats, rank, None)
        last_inside = scores.pools[scores.pool_of(self.index)][seats - 1]
        return RankNeed(grade.code, seats, rank, max(0, last_inside - scores.contribution[self.index]))

    @cached_property
    def _clients(self) -> dict[int, tuple[tuple[str, int], ...]]:
        """Each manager's clients on the as-of with the shares, the largest first."""
        query = """SELECT h.manager_no, c.client_id, h.bp FROM shares h JOIN clients c ON c.client_no = h.client_no
            WHERE h.from_day <= $day AND h.to_day > $day ORDER BY h.manager_no, h.bp DESC, c.client_id"""
        rows = self.db.rows(query, {"day": day_number(self.period.as_of)})
        return {
            number: tuple((client, int(share)) for _, client, share in found)
            for number, found in groupby(rows, key=itemgetter(0))
        }


def _by_manager(db: Database, query: str, terms: dict[str, Any]) -> dict[int, int]:
    return {int(number): int(total) for number, total in db.rows(query, terms) if number is not None}
