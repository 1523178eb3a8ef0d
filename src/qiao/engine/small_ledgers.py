"""A small ledger of supposed changes (假设台账): a few clients as they are and, beside them, as they would be.

Its rows are those of the whole ledger as it is known on a run's as-of, so the kernels of a run measure both at once.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import prepared
from qiao.engine.ledger.prepared import Prepared
from qiao.engine.measures import selecting
from qiao.engine.measures.measuring import NOBODY, Measured, Measuring
from qiao.engine.measures.selecting import Product
from qiao.engine.money import BASIS_POINTS
from qiao.engine.outlooks import freeze
from qiao.engine.periods import FAR, Period, day_number
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.measures import (
    ActiveClients,
    AnyMeasure,
    Base,
    Flow,
    NewEffectiveClients,
    NewFlowClients,
    NplEvents,
)
from qiao.engine.standards.model import Standard

NEW_CLIENT = ""
_APART = 1_000_000_000  # what the number of a changed client or account is above its own
_FRESH = 2_000_000_000  # accounts and a client that are not there yet
_ROOM = 50  # clients at most that stay in the small ledger; each takes part in every question
_OF_CLIENTS = {
    "clients": "client_no", "spans": "client_no", "shares": "client_no", "holdings": "client_no",
    "accounts": "client_no account_no", "intervals": "client_no account_no", "status": "client_no account_no",
    "flows": "client_no account_no",
}  # fmt: skip


class MoreBalance(NamedTuple):
    """A client's balance of a product is `fen` higher (below zero: lower) from a day to the period's end.

    More comes on an account of its own in yuan; less goes off the accounts in yuan that the client has, the largest first.
    """

    client_id: str
    product_code: str
    fen: int
    since: date


class MoreFlow(NamedTuple):
    """One flow more, in hundredths of its currency (below zero: a reversal); the product is blank where there is none."""

    client_id: str
    kind: str
    product_code: str
    cents: int
    currency: str
    since: date


class MoreHeld(NamedTuple):
    """A client holds a product more from a day, and uses it to the period's end."""

    client_id: str
    product_code: str
    since: date


More = MoreBalance | MoreFlow | MoreHeld
_TABLE = {MoreBalance: "balances", MoreFlow: "flows", MoreHeld: "holdings"}


class Asked(NamedTuple):
    """What is asked of whom, checked as it goes into the small ledger."""

    left: Period
    before: Scores
    manager_id: str
    changes: Sequence[More]

    @property
    def clients(self) -> list[str]:
        """The clients that are there already."""
        return sorted({one.client_id for one in self.changes} - {NEW_CLIENT})

    def check(self) -> None:
        """RequestError for a day outside what is left, and for a table that the run does not have."""
        period, present = self.left, self.before.evidence.present
        if self.manager_id not in self.before.index:
            raise RequestError(
                f"本次考评中没有客户经理 {self.manager_id!r}。", f"There is no manager {self.manager_id!r} in this run."
            )
        for one in self.changes:
            if not period.as_of < one.since <= period.end:
                raise RequestError(
                    f"{one.since} 不在 {period.as_of} 之后至 {period.end} 之间。",
                    f"{one.since} is not after {period.as_of} and up to {period.end}.",
                )
            if _TABLE[type(one)] not in present:
                raise RequestError(
                    f"本次考评的数据中没有 {_TABLE[type(one)]} 表。",
                    f"The run's data has no table {_TABLE[type(one)]}.",
                )

    @property
    def balances(self) -> set[str]:
        """The products of which a balance changes."""
        return {one.product_code for one in self.changes if isinstance(one, MoreBalance)}

    def standard(self, balances: list[Product]) -> Standard:
        """The run's standard with those measures only that such changes can move: nothing dated up to the as-of does.

        `balances` are the products of which a balance changes.
        """
        standard = self.before.standard
        counting = {row.measure for row in selecting.selections(standard, balances)}
        moved = {name: one for name, one in standard.measures.items() if self._may_move(one, name in counting)}
        return standard.model_copy(update={"measures": moved})

    def _may_move(self, measure: AnyMeasure, counts_balances: bool) -> bool:
        if isinstance(measure, Base | NplEvents):
            return False
        if NEW_CLIENT in {one.client_id for one in self.changes}:
            return not {"balances", "flows", "holdings"}.isdisjoint(measure.tables)
        kinds = {one.kind for one in self.changes if isinstance(one, MoreFlow)}
        tables = {_TABLE[type(one)] for one in self.changes}
        if kinds.isdisjoint(_kinds(measure)):
            tables.discard("flows")
        if not counts_balances:
            tables.discard("balances")
        return not tables.isdisjoint(measure.tables)


