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
    figures.parts({"P6": _import_each, "P6b": _correct})


def _import_each() -> None:
    """Parquet, then CSV, each account by account and day by day, and each removed before the next."""
    with stores.shared(BANK) as place:
        shutil.rmtree(place / "store")
        (place / "parquet").mkdir()
        for name in NEEDED:
            os.link(place / "bank" / f"{name}.parquet", place / "parquet" / f"{name}.parquet")
        shutil.rmtree(place / "bank")
        ledgers = []
        for form in GOALS:
            if form == "csv":
                banks.write(place / form, BANK, form, only=NEEDED, say=figures.say)
            ledgers.append(_import(place / form, form))
            stores.put_by_day(place / form / f"balances.{form}")
            ledgers.append(_import(place / form, form, ", day by day"))
            shutil.rmtree(place / form)
        figures.exact("both forms in either order give the same ledger", all(one == ledgers[0] for one in ledgers))


def _import(folder: Path, form: str, order: str = "") -> list[str]:
    """Import a form's folder into a store of its own; the hash of every file of its ledger."""
    with stores.place(folder.parent) as into:
        made = figures.apart(stores.import_batch, folder, into / "store")
    bare = figures.apart(_bare, folder / f"balances.{form}")
    rows, kept = made.value["rows"], made.value["stored_rows"]
    reference = ("the bare sum reads", rows / bare.value / 1e6)
    name = f"P6 import of {rows:,} daily balances from {form}{order}"
    figures.figure(
        name, rows / made.seconds / 1e6, figures.least(GOALS[form]), reference, unit="M rows/s", memory=made.peak
    )
    figures.say(f"  {made.seconds:.1f} s, {made.processor:.1f} s of processor; {kept:,} rows of change kept")
    ledger: list[str] = made.value["ledger"]
    return ledger


def _bare(balances: Path) -> float:
    with Database() as db:
        query = f"SELECT account_id, SUM(balance) FROM '{balances}' GROUP BY 1"
        return figures.best_of(lambda: db.rows(query), 3)


def _correct() -> None:
    """Three corrections on the whole bank and a night's balances; a store built anew of the same batches gives the same run."""
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
        banks.write_night(place / "night", BANK)
        night = figures.apart(stores.import_batch, place / "night", place / "store")
        name = f"a night's balances of {night.value['rows']:,} accounts"
        figures.figure(name, night.seconds, None, ("import of the whole bank", whole), memory=night.peak)
        anew = place / "anew"
        shutil.copytree(place / "store", anew, ignore=shutil.ignore_patterns("ledgers"), copy_function=os.link)
        (anew / "ledgers").mkdir()
        one, other = (
            figures.apart(_hashes, store, place / f"run-{store.name}").value for store in (place / "store", anew)
        )
        figures.exact(
            "after corrections and the night, the run equals that of a full rebuild to the last digit", one == other
        )


def _hashes(store: Path, out: Path) -> dict[str, str]:
    """SHA-256 of each file of a run but for its seal."""
    return runs.assess(runs.Job(store, "2025", out)).hashes


if __name__ == "__main__":
    main()
