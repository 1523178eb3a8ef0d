"""Killed before any file-system call, or on a full disk: a backup or a restore is whole, or says that it is not."""

import subprocess
import sys
from pathlib import Path

import pytest

PROOFS = Path(__file__).with_name("backup_proofs.py")
LEAST_CALLS = 30


@pytest.mark.slow
@pytest.mark.parametrize("work", ["backup", "restore"])
@pytest.mark.parametrize("proof", ["killed", "full_disk"])
def test_broken_at_any_call_nothing_half_done_looks_whole(tmp_path: Path, proof: str, work: str) -> None:
    words = [sys.executable, str(PROOFS), proof, work, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) >= LEAST_CALLS
