"""A store of a bank in a temporary folder, and the bare sum over the bank's balance rows."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
        started = time.perf_counter()
        made = store.import_batch(gate.Request(folder / "bank"), folder / "store")
        took = time.perf_counter() - started
        rows = made.batch.manifest["tables"]["balances"]["rows"]
        figures.say(f"imported in {took:.1f} s; {rows:,} balance rows kept")
        yield folder


def bare_query(folder: Path) -> float:
    """Seconds of the bare sum over the bank's balance rows, the least of three runs: what a scan costs at least."""
    with Database() as db:
        db.view("rows", [folder / "bank" / "balances.parquet"])
        return figures.best_of(lambda: db.rows("SELECT account_id, SUM(balance) FROM rows GROUP BY 1"), 3)
