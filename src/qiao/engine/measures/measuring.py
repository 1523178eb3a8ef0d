"""Run the kernels of a standard over a prepared ledger: facts per manager and client, and the evidence of a run."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.measures import identity, kernels, selecting
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


@dataclass
class Measured:
    """What the kernels gave: facts stand in the database, denominators and events here."""

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
    """One pass over a ledger for one standard and period; the tables `facts` and friends stay in the database."""

    def __init__(self, db: Database, standard: Standard, period: Period, present: frozenset[str]) -> None:
        """`db` has the prepared ledger open."""
        self.db = db
        self.standard = standard
        self.period = period
        self.present = present
        self.result = Measured()
        self.leads: dict[int, int] = {}
        self.day = day_number(period.as_of)

    def run(self) -> Measured:
        """Measure everything whose tables were delivered."""
        self._tables()
        self.leads = dict(self.db.rows(kernels.text("leads"), {"day": self.day}))
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
        self.db.run(
            "CREATE TABLE facts (measure VARCHAR, manager_no INTEGER, client_no INTEGER, numerator DECIMAL(38,0), row_count BIGINT)"
        )
        self.db.run("""CREATE TABLE account_sums (win VARCHAR, client_no INTEGER, span_from INTEGER, account_no INTEGER, product_no INTEGER,
            positive DECIMAL(38,0), overdrawn DECIMAL(38,0), row_count BIGINT)""")
        products = selecting.products(self.db)
        self.chosen = selecting.selections(self.standard, products)
        self.chosen_flows = selecting.flow_selections(self.standard, products)
        self.products = products
        self._table(
            "selection",
            selecting.Chosen,
            self.chosen,
            ("VARCHAR", "VARCHAR", "INTEGER", "VARCHAR", "BIGINT", "VARCHAR"),
        )
        self._table(
            "flow_selection", selecting.ChosenFlow, self.chosen_flows, ("VARCHAR", "VARCHAR", "INTEGER", "VARCHAR")
        )

    def _table(self, name: str, row: Any, rows: list[Any], types: tuple[str, ...]) -> None:
        columns = ", ".join(f"{column} {kind}" for column, kind in zip(row._fields, types, strict=True))
        self.db.run(f"CREATE OR REPLACE TABLE {name} ({columns})")
        if rows:
            arrays = [
                pa.array(list(values), pa.string() if kind == "VARCHAR" else pa.int64())
                for values, kind in zip(zip(*rows, strict=True), types, strict=True)
            ]
            self.db.append(name, pa.table(arrays, names=list(row._fields)))

    def _into(self, target: str, kernel: str, parameters: dict[str, Any] | None = None) -> None:
        self.db.run(f"INSERT INTO {target} {kernels.text(kernel)}", parameters)

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
        for name, window in self.windows.items():
            self._into("account_sums", "account_sums", {"win": name, **bounds(window)})
        for measure in self.standard.measures.values():
            if isinstance(measure, PeriodEnd) and measure.five_class_at_least and "loan_status" in self.present:
                win = selecting.classified(measure.five_class_at_least)
                if not self.db.value("SELECT COUNT(*) FROM account_sums WHERE win = $win", {"win": win}):
                    self._into(
                        "account_sums",
                        "classified_sums",
                        {"win": win, "of": "last_day", "day": self.day, "five_class": measure.five_class_at_least},
                    )
        self._into("facts", "attributed")
        self._nobody("unattributed")
        self.db.run(
            f"CREATE TABLE client_sums AS SELECT s.*, CAST('' AS VARCHAR) AS role FROM ({kernels.text('client_sums')}) s"
        )
        self._travelling_bases()

    def _nobody(self, kernel: str, parameters: dict[str, Any] | None = None) -> None:
        self.db.run(
            f"INSERT INTO facts SELECT measure, {NOBODY}, client_no, numerator, row_count FROM ({kernels.text(kernel)})",
            parameters,
        )

    def _travelling_bases(self) -> None:
        """Bases of whole clients × share-days of the period; what the shares leave goes to nobody."""
        names = [name for name, m in self.standard.measures.items() if isinstance(m, Base) and m.base != "manager"]
        if not names:
            return
        listed = ", ".join(f"'{name}'" for name in names)
        self.db.run(f"UPDATE client_sums SET role = 'base' WHERE measure IN ({listed})")
        self.db.run(f"CREATE TABLE share_days AS {kernels.text('share_days')}", bounds(self.period.so_far))
        self._into("facts", "travelling_base")
        whole = self.period.so_far.days * _SHARE
        self.db.run(f"""INSERT INTO facts
            SELECT c.measure, {NOBODY}, c.client_no, c.amount * ({whole} - CASE WHEN d.taken IS NULL THEN 0 ELSE d.taken END), c.row_count
            FROM client_sums c LEFT JOIN (SELECT client_no, SUM(bp_days) AS taken FROM share_days GROUP BY client_no) d ON d.client_no = c.client_no
            WHERE c.role = 'base' AND (d.taken IS NULL OR d.taken < {whole})""")

    # --- flows and capital

    def _sum_flows(self) -> None:
        if "flows" in self.present:
            self.db.run(f"CREATE TABLE flow_sums AS {kernels.text('flow_sums')}", bounds(self.period.so_far))
            self._into("facts", "flow_attributed")
            self._nobody("flow_unattributed")

    def _sum_capital(self) -> None:
        for name, measure in self.standard.measures.items():
            if isinstance(measure, Capital) and "capital" in self.present:
                days = bounds(self.period.so_far)
                self.db.run(f"INSERT INTO facts SELECT '{name}', * FROM ({kernels.text('capital_attributed')})", days)
                self.db.run(
                    f"INSERT INTO facts SELECT '{name}', {NOBODY}, * FROM ({kernels.text('capital_unattributed')})",
                    days,
                )

    # --- counts

    def _count(self, name: str, measure: object) -> None:
        match measure:
            case NewEffectiveClients():
                self._add_clients(name, dict.fromkeys(self._new_effective(name, measure), 1))
            case NewAccounts():
                rows = self.db.rows(
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
        if rows:
            types = (pa.string(), pa.int32(), pa.int32(), pa.int64(), pa.int64())
            arrays = [pa.array(list(values), kind) for values, kind in zip(zip(*rows, strict=True), types, strict=True)]
            self.db.append(
                "facts", pa.table(arrays, names=["measure", "manager_no", "client_no", "numerator", "row_count"])
            )

    def _flow_clients(self, kind: str, window: Window, counting: str, at_least: int = 1) -> set[int]:
        query = f"SELECT client_no FROM ({kernels.text('flow_counts')}) WHERE {counting} >= {at_least}"
        return {client for (client,) in self.db.rows(query, {"kind": kind, **bounds(window)})}

    def _whole_clients(self, name: str, days: int, at_least: int) -> set[int]:
        """Clients whose whole average, rounded to 0.01, is at least so much (fen)."""
        rows = self.db.rows("SELECT client_no, amount FROM client_sums WHERE measure = $name", {"name": name})
        return {client for client, amount in rows if money.divide_half_up(int(amount), days) >= at_least}

    def _new_effective(self, name: str, measure: NewEffectiveClients) -> set[int]:
        opened = {client for (client,) in self.db.rows(kernels.text("opened_clients"), bounds(self.period.so_far))}
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
        for client, month in self.db.rows(
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
        rows = self.db.rows(
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
                listed = ", ".join(map(str, sorted(numbers))) or "-9"
                self.db.run(
                    f"CREATE OR REPLACE TABLE npl_products AS SELECT product_no FROM products WHERE product_no IN ({listed})"
                )
                rows = self.db.rows(
                    _named("npl_events", "manager_no, c.client_id, a.account_id, day, five_class, fen"),
                    {"five_class": measure.five_class_at_least, **days},
                )
                self._add_events(name, rows)
            case OverdueSpells():
                self._add_events(
                    name,
                    self.db.rows(
                        _named("overdue_spells", "manager_no, c.client_id, a.account_id, day, overdue_days, 0"), days
                    ),
                )
            case TimelyDuties():
                for kind in measure.duty_kinds:
                    query = f"""SELECT k.manager_no, c.client_id, k.duty_id, k.day, k.in_time, 0
                        FROM ({kernels.text("duties_due")}) k JOIN clients c ON c.client_no = k.client_no"""
                    self._add_events(f"{name}/{kind}", self.db.rows(query, {"kind": kind, **days}))
            case Referrals():
                self._add_events(
                    name,
                    [(m, c or "", r, d, 1, 0) for m, c, r, d in self.db.rows(kernels.text("referrals_accepted"), days)],
                )
            case Awards():
                rows = self.db.rows(kernels.text("awards_given"), {"indicator": measure.indicator, **days})
                self._add_events(name, [(m, "", a, d, points, 0) for m, a, d, points in rows])

    def _add_events(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        self.result.events += [
            Event(name, manager, client, subject, day, quantity, amount)
            for manager, client, subject, day, quantity, amount in sorted(rows, key=lambda row: (row[3], row[2]))
        ]

    def _totals(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        if "balances" in self.present:
            totals |= identity.balance_totals(self.db, self.standard, self.period, self.windows, self.chosen)
        if "flows" in self.present:
            totals |= identity.flow_totals(self.db, self.standard, self.period, self.chosen_flows)
        if "capital" in self.present:
            totals |= identity.capital_totals(self.db, self.standard, self.period)
        return totals


def _named(kernel: str, columns: str) -> str:
    return f"""SELECT {columns} FROM ({kernels.text(kernel)}) k
        JOIN clients c ON c.client_no = k.client_no JOIN accounts a ON a.account_no = k.account_no"""


def _longest_run(months: set[int]) -> int:
    return max((sum(1 for _ in _run_from(month, months)) for month in months if month - 1 not in months), default=0)


def _run_from(month: int, months: set[int]) -> Any:
    while month in months:
        yield month
        month += 1
