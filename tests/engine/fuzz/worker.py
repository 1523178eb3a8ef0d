"""Give a loader damaged input, one after another: `python worker.py LOADER FIRST COUNT FOLDER`; run by test_fuzz.py.

It runs as a process of its own, so that a crash of a library is seen and the memory that it took is its own.
"""

import json
import shutil
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.inputs import make

from qiao.engine import standards
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import QiaoError
from qiao.engine.ledger import gate, mapping, reading
from qiao.engine.ledger.faults import Faults

# Through the whole gate an input costs as much as forty that are read.
WHOLE_GATE_EACH = 100


def load(loader: str, number: int, folder: Path) -> str:
    """Load one input; what came of it in a word."""
    name, data = make(loader, number)
    path = folder / name
    path.write_bytes(data)
    try:
        if loader == "standard":
            standards.load(path)
            return "accepted"
        if loader == "mapping":
            faults = Faults()
            mapping.read(folder, None, faults)
            return "faults" if faults else "accepted"
        return _gate(folder) if number % WHOLE_GATE_EACH == 0 else _read(folder)
    except QiaoError:
        return "refused"
    finally:
        path.unlink()


def _read(folder: Path) -> str:
    faults = Faults()
    for item in reading.deliver(folder, mapping.read(folder, None, faults), faults):
        for part in item.parts:
            for _ in part.reader():
                pass
    return "faults" if faults else "accepted"


def _gate(folder: Path) -> str:
    with Database(threads=1) as db:
        gate.admit(db, gate.Request(folder))
    return "accepted"


def main() -> None:
    """Load them all and print how it went."""
    loader, first, count, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    outcomes: dict[str, int] = {}
    broken = []
    for number in range(first, first + count):
        (folder / "at").write_text(str(number))
        place = folder / "input"
        place.mkdir()
        try:
            outcome = load(loader, number, place)
        except Exception:
            outcome = "traceback"
            broken.append(f"{loader} {number}: {traceback.format_exc(limit=-4)}")
        if list(place.iterdir()):
            broken.append(f"{loader} {number}: left something behind")
        shutil.rmtree(place)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    sys.stdout.write(json.dumps({"outcomes": outcomes, "broken": broken[:5], "peak_mib": _peak_mib()}))


def _peak_mib() -> int:
    """The most memory that this program took; getrusage would count the process that started it too."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()
