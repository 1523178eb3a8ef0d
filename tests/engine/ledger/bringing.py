"""Batches that tests bring into a store, and what stands there after them."""

from pathlib import Path

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import merging, store
from qiao.engine.ledger.gate import Request

LATER = "account_id,date,balance\nA1,2025-12-31,{}.00\n"


def imported(folder: Path, place: Path, **tables: str) -> store.Imported:
    """Import a batch of just these tables."""
    folder.mkdir(parents=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return store.import_batch(Request(folder), place)


def corrected(place: Path, balance: int) -> store.Imported:
    """Import a correction of one balance."""
    return imported(place.parent / f"correction-{balance}", place, balances=LATER.format(balance))


def in_force(place: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    """The rows of a table that stand after all batches."""
    with Database() as db:
        merging.merge(db, store.read_batches(place), set())
        return sorted(db.rows(f"SELECT {columns} FROM e_{table}"), key=str)
