"""P6, P6b: importing a branch's daily balances with every check, and correcting some; beside them, the bare sum of the same files.

python bench/imports.py [P6] [P6b]
"""

import os
import shutil
from fractions import Fraction
from pathlib import Path

import banks
import figures
import stores

from qiao.engine import runs
from qiao.engine.engines.duckdb import Database

BANK = banks.BRANCH.scaled(figures.sized(full=Fraction(1), small=Fraction(1, 500)))
CORRECTED = figures.sized(full=5_000, small=10)
# What balances need beside them: the rest of a bank is neither read nor counted.
NEEDED = ("branches", "managers", "clients", "products", "accounts", "assignments", "fx_rates", "balances")
GOALS = {"parquet": 5, "csv": 3}  # million rows a second


def main() -> None:
    """Import both forms; correct a whole bank."""
    figures.parts({"P6": _both, "P6b": _correct})


def _both() -> None:
    """Parquet, then CSV, each removed before the next."""
    with stores.shared(BANK) as place:
        shutil.rmtree(place / "store")
        (place / "parquet").mkdir()
        for name in NEEDED:
            os.link(place / "bank" / f"{name}.parquet", place / "parquet" / f"{name}.parquet")
        sums = _import(place, "parquet")
        shutil.rmtree(place / "bank")
        shutil.rmtree(place / "parquet")
        banks.write(place / "csv", BANK, "csv", only=NEEDED, say=figures.say)
        figures.exact("CSV and Parquet give the same rows and sums", _import(place, "csv") == sums)


def _import(place: Path, form: str) -> tuple[object, ...]:
    """Import one form's folder into a store of its own; the balances' rows and sum as the store has them."""
    made = figures.apart(stores.import_batch, place / form, place / f"store-{form}")
    bare = figures.apart(_bare, place / form / f"balances.{form}")
    rows, kept = made.value["rows"], made.value["stored_rows"]
    reference = ("the bare sum reads", rows / bare.value / 1e6)
    goal = figures.least(GOALS[form])
    name = f"P6 import of {rows:,} daily balances from {form}"
    figures.figure(name, rows / made.seconds / 1e6, goal, reference, unit="M rows/s", memory=made.peak)
    figures.say(f"  {made.seconds:.1f} s, {made.processor:.1f} s of processor; {kept:,} rows of change kept")
    shutil.rmtree(place / f"store-{form}")
    return rows, kept, made.value["sums"]


def _bare(balances: Path) -> float:
    with Database() as db:
        query = f"SELECT account_id, SUM(balance) FROM '{balances}' GROUP BY 1"
        return figures.best_of(lambda: db.rows(query), 3)


def _correct() -> None:
    """Three corrections on the whole bank, and see that a store built anew of the same batches gives the same run."""
    with stores.shared(BANK) as place:
        whole, peak = stores.imported(place)
        figures.figure("import of the whole bank", whole, memory=peak)
        found = []
        for number in (1, 2, 3):
            folder = place / f"correction-{number}"
            banks.write_correction(folder, BANK, CORRECTED, by=f"{number}000.0{number}")
            found.append(figures.apart(stores.import_batch, folder, place / "store"))
        best = min(found)
        name = f"P6b a correction of {CORRECTED:,} accounts in one month"
        figures.figure(name, best.seconds, figures.most(1), ("import of the whole bank", whole), memory=best.peak)
        anew = place / "anew"
        shutil.copytree(place / "store", anew, ignore=shutil.ignore_patterns("ledgers"), copy_function=os.link)
        (anew / "ledgers").mkdir()
        one, other = (
            figures.apart(_hashes, store, place / f"run-{store.name}").value for store in (place / "store", anew)
        )
        figures.exact("after the corrections, the run equals that of a full rebuild to the last digit", one == other)


def _hashes(store: Path, out: Path) -> dict[str, str]:
    """SHA-256 of each file of a run but for its seal."""
    return runs.assess(runs.Job(store, "2025", out)).hashes


if __name__ == "__main__":
    main()
