"""Balances and flows per manager: averages, period ends, bases, increases, flow totals; published is rounded."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from oracle.balances import Balances, Rates
from oracle.people import People
from oracle.rounding import money
from oracle.span import Span
from oracle.tables import Ledger, Row, number, on

NOTHING = Fraction(0)


class Measures:
    """What the ledger says of each manager in a span; `base` is client, manager or year_end."""

    def __init__(self, ledger: Ledger, span: Span, base: str = "client") -> None:
        self.ledger, self.span, self.base_rule = ledger, span, base
        self.people, self.rates = People(ledger), Rates(ledger)
        self.balances = Balances(ledger, self.rates)
        self.products = ledger.by("products", "product_code")
        self._flows = ledger.grouped("flows", "client_id")
        self._capital = ledger.grouped("capital", "client_id")
        self.average = cache(self._average)
        self.increase = cache(self._increase)

    # --- balances

    def exact_average(self, kind: str, manager: str, days: list[date]) -> Fraction:
        """Sum over days and clients of balance × the manager's share on that day, divided by the days."""
        total = NOTHING
        for client in self.people.clients_of(manager):
            for day in days:
                share = self.people.share(client, manager, day)
                balance = self.balances.of_client(kind, client, day) if share else NOTHING
                if balance:
                    total += share * balance
        return total / len(days)

    def _average(self, kind: str, manager: str) -> Fraction:
        """The published average daily balance."""
        return money(self.exact_average(kind, manager, self.span.days))

    def period_end(self, manager: str, balance: Callable[[str], Fraction]) -> Fraction:
        """Published: each client's `balance` × the manager's share on the last day."""
        shares = [
            (client, self.people.share(client, manager, self.span.last)) for client in self.people.clients_of(manager)
        ]
        return money(sum((share * balance(client) for client, share in shares if share), NOTHING))

    def period_end_loans(self, manager: str) -> Fraction:
        """The published loan balance on the last day, overdrafts in it."""
        return self.period_end(manager, lambda client: self.balances.of_client("loan", client, self.span.last))

    def base(self, kind: str, manager: str) -> Fraction:
        """The published base of an increase."""
        if self.base_rule == "manager":
            return money(self.exact_average(kind, manager, self.span.days_before))
        return money(self.exact_base(kind, manager))

    def exact_base(self, kind: str, manager: str) -> Fraction:
        """Each client's balance of last year × the manager's average share of it."""
        clients = self.people.clients_of(manager)
        return sum((self._client_base(kind, manager, client) for client in clients), NOTHING)

    def _client_base(self, kind: str, manager: str, client: str) -> Fraction:
        share = self.people.average_share(client, manager, self.span.days)
        if not share:
            return NOTHING
        if self.base_rule == "year_end":
            year_end = date(self.span.start.year, 1, 1) - timedelta(days=1)
            return share * self.balances.of_client(kind, client, year_end)
        return share * self.balances.average_of_client(kind, client, self.span.days_before)

    def _increase(self, kind: str, manager: str) -> Fraction:
        """Published average less published base."""
        return self.average(kind, manager) - self.base(kind, manager)

    def has_loan(self, manager: str) -> bool:
        """Published loan average and published period-end loan balance both above 0."""
        return self.average("loan", manager) > 0 and self.period_end_loans(manager) > 0

    # --- flows

    def flows(self, client: str, kind: str) -> list[Row]:
        """The client's flows of one kind, on whatever day."""
        return [row for row in self._flows.get(client, []) if row["kind"] == kind]

    def flow_total(
        self, manager: str, kind: str, *, usd: bool = False, only: Callable[[Row], bool] = lambda row: True
    ) -> Fraction:
        """The published sum of amount × share on the flow's date over P, in CNY or USD."""
        convert = self.rates.to_usd if usd else self.rates.to_cny
        total = NOTHING
        for client in self.people.clients_of(manager):
            for row in self.flows(client, kind):
                day = on(row, "date")
                share = self.people.share(client, manager, day)
                if self.span.holds(day) and share and only(row):
                    total += share * convert(number(row["amount"]), row["currency"], day)
        return money(total)

    def fee_line(self, manager: str, fee_line: str) -> Fraction:
        """The published fees whose own product has this fee line."""

        def fits(row: Row) -> bool:
            return bool(row["product_code"]) and self.products[row["product_code"]]["fee_line"] == fee_line

        return self.flow_total(manager, "fee", only=fits)

    # --- economic capital

    def capital_of(self, client: str, day: date) -> Fraction:
        """The client's economic capital on a day: the last row by then, 0 before the first."""
        known = [row for row in self._capital.get(client, []) if on(row, "date") <= day]
        latest = max(known, key=lambda row: row["date"], default=None)
        return number(latest["economic_capital"]) if latest else NOTHING

    def average_capital(self, manager: str) -> Fraction:
        """The published average daily economic capital × share."""
        total = NOTHING
        for client in self.people.clients_of(manager):
            for day in self.span.days:
                share = self.people.share(client, manager, day)
                if share:
                    total += share * self.capital_of(client, day)
        return money(total / len(self.span.days))
