"""Explain one published measure of one manager: clients, accounts, then days or flow rows, each level summing upwards."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from qiao.engine import money, words
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.explaining import recipes
from qiao.engine.explaining.names import Names
from qiao.engine.explaining.near import Near
from qiao.engine.explaining.recipes import Recipe, Rows
from qiao.engine.measures import published, selecting
from qiao.engine.measures.events import Event
from qiao.engine.measures.measuring import denominator_of
from qiao.engine.measures.selecting import Product
from qiao.engine.periods import Window, bounds, from_number
from qiao.engine.scoring.nodes import Leaf, Node, rounding
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.measures import (
    ActiveClients,
    ActiveFamilies,
    AllPositive,
    AnyMeasure,
    Average,
    Base,
    Capital,
    Difference,
    Flow,
    Net,
    NewAccounts,
    NewEffectiveClients,
    NewFlowClients,
    NplEvents,
    OverdueSpells,
    PeriodEnd,
    Quotient,
    Referrals,
    TimelyDuties,
)


@dataclass
class Figures:
    """Explains measures over an opened ledger; rows of days and flows are listed for `rows_of` only, None: everyone; `near` finds them quicker."""

    db: Database
    scores: Scores
    rows_of: str | None = None
    near: Near | None = None

    @cached_property
    def names(self) -> Names:
        """Identifiers and names of clients and accounts."""
        return Names(self.db)

    @cached_property
    def products(self) -> list[Product]:
        """The bank's products."""
        return selecting.products(self.db)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each manager in the ledger's tables."""
        return dict(self.db.rows("SELECT DISTINCT manager_id, manager_no FROM managers"))

    def measure(self, name: str, index: int) -> Node:
        """A published measure with what it is made of."""
        measure = self.scores.standard.measures[name]
        value = self.scores.measures[name][index]
        label = Text(measure.name.zh, measure.name.en)
        missing = published.missing_tables(self.scores.standard, name, self.scores.evidence.present)
        if missing:
            listed = ", ".join(missing)
            note = Text(f"未提供的表:{listed}", f"tables not delivered: {listed}")
            return Node("measure", name, label, None, measure.scale, measure.unit, state="missing_source", note=note)
        children, sums = self._parts(name, measure, index, value)
        state = "not_applicable" if value is None else ""
        return Node(
            "measure", name, label, value, measure.scale, _unit(measure), state=state, children=children, sums=sums
        )

    def _parts(self, name: str, measure: AnyMeasure, index: int, value: int | None) -> tuple[tuple[Node, ...], bool]:
        match measure:
            case Average() | PeriodEnd() | Base() | Flow() | Capital():
                return self._additive(name, measure, index, value or 0), True
            case Difference():
                return (self._term(measure.of, 10_000, index), self._term(measure.less, -10_000, index)), True
            case Net():
                return tuple(self._term(term.measure, term.times, index) for term in measure.terms), True
            case Quotient():
                return (self.measure(measure.numerator, index), self.measure(measure.denominator, index)), False
            case AllPositive():
                return tuple(self.measure(part, index) for part in measure.of), False
            case NewEffectiveClients() | NewAccounts() | NewFlowClients():
                return tuple(self._counted(name, measure, index)), True
            case ActiveFamilies():
                return (self._count_part(f"{name}/held", index), self._count_part(f"{name}/clients", index)), False
            case ActiveClients():
                return (self._count_part(f"{name}/active", index), self._count_part(f"{name}/clients", index)), False
            case TimelyDuties():
                return tuple(self._duty_rates(name, measure, index)), False
            case _:
                return tuple(self._events(name, measure, index)), True

    def _term(self, name: str, times: int, index: int) -> Node:
        """A published measure times its ratio, as it enters a sum."""
        node = self.measure(name, index)
        value = published.product(node.value if isinstance(node.value, int) else 0, times)
        label = Text(f"{node.name.zh} × {money.as_text(times, 4)}", f"{node.name.en} × {money.as_text(times, 4)}")
        return Node("term", name, label, value, node.scale, node.unit, children=(node,))

    # --- sums of rows

    def _additive(self, name: str, measure: AnyMeasure, index: int, value: int) -> tuple[Node, ...]:
        manager = self.numbers[self.scores.evidence.people[index].manager_id]
        recipe = recipes.additive(self.scores.standard, name, self.products, self.scores.period, manager)
        rows = recipes.rows_of(self.db.arrow(self._sql(recipe, manager), recipe.parameters))
        denominator = denominator_of(measure, self.scores.period)
        has_accounts = not isinstance(measure, Capital)
        self.names.meet(rows.columns["client_no"], rows.columns["account_no"] if has_accounts else ())
        clients = tuple(
            self._client(recipe, rows, client, found, denominator, has_accounts)
            for client, found in rows.groups("client_no", rows.all)
        )
        exact = sum((node.exact for node in clients), Fraction(0))
        return (*clients, *rounding(value, 2, exact, measure.unit))

    def _sql(self, recipe: Recipe, manager: int) -> str:
        """The recipe's query as it is quickest; the recipe itself, which a leaf keeps, asks the ledger."""
        return self.near.narrowed(recipe.sql, manager) if self.near else recipe.sql

    def _client(
        self,
        recipe: Recipe,
        rows: Rows,
        client: int,
        found: range,
        denominator: int,
        has_accounts: bool,
    ) -> Node:
        identifier, name = self.names.client(client)
        label, is_listed = Text(name, name), self._lists(identifier)
        if not has_accounts:
            own = recipe.narrowed(client, None, by_account=False)
            leaf = recipes.leaf(own, rows, found, denominator)
            return _of_rows("client", identifier, label, leaf, _rows_nodes(rows, found, denominator, is_listed))
        accounts = tuple(
            _of_rows(
                "account",
                "" if account is None else self.names.account(account),
                self._account_name(account),
                recipes.leaf(recipe.narrowed(client, account), rows, own_rows, denominator),
                _rows_nodes(rows, own_rows, denominator, is_listed),
            )
            for account, own_rows in rows.groups("account_no", found)
        )
        exact = sum((node.exact for node in accounts), Fraction(0))
        return Node("client", identifier, label, exact, children=accounts, sums=True)

    def _lists(self, client: str) -> bool:
        return self.rows_of is None or self.rows_of == client

    def _account_name(self, account: int | None) -> Text:
        if account is None:
            return Text("不分账户", "no account")
        return Text(f"账户 {self.names.account(account)}", f"account {self.names.account(account)}")

    # --- counts of clients and accounts

    def _count_part(self, part: str, index: int) -> Node:
        """One whole number of a ratio of counts, by client."""
        name, _, which = part.partition("/")
        measure = self.scores.standard.measures[name]
        value = published.part(self.scores.evidence, part)[index] or 0
        label = _PARTS[which]
        return Node(
            "count", part, label, value, 0, "count", children=tuple(self._counted(part, measure, index)), sums=True
        )

    def _counted(self, part: str, measure: AnyMeasure, index: int) -> Iterator[Node]:
        manager = self.scores.evidence.people[index].manager_id
        for client_id, count in self._counts(manager, part):
            number = self.names.client_number(client_id)
            name = self.names.client(number)[1]
            label = Text(name, name)
            recipe = self._counting_recipe(part, measure, number)
            rows = recipes.fetch(self.db, recipe)
            leaf = recipes.leaf(recipe, rows, rows.all, 1)
            yield Node(
                "client",
                client_id,
                label,
                count,
                0,
                "count",
                children=self._proof(measure, number) if self._lists(client_id) else (),
                leaf=leaf,
            )

    def _counts(self, manager: str, part: str) -> list[tuple[str, int]]:
        """(client, count) of one manager's counted measure, from the run's own client figures."""
        query = (
            "SELECT client_id, numerator FROM run_clients WHERE manager_id = $manager AND measure = $part ORDER BY ALL"
        )
        return [(client, int(count)) for client, count in self.db.rows(query, {"manager": manager, "part": part})]

    def _counting_recipe(self, part: str, measure: AnyMeasure, client: int) -> Recipe:
        period = self.scores.period
        match measure:
            case NewAccounts():
                found = recipes.named(
                    "opened_accounts", {"account_type": measure.account_type, **bounds(period.so_far)}
                )
            case NewFlowClients():
                found = recipes.named("event_flows", {"kind": measure.flow_kind, "least": 1, **bounds(period.so_far)})
            case ActiveClients() if part.endswith("/active"):
                found = recipes.named(
                    "event_flows",
                    {"kind": measure.flow_kind, "least": 0, **bounds(period.last_days(measure.within_days))},
                )
            case ActiveFamilies() if part.endswith("/held"):
                used = bounds(period.last_days(measure.used_within_days))
                found = recipes.named("families", {"used_from": used["start"], "stop": used["stop"]})
            case _:
                return recipes.named("opened_client", {"client": client})
        return found.narrowed(client, None, by_account=False)

    def _proof(self, measure: AnyMeasure, client: int) -> tuple[Node, ...]:
        """What else a new effective client had to show: its payments in each month."""
        if not isinstance(measure, NewEffectiveClients):
            return ()
        months = self.scores.period.last_months(measure.months)
        return tuple(self._month(measure, month, client) for month in months)

    def _month(self, measure: NewEffectiveClients, month: Window, client: int) -> Node:
        recipe = recipes.named("event_flows", {"kind": measure.flow_kind, "least": 0, **bounds(month)}).narrowed(
            client, None, by_account=False
        )
        rows = recipes.fetch(self.db, recipe)
        label = Text(f"{month.start} 至 {month.last} 的支付笔数", f"payments from {month.start} to {month.last}")
        return Node("proof", "payments", label, len(rows.all), 0, "count", leaf=recipes.leaf(recipe, rows, rows.all, 1))

    # --- events

    def _duty_rates(self, name: str, measure: TimelyDuties, index: int) -> Iterator[Node]:
        for kind in measure.duty_kinds:
            due = published.part(self.scores.evidence, f"{name}/{kind}/due")[index] or 0
            done = published.part(self.scores.evidence, f"{name}/{kind}/in_time")[index] or 0
            events = self.scores.evidence.events.of(f"{name}/{kind}", index)
            children = tuple(self._event(event, "duties", event.quantity, 0, "count") for event in events)
            rate = published.ratio(done, due)
            note = Text(f"应完成 {due},按时 {done}", f"{due} due, {done} in time")
            yield Node(
                "rate",
                kind,
                words.DUTIES[kind],
                rate,
                4,
                "ratio",
                state="" if due else "not_applicable",
                note=note,
                children=children,
            )

    def _events(self, name: str, measure: AnyMeasure, index: int) -> Iterator[Node]:
        events = self.scores.evidence.events.of(name, index)
        match measure:
            case NplEvents():
                yield from self._npl_groups(events)
            case OverdueSpells():
                yield from (self._event(event, "status", 1, 0, "count") for event in events)
            case Referrals():
                yield from (self._event(event, "referrals", 1, 0, "count") for event in events)
            case _:
                yield from (self._event(event, "awards", event.quantity, 2, "points") for event in events)

    def _npl_groups(self, events: list[Event]) -> Iterator[Node]:
        for client_id in dict.fromkeys(event.client_id for event in events):
            own = tuple(self._npl_event(event) for event in events if event.client_id == client_id)
            name = self.names.client(self.names.client_number(client_id))[1]
            yield Node("client", client_id, Text(name, name), 1, 0, "count", children=own)

    def _npl_event(self, event: Event) -> Node:
        """A newly bad account: the rows that class it, and below them that day's balance, by which it costs."""
        client, account = self.names.client_number(event.client_id), self.names.account_number(event.subject)
        recipe = recipes.named("balance", {"day": event.day}).narrowed(client, account)
        rows = recipes.fetch(self.db, recipe)
        leaf = recipes.leaf(recipe, rows, rows.all, money.FEN)
        balance = _of_rows("days", str(from_number(event.day)), Text("当日余额", "balance on that day"), leaf, ())
        return replace(self._event(event, "status", event.amount, 2, "CNY"), children=(balance,), sums=True)

    def _event(self, event: Event, template: str, value: int, scale: int, unit: str) -> Node:
        day = from_number(event.day)
        if template == "status":
            account = self.names.account_number(event.subject)
            recipe = recipes.named("status", bounds(Window(day, self.scores.period.so_far.stop)))
            recipe = recipe.narrowed(self.names.client_number(event.client_id), account)
        else:
            recipe = recipes.named(template, {"subject": event.subject})
        rows = recipes.fetch(self.db, recipe)
        label = Text(
            f"{event.client_id} {event.subject} {day}".strip(), f"{event.client_id} {event.subject} {day}".strip()
        )
        return Node("event", event.subject, label, value, scale, unit, leaf=recipes.leaf(recipe, rows, rows.all, 1))


