"""Run the kernels of a standard over a prepared ledger: facts per manager and client, and the evidence of a run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.measures import identity, kernels, selecting
from qiao.engine.measures.balances import FromIntervals, Way
from qiao.engine.measures.evidence import Event
from qiao.engine.measures.identity import Balance
from qiao.engine.periods import Period, Window, bounds, day_number
from qiao.engine.standards.measures import (
    ActiveClients,
    ActiveFamilies,
    Average,
    Awards,
    Base,
    Capital,
    Flow,
    NewAccounts,
    NewEffectiveClients,
    NewFlowClients,
    NplEvents,
    OverdueSpells,
    PeriodEnd,
    Referrals,
    TimelyDuties,
)
from qiao.engine.standards.model import Standard

NOBODY = -1
_SHARE = money.BASIS_POINTS
_COEFFICIENT = 10_000
_TEXT, _NUMBER, _WHOLE, _SUM = pa.string(), pa.int32(), pa.int64(), pa.decimal128(38, 0)
_FACTS = {"measure": _TEXT, "manager_no": _NUMBER, "client_no": _NUMBER, "numerator": _SUM, "row_count": _WHOLE}
_ACCOUNT_SUMS = {
    "win": _TEXT, "client_no": _NUMBER, "span_from": _NUMBER, "account_no": _NUMBER, "product_no": _NUMBER,
    "positive": _SUM, "overdrawn": _SUM, "row_count": _WHOLE,
}  # fmt: skip
_SELECTION = {
    "measure": _TEXT,
    "win": _TEXT,
    "product_no": _NUMBER,
    "side": _TEXT,
    "coefficient": _WHOLE,
    "mode": _TEXT,
}
_FLOW_SELECTION = {"measure": _TEXT, "kind": _TEXT, "product_no": _NUMBER, "currency": _TEXT}


@dataclass
class Measured:
    """What the kernels gave: facts stand in the database, denominators and events here; `engine` ran them."""

    engine: str
    denominators: dict[str, int] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    identities: list[Balance] = field(default_factory=list)


def denominator_of(measure: object, period: Period) -> int:
    """What a measure's numerators are divided by to give CNY (or USD); 1 for counts."""
    days = period.so_far.days
    weight = _COEFFICIENT if getattr(measure, "coefficient", "one") == "product" else 1
    if isinstance(measure, Average):
        return days * weight * _SHARE * money.FEN
    if isinstance(measure, Base):
        per_day = {"client": period.base.days * days, "manager": period.base.days, "year_end": days}[measure.base]
        return per_day * weight * _SHARE * money.FEN
    if isinstance(measure, Capital):
        return days * _SHARE * money.FEN
    return _SHARE * money.FEN if isinstance(measure, PeriodEnd | Flow) else 1


