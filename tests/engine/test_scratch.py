"""Temporary folders: what a killed process leaves goes, what a living one holds stays."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qiao.engine.scratch import Scratch

_HOLD = (
    "import sys; from qiao.engine.scratch import Scratch; s = Scratch(); print(s.path, flush=True); sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def made_elsewhere() -> tuple["subprocess.Popen[str]", Path]:
    """A process that holds a folder, and the folder, which looks an hour old."""
    command = [sys.executable, "-c", _HOLD]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    folder = Path(holder.stdout.readline().strip())
    (folder / "spilled").write_text("x" * 1000)
    age(folder)
    return holder, folder


def age(folder: Path) -> None:
    """Let it look an hour old."""
    os.utime(folder, (time.time() - 3600,) * 2)


def test_what_a_killed_process_left_goes_and_what_a_living_one_holds_stays() -> None:
    holder, folder = made_elsewhere()
    with Scratch() as place:
        assert place.is_dir()
        assert (folder / "spilled").exists()
        holder.kill()
        holder.communicate()
        assert (folder / "spilled").exists()
        Scratch().close()
        assert place.is_dir()
        assert not folder.exists()
    assert not place.exists()


def test_one_that_is_just_being_made_is_left_alone(tmp_path: Path) -> None:
    fresh = tmp_path / "qiao-scratch-fresh"
    fresh.mkdir()
    Scratch().close()
    assert fresh.exists()
    age(fresh)
    Scratch().close()
    assert not fresh.exists()


def test_what_a_link_leads_to_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "qiao-scratch-link").symlink_to(tmp_path / "theirs")
    age(tmp_path / "theirs")
    Scratch().close()
    assert (tmp_path / "theirs").exists()