_PARTS = {
    "held": Text("持有并活跃的产品大类数", "product families held and used"),
    "clients": Text("主办客户数", "lead clients counted"),
    "active": Text("活跃客户数", "active clients"),
}


def _unit(measure: AnyMeasure) -> str:
    return measure.currency if isinstance(measure, Flow) else measure.unit


def _of_rows(kind: str, code: str, label: Text, leaf: Leaf, children: tuple[Node, ...]) -> Node:
    """A node that is the sum of its leaf's rows, listed or not."""
    exact = Fraction(leaf.amount, leaf.denominator)
    return Node(kind, code, label, exact, children=children, sums=bool(children), leaf=leaf)


def _rows_nodes(rows: Rows, among: range, denominator: int, is_listed: bool) -> tuple[Node, ...]:
    return tuple(_row_node(rows.row(place), denominator) for place in among) if is_listed else ()


def _row_node(values: dict[str, Any], denominator: int) -> Node:
    """One row of days or one flow: what counts of it, exactly."""
    start, stop = from_number(values["from_day"]), from_number(values["to_day"] - 1)
    days = values["to_day"] - values["from_day"]
    when = f"{start}" if days == 1 else f"{start}..{stop}"
    share = money.as_text(values["bp"], 4)
    amount = money.as_text(values["fen"], 2)
    kind = "flow" if "flow_id" in values else "days"
    weight = "" if values["coefficient"] in (1, 10_000) else f" × {money.as_text(values['coefficient'], 4)}"
    note = Text(f"{amount} × {days} 天 × 份额 {share}{weight}", f"{amount} × {days} days × share {share}{weight}")
    if kind == "flow":
        note = Text(f"{amount} × 份额 {share}", f"{amount} × share {share}")
    return Node(
        kind, values.get("flow_id") or when, Text(when, when), Fraction(values["amount"], denominator), note=note
    )
