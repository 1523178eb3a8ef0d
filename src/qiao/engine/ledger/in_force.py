"""The rows of a table as they are in force: every batch's, later ones in the place of earlier ones of the same key."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import merging, store
from qiao.engine.ledger.tables import BY_NAME
from qiao.engine.ledger.writing import Cells


def rows_in_force(place: Path, table: str) -> Iterator[Cells]:
    """Every row of a store's table by column, in the order of its key; read only when it is asked for, and then as a whole.

    It is meant for the small tables that a desk keeps; balances and flows are read from a book.

    Raises:
        RequestError: `place` is no store.
        KeyError: the ledger has no such table.
    """
    columns = [column.name for column in BY_NAME[table].columns if column.name != "withdrawn"]
    yield from (dict(zip(columns, row, strict=True)) for row in _read(place, table, columns))


def _read(place: Path, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    known = store.read_batches(place)
    if not any(batch.file(table) for batch in known):
        return []
    with Database() as db:
        merging.rows_before(db, BY_NAME[table], known)
        return db.rows(f'SELECT {_names(columns)} FROM "e_{table}" ORDER BY {_names(BY_NAME[table].key)}')


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
