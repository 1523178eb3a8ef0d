"""Identifiers and names behind the numbers of a prepared ledger, looked up as they are met: a bank has many, a tree few."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qiao.engine.engines.duckdb import Database


@dataclass
class Names:
    """Clients and accounts by number and by identifier."""

    db: Database
    _clients: dict[int, tuple[str, str]] = field(default_factory=dict)
    _accounts: dict[int, str] = field(default_factory=dict)

    def meet(self, clients: Iterable[int], accounts: Iterable[int | None] = ()) -> None:
        """Look up those that are not known yet, all at once."""
        self._load("client_no", set(clients) - self._clients.keys())
        self._load("account_no", {account for account in accounts if account is not None} - self._accounts.keys())

    def client(self, number: int) -> tuple[str, str]:
        """Identifier and name of a client (its identifier where it has no name)."""
        if number not in self._clients:
            self.meet([number])
        return self._clients[number]

    def account(self, number: int) -> str:
        """Identifier of an account."""
        if number not in self._accounts:
            self.meet((), [number])
        return self._accounts[number]

    def client_number(self, identifier: str) -> int:
        """Number of a client."""
        return int(self._number("clients", "client", identifier))

    def account_number(self, identifier: str) -> int:
        """Number of an account."""
        return int(self._number("accounts", "account", identifier))

    def _number(self, table: str, what: str, identifier: str) -> Any:
        return self.db.value(f"SELECT {what}_no FROM {table} WHERE {what}_id = $id", {"id": identifier})

    def _load(self, column: str, numbers: set[int]) -> None:
        if not numbers:
            return
        # A list of literals is looked through for every row, a set of rows is hashed.
        asked, parameters = "IN (SELECT UNNEST($numbers))", {"numbers": sorted(numbers)}
        if column == "client_no":
            found = self.db.rows(f"SELECT client_no, client_id, name FROM clients WHERE client_no {asked}", parameters)
            self._clients |= {number: (identifier, name or identifier) for number, identifier, name in found}
        else:
            query = f"SELECT account_no, account_id FROM accounts WHERE account_no {asked}"
            self._accounts |= dict(self.db.rows(query, parameters))
