"""Read back from a run which clients its counts are made of."""

from collections import defaultdict

from qiao.engine.engines.duckdb import Database
from qiao.engine.runs import Run
from qiao.engine.standards.measures import ActiveClients, ActiveFamilies, Count


def read(db: Database, run: Run) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """(client_id, count) by manager and counted measure (or part of a ratio of counts)."""
    names = [name for name, m in run.standard.standard.measures.items() if isinstance(m, Count)]
    names += [f"{name}/{part}" for name, m in run.standard.standard.measures.items() for part in _parts(m)]
    db.view("run_clients", [run.folder / "clients.parquet"])
    listed = ", ".join(f"'{name}'" for name in names) or "NULL"
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for manager, client, measure, count in db.rows(
        f"SELECT manager_id, client_id, measure, numerator FROM run_clients WHERE measure IN ({listed}) ORDER BY ALL"
    ):
        found[manager, measure].append((client, int(count)))
    return dict(found)


def _parts(measure: object) -> tuple[str, ...]:
    if isinstance(measure, ActiveFamilies):
        return ("held", "clients")
    return ("active", "clients") if isinstance(measure, ActiveClients) else ()
