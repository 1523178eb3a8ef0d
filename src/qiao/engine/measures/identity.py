"""The identity of a run: what managers have + what nobody has = the bank's total, on the exact sums of every measure of rows.

Counts need no proof of it: nothing is divided there, a whole client goes to its one lead manager or to nobody.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.errors import IdentityError
from qiao.engine.measures import kernels
from qiao.engine.measures.selecting import Chosen, ChosenClass
from qiao.engine.periods import Period, bounds
from qiao.engine.standards.measures import ActiveFamilies, Base, Capital, Flow, NewEffectiveClients
from qiao.engine.standards.model import Standard


@dataclass(frozen=True)
class Balance:
    """The identity of one measure, in its exact numerator: what managers have, what nobody has, and the bank's total."""

    measure: str
    assigned: int
    unassigned: int
    total: int
    denominator: int

    def value(self, of: str) -> Fraction:
        """Exact value of `assigned`, `unassigned` or `total`."""
        return Fraction(getattr(self, of), self.denominator)


def check(db: Database, totals: dict[str, int], denominators: dict[str, int]) -> list[Balance]:
    """The identity of every measure in `totals`; IdentityError for the first that does not hold (a bug)."""
    sums = {
        (measure, nobody): int(numerator)
        for measure, nobody, numerator in db.rows(
            """SELECT m.measure, f.is_nobody, f.numerator
            FROM (SELECT measure_no, manager_no = -1 AS is_nobody, SUM(numerator) AS numerator FROM fact_rows GROUP BY ALL) f
            JOIN measure_names m ON m.measure_no = f.measure_no"""
        )
    }
    found = [
        Balance(name, sums.get((name, False), 0), sums.get((name, True), 0), total, denominators[name])
        for name, total in totals.items()
    ]
    for item in found:
        if item.assigned + item.unassigned != item.total:
            raise IdentityError(
                f"指标 {item.measure} 的已归属加未归属不等于全行合计,本次考评中止;这是程序错误,请报告。",
                f"Measure {item.measure}: assigned + unassigned is not the bank's total; the run is stopped. "
                "This is a bug, please report it.",
            )
    return found


def balance_totals(
    told: dict[str, list[tuple[Any, ...]]], standard: Standard, period: Period, chosen: list[Chosen]
) -> dict[str, int]:
    """The bank's total of every balance measure that was `chosen`, from the rows themselves, past clients and shares.

    `told` is the total of each of their windows by product: above zero, and below it.
    """
    by_window = {
        name: {
            product: {"positive": int(positive), "overdraft": int(overdraft)} for product, positive, overdraft in rows
        }
        for name, rows in told.items()
    }
    totals: dict[str, int] = {}
    for row in chosen:
        measure = standard.measures[row.measure]
        if isinstance(measure, NewEffectiveClients | ActiveFamilies):
            continue
        travels = isinstance(measure, Base) and measure.base != "manager"
        share = money.BASIS_POINTS * (period.so_far.days if travels else 1)
        amount = by_window[row.win].get(row.product_no, {}).get(row.side, 0)
        totals[row.measure] = totals.get(row.measure, 0) + amount * row.coefficient * share
    return totals


def flow_totals(engine: Engine, standard: Standard, chosen: list[ChosenClass]) -> dict[str, int]:
    """The bank's total of every flow measure, past clients and shares."""
    found = {number: int(cents or 0) for number, cents in engine.rows(kernels.text("flow_totals"))}
    totals = {name: 0 for name, measure in standard.measures.items() if isinstance(measure, Flow)}
    for row in chosen:
        totals[row.measure] += found.get(row.class_no, 0) * money.BASIS_POINTS
    return totals


def capital_totals(engine: Engine, standard: Standard, period: Period) -> dict[str, int]:
    """The bank's total of every measure of economic capital."""
    return {
        name: int(engine.rows(kernels.text("capital_total"), bounds(period.so_far))[0][0] or 0) * money.BASIS_POINTS
        for name, measure in standard.measures.items()
        if isinstance(measure, Capital)
    }
