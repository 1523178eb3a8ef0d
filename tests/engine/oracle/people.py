"""Managers as they are on a day, and whose a client is."""

from datetime import date
from fractions import Fraction
from functools import cache

from oracle.tables import Ledger, Row, covers, day_of, number, on


class People:
    """Managers' dated rows, clients' assignments, absences."""

    def __init__(self, ledger: Ledger) -> None:
        self._rows = ledger.grouped("managers", "manager_id")
        self._assignments = ledger.grouped("assignments", "client_id")
        self._absences = ledger.grouped("absences", "manager_id")
        by_manager = ledger.grouped("assignments", "manager_id")
        self._ever = {manager: {row["client_id"] for row in rows} for manager, rows in by_manager.items()}
        self.managers = sorted(self._rows)
        self.clients = [row["client_id"] for row in ledger.rows["clients"]]
        self.share = cache(self._share)
        self.lead = cache(self._lead)

    def clients_of(self, manager_id: str) -> list[str]:
        """Every client of which the manager ever has a share."""
        return [client for client in self.clients if client in self._ever.get(manager_id, ())]

    def row_on(self, manager_id: str, day: date) -> Row | None:
        """The manager's row in force on a day: the latest that has begun."""
        begun = [row for row in self._rows[manager_id] if not row["from_date"] or on(row, "from_date") <= day]
        return max(begun, key=lambda row: row["from_date"], default=None)

    def grade(self, manager_id: str, first_day: date) -> str:
        """The grade on P's first day; of the earliest row if none was in force then."""
        row = self.row_on(manager_id, first_day)
        if row is None:
            row = min(self._rows[manager_id], key=lambda row: row["from_date"])
        return row["grade"]

    def in_post(self, manager_id: str, day: date) -> date | None:
        """Since when the manager is in post, if he or she is on a day."""
        row = self.row_on(manager_id, day)
        if row is None:
            return None
        since, until = on(row, "in_post_from"), day_of(row["in_post_to"])
        return since if since <= day and (until is None or day <= until) else None

    def absent(self, manager_id: str, days: list[date]) -> int:
        """On how many of these days the manager is absent, for whatever reasons."""
        rows = self._absences.get(manager_id, [])
        return sum(any(covers(row, day) for row in rows) for day in days)

    def _share(self, client_id: str, manager_id: str, day: date) -> Fraction:
        """The manager's share of the client on a day; several rows add up."""
        rows = [row for row in self._assignments.get(client_id, []) if row["manager_id"] == manager_id]
        return sum((number(row["share"]) for row in rows if covers(row, day)), Fraction(0))

    def given_away(self, client_id: str, day: date) -> Fraction:
        """The sum of all shares of a client on a day, whoever has them."""
        rows = self._assignments.get(client_id, [])
        return sum((number(row["share"]) for row in rows if covers(row, day)), Fraction(0))

    def _lead(self, client_id: str, day: date) -> str | None:
        """The client's lead manager on a day, if there is one."""
        for row in self._assignments.get(client_id, []):
            if row["role"] == "lead" and covers(row, day):
                return row["manager_id"]
        return None

    def has_a_client(self, manager_id: str, days: list[date]) -> bool:
        """Whether the manager has any share of any client on at least one of these days."""
        return any(self.share(client, manager_id, day) > 0 for client in self.clients_of(manager_id) for day in days)

    def lead_clients(self, manager_id: str, day: date) -> list[str]:
        """The clients that the manager leads on a day."""
        return [client for client in self.clients_of(manager_id) if self.lead(client, day) == manager_id]

    def average_share(self, client_id: str, manager_id: str, days: list[date]) -> Fraction:
        """The sum of daily shares divided by the number of days; exact."""
        return sum((self.share(client_id, manager_id, day) for day in days), Fraction(0)) / len(days)
