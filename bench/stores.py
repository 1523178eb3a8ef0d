"""A store of a bank in a temporary folder, and the bare sum over the bank's balance rows."""

import fcntl
import json
import os
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

IMPORTED = "imported.json"  # written last: what the import took
SHARED = "QIAO_BENCH_BANKS"  # names a folder whose banks and stores the scripts share; else each makes its own


@contextmanager
def place(beside: Path | None = None) -> Iterator[Path]:
    """A temporary folder that is gone afterwards, within another one if it has to be on the same disk."""
    folder = Path(tempfile.mkdtemp(prefix="qiao-bench-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def stored(bank: banks.Bank) -> Iterator[Path]:
    """A folder that holds such a bank as `bank` and a store of it as `store`."""
    with place() as folder:
        _make(folder, bank)
        yield folder


@contextmanager
def shared(bank: banks.Bank) -> Iterator[Path]:
    """The same, made once for all scripts where a folder for that is named.

    What is yielded holds hard links: files may be added to it and removed, none may be changed in its place.
    """
    if not (kept := os.environ.get(SHARED)):
        with stored(bank) as folder:
            yield folder
        return
    name = f"{bank.managers}-{bank.clients}-{bank.accounts}-{'daily' if bank.is_daily else 'changes'}"
    whole = Path(kept) / name
    with _alone(whole):
        if not (whole / IMPORTED).exists():
            _make(whole, bank)
    with place(Path(kept)) as folder:
        for part in ("bank", "store"):
            shutil.copytree(whole / part, folder / part, copy_function=os.link)
        shutil.copy(whole / IMPORTED, folder)
        yield folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let another script that wants the same bank wait until it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def imported(folder: Path) -> tuple[float, int]:
    """Seconds and peak MiB of the import that made a folder's store."""
    seconds, peak = json.loads((folder / IMPORTED).read_text(encoding="utf-8"))
    return seconds, peak


def _make(folder: Path, bank: banks.Bank) -> None:
    """Write and import a bank; where a shared folder was left half way, what it has of the bank stays only if it is whole."""
    figures.say(f"bank of {bank.managers:,} managers, {bank.clients:,} clients and {bank.accounts:,} accounts")
    if not (folder / "bank").exists():
        shutil.rmtree(folder / "writing", ignore_errors=True)
        banks.write(folder / "writing", bank, say=figures.say)
        (folder / "writing").rename(folder / "bank")
    shutil.rmtree(folder / "store", ignore_errors=True)
    made = figures.apart(import_batch, folder / "bank", folder / "store")
    figures.say(
        f"imported in {made.seconds:.1f} s; {made.value['rows']:,} balance rows, {made.value['stored_rows']:,} kept; peak {made.peak:,} MiB"
    )
    (folder / IMPORTED).write_text(json.dumps((made.seconds, made.peak)), encoding="utf-8")


def import_batch(source: Path, into: Path) -> dict[str, Any]:
    """Import a folder; what the manifest says of its balances, and as `ledger` the hash of every file of the ledger."""
    made = store.import_batch(gate.Request(source), into)
    ledger = [entry["sha256"] for entry in made.ledger.entries()]
    return {**made.batch.manifest["tables"]["balances"], "ledger": ledger}


def by_day(bank: Path, into: Path) -> Path:
    """The same bank in a new folder, its balances day by day: a bank that keeps every night's balances has them so."""
    shutil.copytree(bank, into, copy_function=os.link)
    put_by_day(into / "balances.parquet")
    return into


def put_by_day(balances: Path) -> None:
    """Put a file with the same rows day by day in this one's place; what else is linked to it stays."""
    ordered = balances.with_stem("by-day")
    banks.write_by_day(balances, ordered)
    ordered.replace(balances)


def bare_query(bank: Path) -> float:
    """Seconds of the bare sum over a bank's balance rows, the least of three runs: what a scan costs at least."""
    with Database() as db:
        db.view("rows", [bank / "balances.parquet"])
        return figures.best_of(lambda: db.rows("SELECT account_id, SUM(balance) FROM rows GROUP BY 1"), 3)
