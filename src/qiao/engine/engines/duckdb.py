"""DuckDB, embedded: one locked-down connection with exact Arrow results.

Nothing is downloaded, no extension is loaded by itself, results leave as Arrow (never through float64 frames).
"""

import contextlib
import copy
import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from qiao.engine.engines.engine import Closing
from qiao.engine.errors import StorageError
from qiao.engine.scratch import Scratch

VERSION = f"duckdb {duckdb.__version__}"
Parameters = Sequence[Any] | dict[str, Any]


def parquet(*paths: Path) -> str:
    """SQL: the rows of Parquet files."""
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{names}])"


def _memory_limit() -> str:
    return os.environ.get("QIAO_MEMORY", "4GB")


class Database:
    """One in-memory database that may spill to a private temporary folder; use it as a context manager."""

    def __init__(self, *, threads: int | None = None, optimiser: bool = True) -> None:
        """Open it; `threads` defaults to QIAO_THREADS or the machine's count, `optimiser=False` is for proof runs."""
        self._spill = Scratch()
        count = threads or int(os.environ.get("QIAO_THREADS", "0")) or os.cpu_count() or 1
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": str(count),
            "memory_limit": _memory_limit(),
            "temp_directory": str(self._spill.path),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
        }
        self._connection = duckdb.connect(":memory:", config=settings)
        self.run("SET enable_progress_bar = false")  # it takes a process that Python spawned for somebody's terminal
        self.run("SET parquet_metadata_cache = true")  # a run reads the same files dozens of times
        self.run("SET checkpoint_threshold = '1TB'")  # it writes tables in memory anew, which spares nothing
        self._held: list[Closing] = []
        self._schema = ""
        if not optimiser:
            self.run("PRAGMA disable_optimizer")

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it and remove what it spilled.

        Raises:
            StorageError: the memory did not suffice, or the disk that is to help out.
        """
        self.close()
        if isinstance(error, duckdb.Error) and (reason := self._why_not_spilled(error)):
            raise StorageError(
                f"无法写入临时文件夹 {self._spill.path}:{reason}。未留下任何半成品;请腾出空间,或用 TMPDIR 另选位置后重试。",
                f"Cannot write into the temporary folder {self._spill.path}: {reason}. Nothing was left half done; free some "
                "space, or choose another place with TMPDIR, and try again.",
            ) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise StorageError(
                f"内存不足:引擎的上限是 {_memory_limit()},请用 QIAO_MEMORY 调高(例如 QIAO_MEMORY=8GB)后重试。",
                f"Out of memory: the engine may take {_memory_limit()}; raise it with QIAO_MEMORY (such as QIAO_MEMORY=8GB) and try again.",
            ) from error

    def _why_not_spilled(self, error: duckdb.Error) -> str:
        """Why the disk did not take what memory has no room for; empty where this is not what happened."""
        if isinstance(error, duckdb.OutOfMemoryException) and "max_temp_directory_size" in str(error):
            return os.strerror(errno.ENOSPC)  # it leaves a tenth of what was free
        is_there = isinstance(error, duckdb.IOException) and str(self._spill.path) in str(error)
        return str(error).rpartition('": ')[2] if is_there else ""

    def close(self) -> None:
        """Close the connection, let go of what it read and remove what it spilled."""
        self._connection.close()
        for held in self._held:
            held.close()
        self._spill.close()

    @property
    def version(self) -> str:
        """Its name and version."""
        return VERSION

    def hold(self, what: Closing) -> None:
        """Close this too, once the connection is closed."""
        self._held.append(what)

    def run(self, sql: str, parameters: Parameters | None = None) -> None:
        """Run one statement for its effect."""
        self._connection.execute(sql, parameters).fetchall()

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query, as Python values (HUGEINT and DECIMAL stay exact)."""
        return self._connection.execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Parameters | None = None) -> Any:
        """The first value of the first row."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    def arrow(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """The result as an Arrow table; cast HUGEINT to DECIMAL(38,0) in the query, or it becomes DOUBLE."""
        return self._connection.sql(sql, params=parameters).to_arrow_table()

    def arrow_batches(
        self, sql: str, parameters: Parameters | None = None, size: int = 122_880
    ) -> pa.RecordBatchReader:
        """The result as a stream of Arrow batches."""
        return self._connection.sql(sql, params=parameters).to_arrow_reader(size)

    @contextlib.contextmanager
    def beside(self, schema: str = "") -> Iterator["Database"]:
        """Another connection to the same tables, which may read while this one writes; registered Arrow data is not seen there.

        In a `schema` of its own what it makes stands apart from the rest, and hides what has the same name there.
        """
        other = copy.copy(self)
        other._connection = self._connection.cursor()
        other._schema = schema or self._schema
        try:
            if other._schema:
                other.run(f"CREATE SCHEMA IF NOT EXISTS {other._schema}")
                other.run(f"SET search_path = '{other._schema},main'")
            yield other
        finally:
            other._connection.close()

    @contextlib.contextmanager
    def incoming(self, source: pa.Table | pa.RecordBatchReader) -> Iterator[str]:
        """Arrow data as a relation that queries can name for a while; a stream can be queried once."""
        self._connection.register("_incoming", source)
        try:
            yield "_incoming"
        finally:
            self._connection.unregister("_incoming")

    def put(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Make a table of these rows, or make it anew."""
        with self.incoming(rows) as incoming:
            self.run(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM {incoming}')

    def keep(self, name: str, sql: str, parameters: Parameters | None = None) -> None:
        """Make a table of a query's rows, or make it anew."""
        self.run(f'CREATE OR REPLACE TABLE "{name}" AS {sql}', parameters)

    def extend(self, name: str, sql: str, parameters: Parameters | None = None) -> None:
        """Add a query's rows to a table, by position of its columns."""
        self.run(f'INSERT INTO "{name}" {sql}', parameters)

    def append(self, name: str, source: pa.Table | pa.RecordBatchReader) -> None:
        """Add Arrow data to a table, by position of its columns."""
        with self.incoming(source) as rows:
            self.run(f'INSERT INTO "{name}" SELECT * FROM {rows}')

    def confine(self, folders: Iterable[Path]) -> None:
        """From now on read below these folders only, load nothing, and let no query change these settings."""
        names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in (*folders, self._spill.path))
        self.run(f"SET allowed_directories = [{names}]")
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")

    def view(self, name: str, files: Iterable[Path]) -> None:
        """Make a view over Parquet files."""
        self.define(name, f"SELECT * FROM {parquet(*files)}")

    def define(self, name: str, sql: str) -> None:
        """Make a view of a query."""
        self.run(f"CREATE OR REPLACE VIEW {name} AS {sql}")
