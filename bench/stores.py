"""A store of a bank in a temporary folder, and the bare sum over the bank's balance rows."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import banks
import figures

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import gate, store


@contextmanager
def place() -> Iterator[Path]:
    """A temporary folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="qiao-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def stored(bank: banks.Bank) -> Iterator[Path]:
    """A folder that holds such a bank as `bank` and a store of it as `store`."""
    with place() as folder:
        figures.say(f"bank of {bank.managers:,} managers, {bank.clients:,} clients and {bank.accounts:,} accounts")
        banks.write(folder / "bank", bank, say=figures.say)
        made = figures.apart(import_batch, folder / "bank", folder / "store")
        figures.say(
            f"imported in {made.seconds:.1f} s; {made.value['rows']:,} balance rows, {made.value['stored_rows']:,} kept; peak {made.peak:,} MiB"
        )
        yield folder


def import_batch(source: Path, into: Path) -> dict[str, Any]:
    """Import a folder; what the manifest says of its balances."""
    made = store.import_batch(gate.Request(source), into)
    return dict(made.batch.manifest["tables"]["balances"])


def bare_query(folder: Path) -> float:
    """Seconds of the bare sum over the bank's balance rows, the least of three runs: what a scan costs at least."""
    with Database() as db:
        db.view("rows", [folder / "bank" / "balances.parquet"])
        return figures.best_of(lambda: db.rows("SELECT account_id, SUM(balance) FROM rows GROUP BY 1"), 3)
