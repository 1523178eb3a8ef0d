"""Unassigned balances (未归属余额): whose average daily balances of a run's period belong to no manager, client by client.

    for left in unassigned(load_run(Path("run"))):
        print(left.client_id, left.measure, left.average, left.days)

The same kernels as the run's own measure its ledger again for its averages alone, so that the clients' sums are the unassigned
totals of the run's manifest to the last digit.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.measures.measuring import NOBODY, Measuring
from qiao.engine.periods import bounds
from qiao.engine.runs import Run
from qiao.engine.standards.measures import Average

_SUMS = f"""
SELECT f.measure, c.client_id, f.client_no, SUM(f.numerator) AS numerator
FROM facts f JOIN clients c ON c.client_no = f.client_no
WHERE f.manager_no = {NOBODY} AND f.numerator <> 0 GROUP BY ALL ORDER BY f.measure, ABS(SUM(f.numerator)) DESC, c.client_id
"""
_DAYS = """
SELECT s.client_no, SUM(LEAST(s.to_day, $stop) - GREATEST(s.from_day, $start, b.first))
FROM spans s JOIN (SELECT client_no, MIN(from_day) AS first FROM intervals WHERE fen <> 0 GROUP BY client_no) b USING (client_no)
WHERE s.assigned_bp < 10000 AND s.from_day < $stop AND s.to_day > GREATEST($start, b.first) AND b.first < $stop
GROUP BY s.client_no
"""


@dataclass(frozen=True, slots=True)
class Unassigned:
    """What nobody has of one client: the average over the whole period, exact over `denominator`.

    `days` are those since the client's first balance on which its shares were not whole.
    """

    measure: str
    name: Text
    client_id: str
    numerator: int
    denominator: int
    days: int

    @property
    def average(self) -> Decimal:
        """For reading, half up to 0.01 CNY."""
        return Decimal(money.as_text(money.round_fraction(Fraction(self.numerator, self.denominator), 2), 2))


def unassigned(run: Run) -> list[Unassigned]:
    """Every client of whose average balances somebody lacks, measure by measure, the largest first."""
    standard, ledger, period = run.standard.standard, run.ledger(), run.period
    averages = {
        name: measure
        for name, measure in standard.measures.items()
        if isinstance(measure, Average) and measure.coefficient == "one"
    }
    with Database() as db:
        ledger.open(db)
        only = standard.model_copy(update={"measures": averages})
        found = Measuring(db, only, period, ledger.present).run()
        days = dict(db.rows(_DAYS, bounds(period.so_far)))
        rows = db.rows(_SUMS)
    names = {name: Text(measure.name.zh, measure.name.en) for name, measure in averages.items()}
    return [
        Unassigned(name, names[name], client, int(numerator), found.denominators[name], int(days.get(number, 0)))
        for name, client, number, numerator in rows
    ]
