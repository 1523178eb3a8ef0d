"""Counts of clients and accounts: the lead manager on the last day has the whole client, the others none."""

from datetime import date
from fractions import Fraction

from oracle.measures import Measures
from oracle.rounding import money, ratio
from oracle.tables import covers, day_of, number, on, truth

A_REAL_CLIENT = Fraction(100_000)
MOST_FAMILIES = 8


class Clients:
    """The counting measures of the clients a manager leads."""

    def __init__(self, measures: Measures) -> None:
        self._measures, self._span = measures, measures.span
        self._people, self._balances, self._ledger = measures.people, measures.balances, measures.ledger
        self._clients = self._ledger.by("clients", "client_id")
        self._holdings = self._ledger.grouped("holdings", "client_id")

    def led_by(self, manager: str) -> list[str]:
        """Lead clients: those whose lead assignment is the manager's on the last day."""
        return self._people.lead_clients(manager, self._span.last)

    def whole_deposits(self, client: str, days: list[date]) -> Fraction:
        """The client's average over all its deposit accounts, coefficient 1, no share, published."""
        return money(self._balances.average_of_client("deposit", client, days))

    # --- CORP07

    def new_and_effective(self, manager: str) -> int:
        """New clients with real deposits and real payments in each of the last three months."""
        return sum(self._is_new_and_effective(client) for client in self.led_by(manager))

    def _is_new_and_effective(self, client: str) -> bool:
        windows = self._span.last_three_months
        all_days = [day for window in windows for day in window]
        payments = [self._payments_in(client, window) for window in windows]
        return (
            self._span.holds(day_of(self._clients[client]["opened_on"]))
            and self.whole_deposits(client, all_days) >= A_REAL_CLIENT
            and all(count >= 3 for count in payments)
        )

    def _payments_in(self, client: str, window: list[date]) -> int:
        rows = [row for row in self._measures.flows(client, "payment") if number(row["amount"]) >= 0]
        return sum(window[0] <= on(row, "date") <= window[-1] for row in rows)

    # --- CORP08

    def new_basic_accounts(self, manager: str) -> int:
        """Basic accounts of lead clients, opened in P, not closed on or before its last day."""
        mine = self.led_by(manager)
        return sum(
            account["client_id"] in mine
            and account["account_type"] == "basic"
            and self._span.holds(day_of(account["opened_on"]))
            and not self._balances.closed(account["account_id"], self._span.last)
            for account in self._ledger.rows["accounts"]
        )

    # --- INTL04, XSELL02: a first in P, nothing in the year before

    def _positive_days(self, client: str, kind: str) -> list[date]:
        return [on(row, "date") for row in self._measures.flows(client, kind) if number(row["amount"]) > 0]

    def _none_in_year_before(self, client: str, kind: str) -> bool:
        return not any(self._span.in_year_before(day) for day in self._positive_days(client, kind))

    def new_international(self, manager: str) -> int:
        """Lead clients with a positive international settlement in P and none in the 12 months before."""
        kind = "international_settlement"
        return sum(
            any(self._span.holds(day) for day in self._positive_days(client, kind))
            and self._none_in_year_before(client, kind)
            for client in self.led_by(manager)
        )

    def new_payrolls(self, manager: str) -> int:
        """Lead clients with positive payrolls in three consecutive calendar months of P and none in the year before."""
        return sum(
            self._pays_three_months_running(client) and self._none_in_year_before(client, "payroll")
            for client in self.led_by(manager)
        )

    def _pays_three_months_running(self, client: str) -> bool:
        days = [day for day in self._positive_days(client, "payroll") if self._span.holds(day)]
        months = {day.year * 12 + day.month for day in days}
        return any({month, month + 1, month + 2} <= months for month in months)

    # --- XSELL01, XSELL03

    def families_per_client(self, manager: str) -> Fraction | None:
        """Active product families per lead client of at least 100,000.00; nothing without such clients."""
        real = [c for c in self.led_by(manager) if self.whole_deposits(c, self._span.days) >= A_REAL_CLIENT]
        return ratio(Fraction(sum(self._active_families(c) for c in real)), Fraction(len(real)))

    def _active_families(self, client: str) -> int:
        families = set()
        for row in self._holdings.get(client, []):
            if covers(row, self._span.last) and self._span.in_last_days(day_of(row["last_used_on"]), 90):
                families.add(self._measures.products[row["product_code"]]["family"])
        return min(len(families), MOST_FAMILIES)

    def ebanking_rate(self, manager: str) -> Fraction | None:
        """Lead clients that used e-banking in the last 30 days ÷ lead clients; nothing without any."""
        mine = self.led_by(manager)
        return ratio(Fraction(sum(self._uses_ebanking(client) for client in mine)), Fraction(len(mine)))

    def _uses_ebanking(self, client: str) -> bool:
        rows = [row for row in self._measures.flows(client, "ebanking") if number(row["amount"]) >= 0]
        return any(self._span.in_last_days(on(row, "date"), 30) for row in rows)

    # --- XSELL04, BONUS

    def referrals(self, manager: str) -> int:
        """The manager's referrals accepted in P and active after 90 days."""
        return sum(
            row["manager_id"] == manager
            and self._span.holds(day_of(row["accepted_on"]))
            and truth(row["active_after_90_days"])
            for row in self._ledger.rows["referrals"]
        )

    def awards(self, manager: str, code: str) -> Fraction:
        """The points of the manager's approved awards of one indicator dated in P."""
        rows = [row for row in self._ledger.rows["awards"] if row["manager_id"] == manager and row["indicator"] == code]
        approved = [row for row in rows if self._span.holds(on(row, "date")) and row["approved_by"]]
        return sum((number(row["points"]) for row in approved), Fraction(0))
