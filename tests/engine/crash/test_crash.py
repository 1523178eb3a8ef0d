"""Killed at any file-system call, on a full disk or with short writes: before or after, never between.

Seven works are broken at every call: a first import, a second one that corrects, the same taken by deltas, the second one
taken back, a ledger made compact, and an assessment of a raw folder and of a store.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from crash.proofs import LEAST_CALLS

PROOFS = Path(__file__).with_name("proofs.py")


@pytest.mark.slow
@pytest.mark.parametrize("work", LEAST_CALLS)
def test_broken_at_any_call_it_is_before_or_after(tmp_path: Path, work: str) -> None:
    words = [sys.executable, str(PROOFS), work, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) >= LEAST_CALLS[work]


def test_works_are_broken_at_calls_enough() -> None:
    assert sum(LEAST_CALLS.values()) >= 300
