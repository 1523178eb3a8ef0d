"""No input, however damaged, makes a loader do anything but accept it, report faults or refuse it in a sentence.

`make test` takes the same ones each time, `make fuzz` some that no run took before; a failure names the one that it met:
`python worker.py LOADER NUMBER 1 FOLDER`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import randrange

import depth
import pytest
from fuzz.inputs import MAKERS, make

WORKER = Path(__file__).with_name("worker.py")
PARTS = depth.of(2, 8)
MOST_MEMORY_MIB = 512
FIRST = depth.of(0, randrange(10**12))
# Of a loader whose inputs cost more, `make test` takes one for so many of QIAO_FUZZ.
COSTS = {"csv": 4, "xlsx": 16, "parquet": 4, "mapping": 2, "standard": 4}


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("loader", MAKERS)
def test_no_input_breaks_a_loader(tmp_path: Path, loader: str, part: int) -> None:
    count = int(os.environ.get("QIAO_FUZZ", "2000")) // depth.of(COSTS[loader], 1) // PARTS
    words = [sys.executable, str(WORKER), loader, str(FIRST + part * count), str(count), str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"input {(tmp_path / 'at').read_text()} ended the process: {done.stderr[-2000:]}"
    found = json.loads(done.stdout)
    assert found["broken"] == []
    assert sum(found["outcomes"].values()) == count
    assert found["peak_mib"] <= MOST_MEMORY_MIB
    assert found["outcomes"].get("accepted", 0) < count, "nothing was damaged"


@pytest.mark.parametrize("loader", MAKERS)
def test_the_same_number_gives_the_same_input(loader: str) -> None:
    assert [make(loader, number) for number in range(20)] == [make(loader, number) for number in range(20)]
    assert len({make(loader, number)[1] for number in range(20)}) > 10