def _kinds(measure: AnyMeasure) -> tuple[str, ...]:
    """The kinds of flow that a measure counts."""
    match measure:
        case Flow():
            return measure.flow_kinds
        case NewEffectiveClients() | NewFlowClients() | ActiveClients():
            return (measure.flow_kind,)
    return ()


class SmallLedger:
    """A ledger of the clients that were asked for, each as it is and as it would be, in a database of its own.

    A question changes those that it is about and takes that back; the others differ in nothing, so they add nothing to it.
    """

    def __init__(self, ledger: Prepared, period: Period) -> None:
        """`period` has the run's as-of."""
        self.as_of, self.last = day_number(period.as_of), day_number(period.end)
        self.db = Database(threads=1, optimiser=False)
        prepared.define_macros(self.db)  # flows are brought into yuan as a ledger's are
        freeze(self.db, ledger, period.as_of)
        self.db.run("CREATE SCHEMA small")
        for name in _OF_CLIENTS:
            self.db.run(f"CREATE TABLE small.{name} AS SELECT * FROM {name} LIMIT 0")
        self.db.run("CREATE TABLE small.products AS SELECT * FROM products")
        self.db.run(f"""CREATE TABLE small.rates AS
            SELECT * REPLACE (CASE WHEN to_day > {self.as_of} THEN {FAR} ELSE to_day END AS to_day) FROM rates
            WHERE from_day <= {self.as_of}""")
        self.products: dict[str, int] = dict(
            self.db.rows("SELECT product_code, product_no FROM products ORDER BY product_no")
        )
        self.sold = selecting.products(self.db)
        self.clients: dict[str, int] = {}
        self.held: dict[int, list[str]] = {}
        self.db.run("SET search_path = 'small,main'")

    def measure(self, asked: Asked, period: Period) -> tuple[dict[tuple[str, int], int], Measured]:
        """How much more each measure's numerator is, by measure and the manager's place; what stays equal is left out."""
        asked.check()
        self._make_room()
        for client in asked.clients:
            self._own(client, asked)
        numbers = {self.products.get(code) for code in asked.balances}
        standard = asked.standard([one for one in self.sold if one.number in numbers])
        self.db.run("BEGIN TRANSACTION")
        try:
            self._change(asked)
            measured = Measuring(self.db, standard, period, asked.before.evidence.present, with_nobody=False).add_up()
            rows = self.db.rows(f"""SELECT measure, manager_no, SUM(CASE WHEN client_no >= {_APART} THEN numerator ELSE -numerator END) AS more
                FROM facts WHERE manager_no <> {NOBODY} GROUP BY measure, manager_no HAVING more <> 0""")
        finally:
            self.db.run("ROLLBACK")
        return {(name, number - 1): int(more) for name, number, more in rows}, measured

    def clients_of(self, manager_no: int) -> list[str]:
        """The clients of which a manager has a share on the as-of."""
        if manager_no in self.held:
            return self.held[manager_no]
        held = "SELECT client_no FROM main.shares WHERE manager_no = $manager AND from_day <= $day AND to_day > $day"
        told = f"SELECT client_id FROM main.clients WHERE client_no IN ({held}) ORDER BY client_no"
        rows = self.db.rows(told, {"manager": manager_no, "day": self.as_of})
        self.held[manager_no] = [client for (client,) in rows]
        return self.held[manager_no]

    def open_accounts(self, client_id: str, product_code: str) -> list[tuple[int, int]]:
        """A client's accounts of a product in yuan with what stands on them on the as-of, the largest first."""
        return self.db.rows(
            f"""SELECT i.account_no, i.fen FROM intervals i JOIN accounts a ON a.account_no = i.account_no
            WHERE i.client_no = $client AND i.product_no = $product AND i.to_day = {FAR} AND i.fen > 0 AND a.currency = 'CNY'
            ORDER BY i.fen DESC, i.account_no""",
            {"client": self._number(client_id), "product": self._product(product_code)},
        )

    def _make_room(self) -> None:
        if len(self.clients) >= _ROOM:
            for name in _OF_CLIENTS:
                self.db.run(f"DELETE FROM {name}")
            self.clients.clear()

    def _number(self, client_id: str) -> int:
        """The number of a client, whose rows are taken from the whole ledger when it is first asked for."""
        if client_id not in self.clients:
            number = self.db.value(
                "SELECT client_no FROM main.clients WHERE client_id = $client", {"client": client_id}
            )
            if number is None:
                raise RequestError(f"台账中没有客户 {client_id!r}。", f"The ledger has no client {client_id!r}.")
            self._take(number)
            self.clients[client_id] = number
        return self.clients[client_id]

    def _take(self, number: int) -> None:
        """A client as it is and, with numbers far above, as it will be changed."""
        for name, keys in _OF_CLIENTS.items():
            apart = [f"{key} + {_APART} AS {key}" for key in keys.split()]
            apart += ["'+' || client_id AS client_id"] if name == "clients" else []
            rows = f"FROM main.{name} WHERE client_no = {number}"
            self.db.run(f"INSERT INTO {name} SELECT * {rows} UNION ALL SELECT * REPLACE ({', '.join(apart)}) {rows}")

    def _own(self, client_id: str, asked: Asked) -> None:
        """Have a client in the small ledger; RequestError unless the manager has a share of it on the as-of."""
        self._number(client_id)
        if client_id not in self.clients_of(asked.before.index[asked.manager_id] + 1):
            raise RequestError(
                f"客户经理 {asked.manager_id} 名下没有客户 {client_id!r}。",
                f"The manager {asked.manager_id} has no client {client_id!r}.",
            )

    def _product(self, code: str) -> int:
        if code not in self.products:
            raise RequestError(f"台账中没有产品 {code!r}。", f"The ledger has no product {code!r}.")
        return self.products[code]

    def _change(self, asked: Asked) -> None:
        ordered = sorted(asked.changes, key=lambda one: one.since)
        if NEW_CLIENT in {one.client_id for one in ordered}:
            self._win_client(asked)
        more = [one for one in ordered if isinstance(one, MoreBalance) and one.fen > 0]
        self._rise(more)
        less: dict[tuple[str, str], list[MoreBalance]] = {}
        for one in ordered:
            if isinstance(one, MoreBalance) and one.fen < 0:
                less.setdefault((one.client_id, one.product_code), []).append(one)
        for falls in less.values():
            self._fall(falls)
        self._hold([one for one in ordered if isinstance(one, MoreHeld)])
        self._flow([one for one in ordered if isinstance(one, MoreFlow)], asked)

    def _client(self, client_id: str) -> int:
        """The number of a client as it would be."""
        return _FRESH if client_id == NEW_CLIENT else self._number(client_id) + _APART

    def _insert(self, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            one = "(" + ", ".join("?" for _ in rows[0]) + ")"
            values = [value for row in rows for value in row]
            self.db.run(f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(rows))}", values)

    def _win_client(self, asked: Asked) -> None:
        """A client that is opened on the first day that something is supposed of it, led by the manager alone."""
        first = day_number(min(one.since for one in asked.changes if one.client_id == NEW_CLIENT))
        number, manager = _FRESH, asked.before.index[asked.manager_id] + 1
        self._insert("clients", "client_no, client_id, opened_day", [(number, "+", first)])
        self._insert(
            "spans",
            "client_no, from_day, to_day, assigned_bp",
            [(number, -FAR, first, 0), (number, first, FAR, BASIS_POINTS)],
        )
        self._insert(
            "shares",
            "client_no, from_day, to_day, manager_no, bp, is_lead",
            [(number, first, FAR, manager, BASIS_POINTS, 1)],
        )

    def _rise(self, rises: list[MoreBalance]) -> None:
        accounts, intervals = [], []
        for number, one in enumerate(rises, _FRESH):
            client, product, day = self._client(one.client_id), self._product(one.product_code), day_number(one.since)
            accounts.append((number, f"+{number}", client, product, "CNY", "general", day, FAR))
            intervals.append((client, number, product, day, FAR, one.fen))
        columns = "account_no, account_id, client_no, product_no, currency, account_type, opened_day, closed_day"
        self._insert("accounts", columns, accounts)
        self._insert("intervals", "client_no, account_no, product_no, from_day, to_day, fen", intervals)

    def _fall(self, falls: list[MoreBalance]) -> None:
        """Take what falls off the open accounts of one client and product, the largest first, day by day."""
        client, product = self._client(falls[0].client_id), self._product(falls[0].product_code)
        left = [] if falls[0].client_id == NEW_CLIENT else self.open_accounts(falls[0].client_id, falls[0].product_code)
        steps: dict[int, dict[int, int]] = {}
        for one in falls:
            missing = -one.fen
            for place, (account, fen) in enumerate(left):
                taken = min(missing, fen)
                left[place], missing = (account, fen - taken), missing - taken
                if taken:
                    steps.setdefault(account, {})[day_number(one.since)] = fen - taken
            if missing:
                raise RequestError(
                    f"客户 {one.client_id} 的 {one.product_code} 余额不足,最多只能减少到零。",
                    f"Client {one.client_id} has less than that of {one.product_code}: it cannot fall below zero.",
                )
        for account, by_day in steps.items():
            self._step(client, account + _APART, product, by_day)

    def _step(self, client: int, account: int, product: int, by_day: dict[int, int]) -> None:
        days = [*by_day, FAR]
        self.db.run(f"UPDATE intervals SET to_day = {days[0]} WHERE account_no = {account} AND to_day = {FAR}")
        rows = [
            (client, account, product, day, days[place + 1], fen) for place, (day, fen) in enumerate(by_day.items())
        ]
        self._insert("intervals", "client_no, account_no, product_no, from_day, to_day, fen", rows)

    def _hold(self, held: list[MoreHeld]) -> None:
        rows = [
            (self._client(one.client_id), self._product(one.product_code), day_number(one.since), FAR, self.last)
            for one in held
        ]
        self._insert("holdings", "client_no, product_no, from_day, to_day, used_day", rows)

    def _flow(self, flows: list[MoreFlow], asked: Asked) -> None:
        """Flows, brought into yuan and dollars by the very query that prepares a ledger."""
        if not flows:
            return
        self.db.run("""CREATE TABLE e_flows (flow_id VARCHAR, client_id VARCHAR, account_id VARCHAR, date DATE, kind VARCHAR,
            product_code VARCHAR, amount DECIMAL(18,2), currency VARCHAR)""")
        rows = [
            (f"+{place}", f"+{one.client_id}", one.since, one.kind, one.product_code or None, Decimal(one.cents).scaleb(-2), one.currency)
            for place, one in enumerate(flows)
        ]  # fmt: skip
        self._insert("e_flows", "flow_id, client_id, date, kind, product_code, amount, currency", rows)
        self.db.run(f"INSERT INTO flows {prepared.sql_of('flows')}")
        self._need_rates(asked.before.standard)

    def _need_rates(self, standard: Standard) -> None:
        """RequestError where a flow cannot be brought into the currency that it is measured in."""
        flows = [one for one in standard.measures.values() if isinstance(one, Flow)]
        in_dollars = {kind for one in flows if one.currency == "USD" for kind in one.flow_kinds}
        told = f"SELECT kind, fen, usd_cents FROM flows WHERE client_no >= {_APART} AND flow_id LIKE '+%'"
        for kind, fen, cents in self.db.rows(told):
            if fen is None or (cents is None and kind in in_dollars):
                raise RequestError("缺少折算汇率。", "There is no rate to translate the flow by.")
