"""What if (假如): a manager's result at the period's end, if some clients brought more or less from some day on.

Everything else stays as the outlook holds it: balances, shares and rates as on the as-of, no further flow. The run's own
kernels measure the clients that change as they are and as they would be, the difference goes into the evidence of the
projection, and the run's own rules score it: what is told is what a run of the changed ledger would say, to the last digit.
"""

import weakref
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.measures import collecting, selecting
from qiao.engine.measures.evidence import Evidence
from qiao.engine.measures.measuring import Measured
from qiao.engine.outlooks import projected
from qiao.engine.runs import Run
from qiao.engine.scoring import thresholds
from qiao.engine.scoring.rescoring import rescored
from qiao.engine.scoring.scores import Scores
from qiao.engine.small_ledgers import NEW_CLIENT, Asked, More, SmallLedger
from qiao.engine.standards.measures import Average, Flow


class Condition(NamedTuple):
    """One condition of a grade's threshold without the changes and with them, in units of its scale; None without a source."""

    grade: str
    measure: str
    scale: int
    bar: int
    before: int | None
    after: int | None


class WhatIf(NamedTuple):
    """Everybody's scores at the period's end without the changes and with them, and those whom they touch."""

    before: Scores
    after: Scores
    touched: tuple[str, ...]

    def conditions(self, manager_id: str) -> Iterator[Condition]:
        """Every condition of every grade for one manager, each once a grade."""
        index, standard = self.before.index[manager_id], self.before.standard
        for grade in standard.grades:
            for leaf in thresholds.leaves(grade.threshold):
                bar = thresholds.bar_of(leaf, standard, self.before.period)
                values = (scores.measures[bar.measure][index] for scores in (self.before, self.after))
                yield Condition(grade.code, bar.measure, bar.scale, bar.bar, *values)


class FlowOf(NamedTuple):
    """A flow that a measure counts: its kind, its currency, and a product of its fee line (blank: any, or none)."""

    kind: str
    currency: str
    product_code: str


class WhatIfs:
    """Answers what-ifs of one run; it measures the projection once, and keeps the rows of each client that was asked for."""

    def __init__(self, run: Run) -> None:
        """Project the run; RequestError where no day of its period is left or its ledger is gone."""
        if not run.period.is_provisional:
            raise RequestError(
                "考评期已结束,没有可假设的日子。", "The period is over: there is no day left to suppose anything of."
            )
        ledger, self.left = run.ledger(), run.period
        self.period = run.period.cut_at(run.period.end)
        self._lock = Lock()
        with Database() as db:
            _measured, self.before = projected(db, ledger, run.scores, run.period)
            self._numerators = collecting.numerators(db)
        self._small = SmallLedger(ledger, run.period)
        weakref.finalize(self, self._small.db.close)

    def of(self, manager_id: str, changes: Sequence[More]) -> WhatIf:
        """What a manager's changes would come to; RequestError for one that cannot be."""
        with self._lock:
            found, measured = self._small.measure(Asked(self.left, self.before, manager_id, changes), self.period)
        evidence, some = self._evidence(found, measured, {one.client_id for one in changes}, manager_id)
        ids = tuple(evidence.people[index].manager_id for index in some)
        return WhatIf(self.before, rescored(self.before, evidence, some) if some else self.before, ids)

    def standing(self, client_id: str, product_code: str) -> int:
        """What a client has of a product in yuan on the as-of, in fen: so much can fall at most."""
        with self._lock:
            return sum(fen for _account, fen in self._small.open_accounts(client_id, product_code))

    def clients(self, manager_id: str) -> list[str]:
        """The clients of which a manager has a share on the as-of."""
        with self._lock:
            return self._small.clients_of(self.before.index[manager_id] + 1)

    @cached_property
    def balances(self) -> list[str]:
        """The products of which a balance counts in some average."""
        standard, products = self.before.standard, self._small.sold
        averages = {name for name, measure in standard.measures.items() if isinstance(measure, Average)}
        chosen = {one.product_no for one in selecting.selections(standard, products) if one.measure in averages}
        return [code for code, number in self._small.products.items() if number in chosen]

    @cached_property
    def flows(self) -> dict[str, FlowOf]:
        """A flow of each measure that sums flows up."""
        codes = {number: code for code, number in self._small.products.items()}
        found: dict[str, FlowOf] = {}
        for name, measure in self.before.standard.measures.items():
            if isinstance(measure, Flow):
                own = [codes[one.number] for one in self._small.sold if one.fee_line in measure.fee_lines]
                if own or not measure.fee_lines:
                    found[name] = FlowOf(measure.flow_kinds[0], measure.currency, own[0] if own else "")
        return found

    def _evidence(
        self, found: dict[tuple[str, int], int], measured: Measured, clients: set[str], manager_id: str
    ) -> tuple[Evidence, list[int]]:
        """The projection's evidence with the differences in it, and the places of the people that they touch."""
        was = self.before.evidence
        columns, people = dict(was.columns), list(was.people)
        for (name, index), difference in found.items():
            numerator = self._numerators.get((name, index), 0) + difference
            columns[name] = list(columns.get(name) or [0] * len(people))
            columns[name][index] = collecting.published_units(name, numerator, measured.denominators[name])
        some = {index for _name, index in found}
        if NEW_CLIENT in clients:
            own = self.before.index[manager_id]
            people[own] = people[own]._replace(has_client=True)
            some.add(own)
        return replace(was, people=people, columns=columns), sorted(some)
