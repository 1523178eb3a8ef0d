"""The engine that a run's kernels run on: DuckDB in this process, or Spark."""

from contextlib import AbstractContextManager, nullcontext

from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.errors import RequestError

DUCKDB, SPARK = "duckdb", "spark"
# Spark in one process of its own on this machine, with all cores.
LOCAL = "local[*]"


def need_known(name: str) -> None:
    """RequestError for an engine that there is not."""
    if name not in (DUCKDB, SPARK):
        raise RequestError(
            f"没有引擎 {name!r};请用 {DUCKDB} 或 {SPARK}。", f"There is no engine {name!r}; use {DUCKDB} or {SPARK}."
        )


def other(version: str) -> str:
    """The engine that did not make a run, by the version that the run names."""
    return DUCKDB if version.startswith(SPARK) else SPARK


def running(name: str, master: str, db: Database) -> AbstractContextManager[Engine]:
    """The engine of that name for a while; `db`, which stays open, where it is DuckDB."""
    return spark(master) if name == SPARK else nullcontext(db)


def spark(master: str) -> AbstractContextManager[Engine]:
    """Spark for a while; EngineError where it, Java or the master is missing."""
    from qiao.engine.engines.spark import Spark  # noqa: PLC0415  (it takes a second to load, and is an extra)

    return Spark(master)
