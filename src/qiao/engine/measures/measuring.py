"""Run the kernels of a standard over a prepared ledger: facts per manager and client, and the evidence of a run."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.measures import identity, kernels, selecting, tables
from qiao.engine.measures.balances import FromIntervals, Way
from qiao.engine.measures.columnar import as_table
from qiao.engine.measures.events import Events
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
    """What the kernels gave: facts stand in the database, denominators and events here; `engine` ran them."""

    engine: str
    denominators: dict[str, int] = field(default_factory=dict)
    events: Events = field(default_factory=Events)
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
    """One pass over a ledger for one standard and period; the table `fact_rows` stays in the database, with names as `facts`.

    Kernels run on an engine of their own, or on the database; what they give of managers and clients is put into its `fact_rows`.
    In it and in what kernels join with, measures are numbers, by which rows are told apart sooner than by names.
    """

    def __init__(
        self,
        db: Database,
        standard: Standard,
        period: Period,
        present: frozenset[str],
        engine: Engine | None = None,
        way: Way | None = None,
        with_nobody: bool = True,
    ) -> None:
        """`db`, and `engine` where there is one, have the prepared ledger open; `way` may be `FromSums` if it is as prepared."""
        self.db = db
        self.with_nobody = with_nobody
        self.way: Way = way or FromIntervals()
        self.engine: Engine = engine or db
        self.standard = standard
        self.period = period
        self.present = present
        self.result = Measured(self.engine.version)
        self.numbers: dict[str, int] = {}
        self.day = day_number(period.as_of)

    def run(self) -> Measured:
        """Measure everything whose tables were delivered, and prove that managers and nobody have the bank's total."""
        self.add_up()
        self.result.identities = identity.check(self.db, self._totals(), self.result.denominators)
        return self.result

    def add_up(self) -> Measured:
        """Measure everything whose tables were delivered; of those `with_nobody`, what nobody has too."""
        self._tables()
        self.engine.keep("leads", kernels.text("leads"), {"day": self.day})
        self._sum_balances()
        self._sum_flows()
        self._sum_capital()
        for name, measure in self.standard.measures.items():
            if not measure.parts and set(measure.tables) <= self.present:
                self.result.denominators[name] = denominator_of(measure, self.period)
                self._count(name, measure)
        self._name_facts()
        return self.result

    # --- the tables that kernels fill and join with

    def _tables(self) -> None:
        self.db.put("fact_rows", tables.FACTS.empty_table())
        self.engine.put("account_sums", tables.ACCOUNT_SUMS.empty_table())
        self.engine.define("flow_rows", f"SELECT * FROM {self.way.flows}")
        self.products = selecting.products(self.db)
        self.chosen = selecting.selections(self.standard, self.products)
        self.engine.put(
            "selection", as_table(tables.SELECTION, [(self._number(row.measure), *row[1:]) for row in self.chosen])
        )

    def _number(self, name: str) -> int:
        """The number of a measure, or of a part of one, in this pass."""
        return self.numbers.setdefault(name, len(self.numbers))

    def _name_facts(self) -> None:
        """Let whoever reads the facts know their measures by name."""
        named = ", ".join(f"({number}, '{name}')" for name, number in self.numbers.items()) or "(-1, '')"
        self.db.define("measure_names", f"SELECT * FROM (VALUES {named}) m(measure_no, measure)")
        self.db.define(
            "facts",
            """SELECT m.measure, f.manager_no, f.client_no, f.numerator, f.row_count
            FROM fact_rows f JOIN measure_names m ON m.measure_no = f.measure_no""",
        )

    def _add_facts(self, sql: str, values: dict[str, Any] | None = None) -> None:
        """A query's rows become facts, which stand in the database whichever engine gives them."""
        if self.engine is self.db:
            self.db.extend("fact_rows", sql, values)
        else:
            self.db.append("fact_rows", self.engine.arrow(sql, values))

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
            if isinstance(measure, NewEffectiveClients) and self.has_opened:
                months = self.period.last_months(measure.months)
                windows[f"last_{measure.months}_months"] = Window(months[-1].start, months[0].stop)
        needs_day = any(name.startswith("last_day") for name in wanted)
        return {
            name: window for name, window in windows.items() if name in wanted or (name == "last_day" and needs_day)
        }

    def _classes(self) -> dict[str, int]:
        """The windows of the last day's balances by class, each with the class from which on accounts are taken."""
        asked = {m.five_class_at_least for m in self.standard.measures.values() if isinstance(m, PeriodEnd)} - {0}
        return {selecting.classified(one): one for one in sorted(asked)} if "loan_status" in self.present else {}

    def _sum_balances(self) -> None:
        if "balances" not in self.present:
            return
        self.windows = self._windows()
        self.way.begin(self.engine, self.windows)
        for name, window in self.windows.items():
            self.way.add(self.engine, name, window)
        for win, five_class in self._classes().items():
            asked = {"win": win, "of": "last_day", "day": self.day, "five_class": five_class}
            self.engine.extend("account_sums", kernels.text("classified_sums"), asked)
        self._add_facts(kernels.text("attributed"))
        self._nobody("unattributed")
        bases = {name: m for name, m in self.standard.measures.items() if isinstance(m, Base) and m.base != "manager"}
        travelling = ", ".join(str(self._number(name)) for name in bases)
        role = f"CASE WHEN s.measure_no IN ({travelling}) THEN 'base' ELSE '' END" if travelling else "''"
        self.engine.keep("client_sums", f"SELECT s.*, {role} AS role FROM ({kernels.text('client_sums')}) s")
        if travelling:
            self._travelling_bases()

    def _nobody(self, kernel: str) -> None:
        if self.with_nobody:
            self._add_facts(
                f"SELECT measure_no, {NOBODY}, client_no, numerator, row_count FROM ({kernels.text(kernel)})"
            )

    def _travelling_bases(self) -> None:
        """Bases of whole clients × share-days of the period; what the shares leave goes to nobody."""
        self.engine.keep("share_days", kernels.text("share_days"), bounds(self.period.so_far))
        self._add_facts(kernels.text("travelling_base"))
        whole = self.period.so_far.days * _SHARE
        self._add_facts(f"""
            SELECT c.measure_no, {NOBODY}, c.client_no, c.amount * ({whole} - CASE WHEN d.taken IS NULL THEN 0 ELSE d.taken END), c.row_count
            FROM client_sums c LEFT JOIN (SELECT client_no, SUM(bp_days) AS taken FROM share_days GROUP BY client_no) d ON d.client_no = c.client_no
            WHERE c.role = 'base' AND (d.taken IS NULL OR d.taken < {whole})""")

    # --- flows and capital

    def _sums_flows(self) -> bool:
        return "flows" in self.present and any(isinstance(one, Flow) for one in self.standard.measures.values())

    def _sum_flows(self) -> None:
        if self._sums_flows():
            chosen = selecting.flow_selections(self.standard, self.products)
            classes, self.chosen_flows = selecting.flow_classes(chosen)
            # Named one by one, kinds are found by the bounds of row groups.
            kinds = _listed(sorted({row.kind for row in chosen})) or "NULL"
            self.engine.define("flows_asked", f"SELECT * FROM flow_rows WHERE kind IN ({kinds})")
            self.engine.put("flow_classes", as_table(tables.FLOW_CLASSES, classes))
            numbered = [(self._number(row.measure), *row[1:]) for row in self.chosen_flows]
            self.engine.put("flow_selection", as_table(tables.FLOW_SELECTION, numbered))
            self.engine.keep("flows_taken", kernels.text("flows_taken"), bounds(self.period.so_far))
            self.engine.keep("flow_shares", kernels.text("flow_shares"))
            self._add_facts(kernels.text("flow_attributed"))
            self._nobody("flow_unattributed")

    def _sum_capital(self) -> None:
        for name, measure in self.standard.measures.items():
            if isinstance(measure, Capital) and "capital" in self.present:
                days, number = bounds(self.period.so_far), self._number(name)
                self._add_facts(f"SELECT {number}, * FROM ({kernels.text('capital_attributed')})", days)
                self._add_facts(f"SELECT {number}, {NOBODY}, * FROM ({kernels.text('capital_unattributed')})", days)

    # --- counts

    def _count(self, name: str, measure: object) -> None:
        match measure:
            case NewEffectiveClients():
                self._add_counted(name, self._new_effective(name, measure))
            case NewAccounts():
                asked = {"account_type": measure.account_type, **bounds(self.period.so_far)}
                self._add_clients(
                    name, f"SELECT client_no, accounts AS found FROM ({kernels.text('opened_accounts')})", asked
                )
            case NewFlowClients():
                self._add_counted(name, self._new_flow_clients(measure))
            case ActiveFamilies():
                self._active_families(name, measure)
            case ActiveClients():
                days = self.period.last_days(measure.within_days)
                active, asked = self._with_flows(measure.flow_kind, days, "no_reversals")
                self._add_clients(f"{name}/active", f"SELECT client_no, 1 AS found FROM ({active})", asked)
                self._add_clients(f"{name}/clients", "SELECT client_no, 1 AS found FROM leads")
            case NplEvents() | OverdueSpells() | TimelyDuties() | Referrals() | Awards():
                self._events(name, measure)
            case _:
                pass

    def _add_clients(self, name: str, found: str, values: dict[str, Any] | None = None) -> None:
        """Give whole clients, with what is `found` of each, to their lead manager of the last day, or to nobody."""
        self.result.denominators[name] = 1
        query = f"""SELECT {self._number(name)}, CASE WHEN h.manager_no IS NULL THEN {NOBODY} ELSE h.manager_no END, k.client_no,
            CAST(k.found AS DECIMAL(38,0)), CAST(k.found AS BIGINT) FROM ({found}) k LEFT JOIN leads h ON h.client_no = k.client_no"""
        self._add_facts(query, values)

    def _add_counted(self, name: str, clients: set[int]) -> None:
        if clients:
            self._put_clients("counted", clients)
            self._add_clients(name, "SELECT client_no, 1 AS found FROM counted")

    def _put_clients(self, table: str, clients: set[int]) -> None:
        self.engine.put(table, as_table(tables.CLIENTS, [(client,) for client in sorted(clients)]))

    def _clients(self, sql: str, values: dict[str, Any] | None = None) -> set[int]:
        return {client for (client,) in self.engine.rows(sql, values)}

    def _with_flows(self, kind: str, window: Window, counting: str, at_least: int = 1) -> tuple[str, dict[str, Any]]:
        """SQL and its values: clients with so many flows of a kind in a window."""
        query = f"SELECT client_no FROM ({kernels.text('flow_counts')}) WHERE {counting} >= {at_least}"
        return query, {"kind": kind, **bounds(window)}

    def _whole_clients(self, name: str, days: int, at_least: int) -> str:
        """SQL: clients whose whole average, rounded half up to 0.01, is at least so much above zero (fen)."""
        least = -(-(2 * at_least - 1) * days // 2)
        return f"SELECT client_no FROM client_sums WHERE measure_no = {self._number(name)} AND amount >= CAST('{least}' AS DECIMAL(38,0))"

    @cached_property
    def has_opened(self) -> bool:
        """Whether any client was opened in the period: where none was, nobody's balances are looked at for new ones."""
        opened = f"SELECT COUNT(*) FROM ({kernels.text('opened_clients')}) o"
        return bool(self.engine.rows(opened, bounds(self.period.so_far))[0][0])

    def _new_effective(self, name: str, measure: NewEffectiveClients) -> set[int]:
        if not self.has_opened:
            return set()
        opened, days = kernels.text("opened_clients"), bounds(self.period.so_far)
        if measure.average_at_least.units > 0:
            window = self.windows[f"last_{measure.months}_months"]
            whole = self._whole_clients(name, window.days, measure.average_at_least.units)
            opened = f"SELECT o.client_no FROM ({opened}) o WHERE o.client_no IN ({whole})"
        found = self._clients(opened, days)
        for month in self.period.last_months(measure.months) if found and measure.flows_each_month else ():
            self._put_clients("asked", found)
            active, asked = self._with_flows(measure.flow_kind, month, "no_reversals", measure.flows_each_month)
            found = self._clients(f"{active} AND client_no IN (SELECT client_no FROM asked)", asked)
        return found

    def _new_flow_clients(self, measure: NewFlowClients) -> set[int]:
        earlier = self.period.months_before_start(measure.months_before)
        before = self._clients(*self._with_flows(measure.flow_kind, earlier, "positive"))
        if not measure.consecutive_months:
            return self._clients(*self._with_flows(measure.flow_kind, self.period.so_far, "positive")) - before
        self._put_clients("asked", before)
        months: dict[int, set[int]] = defaultdict(set)
        query = f"SELECT client_no, month FROM ({kernels.text('flow_months')}) WHERE client_no NOT IN (SELECT client_no FROM asked)"
        for client, month in self.engine.rows(query, {"kind": measure.flow_kind, **bounds(self.period.so_far)}):
            months[client].add(month)
        return {client for client, found in months.items() if _longest_run(found) >= measure.consecutive_months}

    def _active_families(self, name: str, measure: ActiveFamilies) -> None:
        base = "SELECT client_no FROM leads"
        if measure.average_at_least.units > 0:
            whole = self._whole_clients(name, self.period.so_far.days, measure.average_at_least.units)
            base = f"{base} WHERE client_no IN ({whole})"
        self.engine.keep("counted", base)
        used = self.period.last_days(measure.used_within_days)
        held = f"""SELECT u.client_no, LEAST(u.families, {measure.at_most}) AS found
            FROM ({kernels.text("families_used")}) u JOIN counted b ON b.client_no = u.client_no"""
        self._add_clients(f"{name}/held", held, {"used_from": day_number(used.start), "stop": day_number(used.stop)})
        self._add_clients(f"{name}/clients", "SELECT client_no, 1 AS found FROM counted")

    # --- events

    def _events(self, name: str, measure: object) -> None:
        days = bounds(self.period.so_far)
        match measure:
            case NplEvents():
                numbers = {p.number for s in measure.selections for p in self.products if selecting.matches(s, p)}
                self.engine.put("npl_products", as_table(tables.PRODUCTS, [(n,) for n in sorted(numbers)]))
                asked = {"five_class": measure.five_class_at_least, **days}
                self.engine.keep("npl_turns", kernels.text("npl_turns"), asked)
                self.engine.keep("npl_balances", kernels.text(self.way.npl_balances))
                self._add_events(name, _named("npl_events", "k.five_class AS quantity, k.fen AS amount"))
            case OverdueSpells():
                self._add_events(name, _named("overdue_spells", "k.overdue_days AS quantity, 0 AS amount"), days)
            case TimelyDuties():
                for kind in measure.duty_kinds:
                    query = f"""SELECT k.manager_no, c.client_id, k.duty_id AS subject, k.day, k.in_time AS quantity, 0 AS amount
                        FROM ({kernels.text("duties_due")}) k JOIN clients c ON c.client_no = k.client_no"""
                    self._add_events(f"{name}/{kind}", query, {"kind": kind, **days})
            case Referrals():
                query = f"""SELECT k.manager_no, CASE WHEN k.client_id IS NULL THEN '' ELSE k.client_id END AS client_id,
                    k.referral_id AS subject, k.day, 1 AS quantity, 0 AS amount FROM ({kernels.text("referrals_accepted")}) k"""
                self._add_events(name, query, days)
            case Awards():
                query = f"""SELECT k.manager_no, '' AS client_id, k.award_id AS subject, k.day, k.points AS quantity, 0 AS amount
                    FROM ({kernels.text("awards_given")}) k"""
                self._add_events(name, query, {"indicator": measure.indicator, **days})

    def _add_events(self, name: str, found: str, values: dict[str, Any] | None = None) -> None:
        """Add the events that a query finds, by day and subject, and never otherwise; people are counted from 0, managers from 1."""
        query = f"""SELECT e.manager_no - 1 AS manager, e.client_id, e.subject, e.day, e.quantity, e.amount FROM ({found}) e
            ORDER BY e.day, e.subject, e.client_id, e.quantity, e.amount, CASE WHEN e.manager_no IS NULL THEN 0 ELSE e.manager_no END"""
        self.result.events.add(name, self.engine.arrow(query, values))

    def _totals(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        if "balances" in self.present:
            told = {name: self.way.totals(self.engine, window) for name, window in self.windows.items()}
            for win, five_class in self._classes().items():
                told[win] = self.way.classified_totals(self.engine, self.day, five_class)
            measured = [row for row in self.chosen if row.measure in self.result.denominators]
            totals |= identity.balance_totals(told, self.standard, self.period, measured)
        if self._sums_flows():
            totals |= identity.flow_totals(self.engine, self.standard, self.chosen_flows)
        if "capital" in self.present:
            totals |= identity.capital_totals(self.engine, self.standard, self.period)
        return totals


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _named(kernel: str, columns: str) -> str:
    return f"""SELECT k.manager_no, c.client_id, a.account_id AS subject, k.day, {columns} FROM ({kernels.text(kernel)}) k
        JOIN clients c ON c.client_no = k.client_no JOIN accounts a ON a.account_no = k.account_no"""


def _longest_run(months: set[int]) -> int:
    return max((sum(1 for _ in _run_from(month, months)) for month in months if month - 1 not in months), default=0)


def _run_from(month: int, months: set[int]) -> Any:
    while month in months:
        yield month
        month += 1