class Measuring:
    """One pass over a ledger for one standard and period; the table `facts` stays in the database.

    Kernels run on an engine of their own, or on the database; what they give of managers and clients is put into its `facts`.
    """

    def __init__(
        self,
        db: Database,
        standard: Standard,
        period: Period,
        present: frozenset[str],
        engine: Engine | None = None,
        way: Way | None = None,
    ) -> None:
        """`db`, and `engine` where there is one, have the prepared ledger open; `way` may be `FromSums` if it is as prepared."""
        self.db = db
        self.way: Way = way or FromIntervals()
        self.engine: Engine = engine or db
        self.standard = standard
        self.period = period
        self.present = present
        self.result = Measured(self.engine.version)
        self.leads: dict[int, int] = {}
        self.day = day_number(period.as_of)

    def run(self) -> Measured:
        """Measure everything whose tables were delivered."""
        self._tables()
        self.leads = dict(self.engine.rows(kernels.text("leads"), {"day": self.day}))
        self._sum_balances()
        self._sum_flows()
        self._sum_capital()
        for name, measure in self.standard.measures.items():
            if set(measure.tables) <= self.present:
                self.result.denominators[name] = denominator_of(measure, self.period)
                self._count(name, measure)
        self.result.identities = identity.check(self.db, self._totals(), self.result.denominators)
        return self.result

    # --- the tables that kernels fill and join with

    def _tables(self) -> None:
        self.db.put("facts", _rows(_FACTS, []))
        self.engine.put("account_sums", _rows(_ACCOUNT_SUMS, []))
        self.engine.define("flow_rows", f"SELECT * FROM {self.way.flows}")
        self.products = selecting.products(self.db)
        self.chosen = selecting.selections(self.standard, self.products)
        self.chosen_flows = selecting.flow_selections(self.standard, self.products)
        self.engine.put("selection", _rows(_SELECTION, self.chosen))
        self.engine.put("flow_selection", _rows(_FLOW_SELECTION, self.chosen_flows))

    def _add_facts(self, sql: str, values: dict[str, Any] | None = None) -> None:
        """A query's rows become facts, which stand in the database whichever engine gives them."""
        if self.engine is self.db:
            self.db.extend("facts", sql, values)
        else:
            self.db.append("facts", self.engine.arrow(sql, values))

    # --- balances

    def _windows(self) -> dict[str, Window]:
        wanted = {row.win for row in self.chosen}
        windows = {
            "period": self.period.so_far,
            "base": self.period.base,
            "year_end": self.period.year_end_before,
            "last_day": self.period.last_day,
        }
        for measure in self.standard.measures.values():
            if isinstance(measure, NewEffectiveClients):
                months = self.period.last_months(measure.months)
                windows[f"last_{measure.months}_months"] = Window(months[-1].start, months[0].stop)
        needs_day = any(name.startswith("last_day") for name in wanted)
        return {
            name: window for name, window in windows.items() if name in wanted or (name == "last_day" and needs_day)
        }

    def _sum_balances(self) -> None:
        if "balances" not in self.present:
            return
        self.windows = self._windows()
        self.way.begin(self.engine, self.windows)
        for name, window in self.windows.items():
            self.way.add(self.engine, name, window)
        classes = {m.five_class_at_least for m in self.standard.measures.values() if isinstance(m, PeriodEnd)}
        for five_class in sorted(classes - {None, 0}) if "loan_status" in self.present else ():
            self.engine.extend(
                "account_sums",
                kernels.text("classified_sums"),
                {"win": selecting.classified(five_class), "of": "last_day", "day": self.day, "five_class": five_class},
            )
        self._add_facts(kernels.text("attributed"))
        self._nobody("unattributed")
        travelling = [name for name, m in self.standard.measures.items() if isinstance(m, Base) and m.base != "manager"]
        role = f"CASE WHEN s.measure IN ({_listed(travelling)}) THEN 'base' ELSE '' END" if travelling else "''"
        self.engine.keep("client_sums", f"SELECT s.*, {role} AS role FROM ({kernels.text('client_sums')}) s")
        if travelling:
            self._travelling_bases()

    def _nobody(self, kernel: str) -> None:
        self._add_facts(f"SELECT measure, {NOBODY}, client_no, numerator, row_count FROM ({kernels.text(kernel)})")

    def _travelling_bases(self) -> None:
        """Bases of whole clients × share-days of the period; what the shares leave goes to nobody."""
        self.engine.keep("share_days", kernels.text("share_days"), bounds(self.period.so_far))
        self._add_facts(kernels.text("travelling_base"))
        whole = self.period.so_far.days * _SHARE
        self._add_facts(f"""
            SELECT c.measure, {NOBODY}, c.client_no, c.amount * ({whole} - CASE WHEN d.taken IS NULL THEN 0 ELSE d.taken END), c.row_count
            FROM client_sums c LEFT JOIN (SELECT client_no, SUM(bp_days) AS taken FROM share_days GROUP BY client_no) d ON d.client_no = c.client_no
            WHERE c.role = 'base' AND (d.taken IS NULL OR d.taken < {whole})""")

    # --- flows and capital

    def _sum_flows(self) -> None:
        if "flows" in self.present:
            self.engine.keep("flows_taken", kernels.text("flows_taken"), bounds(self.period.so_far))
            self._add_facts(kernels.text("flow_attributed"))
            self._nobody("flow_unattributed")

    def _sum_capital(self) -> None:
        for name, measure in self.standard.measures.items():
            if isinstance(measure, Capital) and "capital" in self.present:
                days = bounds(self.period.so_far)
                self._add_facts(f"SELECT '{name}', * FROM ({kernels.text('capital_attributed')})", days)
                self._add_facts(f"SELECT '{name}', {NOBODY}, * FROM ({kernels.text('capital_unattributed')})", days)

    # --- counts

    def _count(self, name: str, measure: object) -> None:
        match measure:
            case NewEffectiveClients():
                self._add_clients(name, dict.fromkeys(self._new_effective(name, measure), 1))
            case NewAccounts():
                rows = self.engine.rows(
                    kernels.text("opened_accounts"),
                    {"account_type": measure.account_type, **bounds(self.period.so_far)},
                )
                self._add_clients(name, dict(rows))
            case NewFlowClients():
                self._add_clients(name, dict.fromkeys(self._new_flow_clients(measure), 1))
            case ActiveFamilies():
                self._active_families(name, measure)
            case ActiveClients():
                active = self._flow_clients(
                    measure.flow_kind, self.period.last_days(measure.within_days), "no_reversals"
                )
                self._add_clients(f"{name}/active", dict.fromkeys(active, 1))
                self._add_clients(f"{name}/clients", dict.fromkeys(self.leads, 1))
            case NplEvents() | OverdueSpells() | TimelyDuties() | Referrals() | Awards():
                self._events(name, measure)
            case _:
                pass

    def _add_clients(self, name: str, counts: dict[int, int]) -> None:
        """Give whole clients to their lead manager of the last day, or to nobody."""
        self.result.denominators[name] = 1
        rows = [
            (name, self.leads.get(client, NOBODY), client, count, count) for client, count in sorted(counts.items())
        ]
        self.db.append("facts", _rows({**_FACTS, "numerator": _WHOLE}, rows))

    def _flow_clients(self, kind: str, window: Window, counting: str, at_least: int = 1) -> set[int]:
        query = f"SELECT client_no FROM ({kernels.text('flow_counts')}) WHERE {counting} >= {at_least}"
        return {client for (client,) in self.engine.rows(query, {"kind": kind, **bounds(window)})}

    def _whole_clients(self, name: str, days: int, at_least: int) -> set[int]:
        """Clients whose whole average, rounded to 0.01, is at least so much (fen)."""
        rows = self.engine.rows("SELECT client_no, amount FROM client_sums WHERE measure = $name", {"name": name})
        return {client for client, amount in rows if money.divide_half_up(int(amount), days) >= at_least}

    def _new_effective(self, name: str, measure: NewEffectiveClients) -> set[int]:
        opened = {client for (client,) in self.engine.rows(kernels.text("opened_clients"), bounds(self.period.so_far))}
        window = self.windows[f"last_{measure.months}_months"]
        found = opened & self._whole_clients(name, window.days, measure.average_at_least.units)
        if measure.average_at_least.units <= 0:
            found = opened
        for month in self.period.last_months(measure.months):
            if measure.flows_each_month:
                found &= self._flow_clients(measure.flow_kind, month, "no_reversals", measure.flows_each_month)
        return found

    def _new_flow_clients(self, measure: NewFlowClients) -> set[int]:
        before = self._flow_clients(
            measure.flow_kind, self.period.months_before_start(measure.months_before), "positive"
        )
        if not measure.consecutive_months:
            return self._flow_clients(measure.flow_kind, self.period.so_far, "positive") - before
        months: dict[int, set[int]] = defaultdict(set)
        for client, month in self.engine.rows(
            kernels.text("flow_months"), {"kind": measure.flow_kind, **bounds(self.period.so_far)}
        ):
            months[client].add(month)
        return {
            client for client, found in months.items() if _longest_run(found) >= measure.consecutive_months
        } - before

    def _active_families(self, name: str, measure: ActiveFamilies) -> None:
        base = self._whole_clients(name, self.period.so_far.days, measure.average_at_least.units)
        base = base & self.leads.keys() if measure.average_at_least.units > 0 else set(self.leads)
        used = self.period.last_days(measure.used_within_days)
        rows = self.engine.rows(
            kernels.text("families_used"), {"used_from": day_number(used.start), "stop": day_number(used.stop)}
        )
        held = {client: min(families, measure.at_most) for client, families in rows if client in base}
        self._add_clients(f"{name}/held", held)
        self._add_clients(f"{name}/clients", dict.fromkeys(base, 1))

    # --- events

    def _events(self, name: str, measure: object) -> None:
        days = bounds(self.period.so_far)
        match measure:
            case NplEvents():
                numbers = {p.number for s in measure.selections for p in self.products if selecting.matches(s, p)}
                self.engine.put("npl_products", _rows({"product_no": _NUMBER}, [(n,) for n in sorted(numbers)]))
                asked = {"five_class": measure.five_class_at_least, **days}
                self.engine.keep("npl_turns", kernels.text("npl_turns"), asked)
                self.engine.keep("npl_balances", kernels.text(self.way.npl_balances))
                columns = "manager_no, c.client_id, a.account_id, day, five_class, fen"
                self._add_events(name, self.engine.rows(_named("npl_events", columns)))
            case OverdueSpells():
                self._add_events(
                    name,
                    self.engine.rows(
                        _named("overdue_spells", "manager_no, c.client_id, a.account_id, day, overdue_days, 0"), days
                    ),
                )
            case TimelyDuties():
                for kind in measure.duty_kinds:
                    query = f"""SELECT k.manager_no, c.client_id, k.duty_id, k.day, k.in_time, 0
                        FROM ({kernels.text("duties_due")}) k JOIN clients c ON c.client_no = k.client_no"""
                    self._add_events(f"{name}/{kind}", self.engine.rows(query, {"kind": kind, **days}))
            case Referrals():
                self._add_events(
                    name,
                    [
                        (m, c or "", r, d, 1, 0)
                        for m, c, r, d in self.engine.rows(kernels.text("referrals_accepted"), days)
                    ],
                )
            case Awards():
                rows = self.engine.rows(kernels.text("awards_given"), {"indicator": measure.indicator, **days})
                self._add_events(name, [(m, "", a, d, points, 0) for m, a, d, points in rows])

    def _add_events(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        self.result.events += [
            Event(name, manager, client, subject, day, quantity, amount)
            for manager, client, subject, day, quantity, amount in sorted(rows, key=lambda row: (row[3], row[2]))
        ]

    def _totals(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        if "balances" in self.present:
            totals |= identity.balance_totals(
                {name: self.way.totals(self.engine, window) for name, window in self.windows.items()},
                self.standard,
                self.period,
                self.chosen,
            )
        if "flows" in self.present:
            totals |= identity.flow_totals(self.engine, self.standard, self.chosen_flows)
        if "capital" in self.present:
            totals |= identity.capital_totals(self.engine, self.standard, self.period)
        return totals


def _rows(columns: dict[str, pa.DataType], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows as an Arrow table of these columns."""
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pa.table(
        [pa.array(list(column), kind) for column, kind in zip(values, columns.values(), strict=True)],
        names=list(columns),
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _named(kernel: str, columns: str) -> str:
    return f"""SELECT {columns} FROM ({kernels.text(kernel)}) k
        JOIN clients c ON c.client_no = k.client_no JOIN accounts a ON a.account_no = k.account_no"""


def _longest_run(months: set[int]) -> int:
    return max((sum(1 for _ in _run_from(month, months)) for month in months if month - 1 not in months), default=0)


def _run_from(month: int, months: set[int]) -> Any:
    while month in months:
        yield month
        month += 1
