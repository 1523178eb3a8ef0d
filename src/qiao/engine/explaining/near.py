"""The shares, balances and flows of one manager's clients in memory: a tree asks several times for them, a ledger has those of everybody.

Row groups that hold a client of the manager are found by their bounds. A database engine looks at every row group of every column for
that, and reads them again for each measure.
"""

from dataclasses import dataclass, field

from qiao.engine.book.opened import open_table
from qiao.engine.book.ordered import Layered, OrderedFile
from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger.prepared import Prepared

# What recipes ask of each table, and how they name it there.
_COLUMNS = {
    "intervals": ("client_no", "account_no", "product_no", "from_day", "to_day", "fen"),
    "flows": ("client_no", "account_no", "product_no", "day", "kind", "fen", "usd_cents", "flow_id"),
}
_NAMED = "JOIN {} i "
_SHARES = "FROM shares h\n"


@dataclass
class Near:
    """Keeps what the clients have that a manager ever had as tables, until another manager is asked for."""

    db: Database
    ledger: Prepared
    _manager: int | None = field(default=None, init=False)
    _clients: list[int] = field(default_factory=list, init=False)
    _kept: dict[str, set[str]] = field(default_factory=dict, init=False)
    _files: dict[str, OrderedFile | Layered] = field(default_factory=dict, init=False)

    def narrowed(self, sql: str, manager: int) -> str:
        """A recipe's query of one manager with the manager's own rows in the place of all."""
        if manager != self._manager:
            self._turn_to(manager)
        for name, columns in _COLUMNS.items():
            if (named := _NAMED.format(name)) in sql:
                self._bring(name, {column for column in columns if f"i.{column}" in sql})
                sql = sql.replace(named, _NAMED.format(f"near_{name}"))
        return sql.replace(_SHARES, "FROM near_shares h\n")

    def _turn_to(self, manager: int) -> None:
        self.db.keep("near_shares", "SELECT * FROM shares WHERE manager_no = $manager", {"manager": manager})
        found = self.db.rows("SELECT DISTINCT client_no FROM near_shares ORDER BY client_no")
        self._manager, self._clients, self._kept = manager, [client for (client,) in found], {}

    def _bring(self, name: str, columns: set[str]) -> None:
        """Read these columns unless they are there; the widest column of flows costs as much as all others, so none is read for nothing."""
        kept = self._kept.get(name, set())
        if not columns <= kept:
            wanted = [column for column in _COLUMNS[name] if column in columns | kept]
            if name not in self._files:  # each has more than a thousand row groups to look at
                self._files[name] = open_table(self.ledger, name)
            self.db.put(f"near_{name}", self._files[name].rows_of(self._clients, wanted))
            self._kept[name] = set(wanted)
