"""The balances of one manager's clients in memory: a tree asks several times for them, a ledger has those of everybody.

Row groups that hold a client of the manager are found by their bounds. A database engine looks at every row group of every column for
that, and reads them again for each measure.
"""

from dataclasses import dataclass, field
from functools import cached_property

from qiao.engine.book.opened import open_table
from qiao.engine.book.ordered import Layered, OrderedFile
from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger.prepared import Prepared

_COLUMNS = ("client_no", "account_no", "product_no", "from_day", "to_day", "fen")
_TABLE = "near_intervals"


@dataclass
class Near:
    """Keeps the intervals of the clients that a manager ever had as a table, until another manager is asked for."""

    db: Database
    ledger: Prepared
    _manager: int | None = field(default=None, init=False)

    @cached_property
    def _intervals(self) -> OrderedFile | Layered:
        return open_table(self.ledger, "intervals")

    def narrowed(self, sql: str, manager: int) -> str:
        """A recipe's query of one manager with the manager's own intervals in the place of all."""
        named = "JOIN intervals i "
        if named not in sql:
            return sql
        if manager != self._manager:
            query = "SELECT DISTINCT client_no FROM shares WHERE manager_no = $manager ORDER BY client_no"
            clients = [client for (client,) in self.db.rows(query, {"manager": manager})]
            self.db.put(_TABLE, self._intervals.rows_of(clients, _COLUMNS))
            self._manager = manager
        return sql.replace(named, f"JOIN {_TABLE} i ")
