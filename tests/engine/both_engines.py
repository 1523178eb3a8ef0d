"""Two engines side by side: each query runs on both, and its rows are compared at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Closing, Engine
from qiao.engine.measures import kernels


class Both:
    """An engine that is two, which must agree; `seen` holds the kernels that were compared."""

    version = "both"

    def __init__(self, one: Database, other: Engine) -> None:
        self.one, self.other = one, other
        self.seen: set[str] = set()

    def view(self, name: str, files: Iterable[Path]) -> None:
        paths = list(files)
        self.one.view(name, paths)
        self.other.view(name, paths)

    def define(self, name: str, sql: str) -> None:
        self.one.define(name, sql)
        self.other.define(name, sql)

    def hold(self, what: Closing) -> None:
        self.one.hold(what)

    def put(self, name: str, rows: pa.Table) -> None:
        self.one.put(name, rows)
        self.other.put(name, rows)

    def keep(self, name: str, sql: str, values: dict[str, Any] | None = None) -> None:
        self.one.keep(name, sql, values)
        self.other.keep(name, sql, values)
        self.agree(name, sql)

    def extend(self, name: str, sql: str, values: dict[str, Any] | None = None) -> None:
        self.one.extend(name, sql, values)
        self.other.extend(name, sql, values)
        self.agree(name, sql)

    def rows(self, sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return of(self.arrow(sql, values))

    def arrow(self, sql: str, values: dict[str, Any] | None = None) -> pa.Table:
        found = self.other.arrow(sql, values)
        assert in_order(of(found)) == in_order(self.one.rows(sql, values)), sql
        self.seen |= {name for name, text in kernels.all_texts().items() if text in sql}
        return found

    def agree(self, name: str, sql: str) -> None:
        """A table that `sql` has just filled is the same on both."""
        self.arrow(f"SELECT * FROM {name}")
        self.seen |= {name for name, text in kernels.all_texts().items() if text in sql}


def of(table: pa.Table) -> list[tuple[Any, ...]]:
    """The rows of an Arrow table."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in an order that neither engine's has a part in."""
    return sorted(rows, key=repr_of)


def repr_of(row: tuple[Any, ...]) -> list[str]:
    """What a row is put in order by: a whole number is written the same whatever type carries it."""
    return ["" if value is None else str(value) for value in row]
