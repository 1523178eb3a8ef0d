"""A CSV file of 10 GB of balances with a fault in its last row is refused with that row named, in bounded memory.

python bench/refusal.py (SIZE=small in the environment: 30 MB). The file is streamed to disk; the import runs in a process
of its own, whose greatest memory stands beside the limit that the engine is given (QIAO_MEMORY, 4 GB by default).
"""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import figures
import stores

BYTES = figures.sized(full=10_000_000_000, small=30_000_000)
LIMIT = "4GB"
_DAYS = [(date(2020, 1, 1) + timedelta(days=number)).isoformat() for number in range(2_190)]
_ACCOUNTS_AT_ONCE = 100
_FAULT = "1e3"


def main() -> None:
    """Write the file, import it in another process, and see which row it names."""
    with stores.place() as place:
        (place / "bank").mkdir()
        rows = _write(place / "bank" / "balances.csv")
        size = (place / "bank" / "balances.csv").stat().st_size
        started = time.perf_counter()
        said, peak = _refused(place)
        took = time.perf_counter() - started
        name = f"refusing {size / 1e9:.2f} GB of CSV, {rows:,} rows"
        figures.figure(name, took, memory=peak >> 20)
        figures.say(
            f"  {size / took / 1e6:.0f} MB/s, {rows / took / 1e6:.2f} M rows/s; limit of the engine's memory {LIMIT}"
        )
        named = f"row {rows + 1:d}, column balance"
        if named not in said or _FAULT not in said:
            figures.say(f"said instead: {said}")
        figures.exact(f"the refusal names {named}", named in said and _FAULT in said)


def _write(path: Path) -> int:
    """Daily balances, account by account, and one more row that is at fault; how many rows below the header."""
    rows = account = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("account_id,date,balance\n")
        while file.tell() < BYTES:
            for number in range(account, account + _ACCOUNTS_AT_ONCE):
                file.writelines(
                    f"A{number:011},{day},{1_000_000 + number + place // 6}.50\n" for place, day in enumerate(_DAYS)
                )
            account += _ACCOUNTS_AT_ONCE
            rows += _ACCOUNTS_AT_ONCE * len(_DAYS)
        file.write(f"A{account:011},{_DAYS[0]},{_FAULT}\n")
    return rows + 1


def _refused(place: Path) -> tuple[str, int]:
    """What the import said, and the most memory that it took, in bytes."""
    command = [sys.executable, "-m", "qiao", "import", str(place / "bank"), "--store", str(place / "store")]
    outside = os.environ | {"QIAO_MEMORY": LIMIT}
    with (place / "said").open("w+b") as said:
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=outside)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return said.read().decode(), usage.ru_maxrss * 1024


if __name__ == "__main__":
    main()
