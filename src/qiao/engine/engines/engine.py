"""What a run asks of the engine that runs its kernels, whichever it is."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

Values = dict[str, Any]


class Closing(Protocol):
    """Something that is let go of at the end."""

    def close(self) -> None:
        """Let go of it."""


class Engine(Protocol):
    """Runs queries over views of Parquet files and over tables that earlier queries filled.

    Queries are the kernels' SQL, which is the same text everywhere; a value stands in it as `$name`.
    """

    @property
    def version(self) -> str:
        """Its name and version, such as `duckdb 2.0.0`."""

    def hold(self, what: Closing) -> None:
        """Close this too, once the engine is closed."""

    def view(self, name: str, files: Iterable[Path]) -> None:
        """Make a view over Parquet files."""

    def define(self, name: str, sql: str) -> None:
        """Make a view of a query."""

    def put(self, name: str, rows: pa.Table) -> None:
        """Make a small table of these rows, or make it anew."""

    def keep(self, name: str, sql: str, values: Values | None = None) -> None:
        """Make a table of a query's rows, or make it anew."""

    def extend(self, name: str, sql: str, values: Values | None = None) -> None:
        """Add a query's rows to a table, by position of its columns."""

    def rows(self, sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query; whole numbers are `int` or a `Decimal` without a fraction, never floats."""

    def arrow(self, sql: str, values: Values | None = None) -> pa.Table:
        """A query's rows as an Arrow table."""
