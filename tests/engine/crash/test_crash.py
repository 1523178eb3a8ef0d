"""Killed at any file-system call, on a full disk or with short writes: before or after, never between.

Seven works are broken at every call: a first import, a second one that corrects, the same taken by deltas, the second one
taken back, a ledger made compact, and an assessment of a raw folder and of a store.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from crash.proofs import LEAST_CALLS, PARTS, WORKS

PROOFS = Path(__file__).with_name("proofs.py")


def prove(proof: str, work: str, folder: Path, part: int = 0) -> int:
    """Run a proof in a fresh process; at how many calls its work can be broken."""
    words = [sys.executable, str(PROOFS), proof, work, str(part), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout)


every_call = pytest.mark.parametrize(("work", "part"), [(work, part) for work in WORKS for part in range(PARTS)])


@pytest.mark.slow
@every_call
def test_killed_at_any_call_it_is_before_or_after(tmp_path: Path, work: str, part: int) -> None:
    prove("killed", work, tmp_path, part)


@pytest.mark.slow
@every_call
def test_on_a_full_disk_nothing_is_half_done(tmp_path: Path, work: str, part: int) -> None:
    prove("full_disk", work, tmp_path, part)


@pytest.mark.slow
@pytest.mark.parametrize("work", WORKS)
def test_short_writes_give_the_same_bytes(tmp_path: Path, work: str) -> None:
    prove("short_writes", work, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("work", ["first_import", "assess_folder"])
def test_a_file_that_may_not_grow_is_one_sentence(tmp_path: Path, work: str) -> None:
    prove("no_growth", work, tmp_path)


@pytest.mark.slow
def test_broken_here_and_there_and_at_calls_enough(tmp_path: Path) -> None:
    counts = {work: prove("here_and_there", work, tmp_path / work) for work in WORKS}
    assert sum(counts.values()) >= LEAST_CALLS, counts
