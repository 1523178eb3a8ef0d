"""Who fills, reads and sweeps beside one another: nobody takes away what another is about to hold."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

from qiao.engine import files, holds


def once(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Do something just before the next lock is taken."""
    real, waiting = fcntl.flock, [do]

    def flock(handle: int, how: int) -> None:
        if waiting:
            waiting.pop()()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)


def test_a_reader_who_comes_while_a_folder_is_cleared_away_finds_it_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, real = tmp_path / "ledger", files.vanish
    place.mkdir()

    def vanish(folder: Path, name: str) -> None:
        with pytest.raises(BlockingIOError):
            holds.hold(folder, how=fcntl.LOCK_SH | fcntl.LOCK_NB)  # whoever does not mind waiting, waits
        real(folder, name)

    monkeypatch.setattr(files, "vanish", vanish)
    assert files.clear_away(place)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        holds.Hold(place)


def test_a_reader_holds_what_is_there_and_not_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "ledger"
    place.mkdir()

    def made_again() -> None:
        files.vanish(place, "ledger")
        place.mkdir()

    once(monkeypatch, made_again)
    with pytest.raises(FileNotFoundError):
        holds.Hold(place)
    hold = holds.Hold(place)
    assert not files.clear_away(place)
    hold.close()
    assert files.clear_away(place)
    assert files.clear_away(place), "it is gone already"


def test_a_folder_that_is_swept_before_it_is_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once(monkeypatch, lambda: files.sweep(tmp_path))
    with files.new_folder(tmp_path / "x") as new:
        files.write_new(new / "one", b"1")
    assert [path.name for path in tmp_path.rglob("*")] == ["x", "one"]


def test_a_file_that_is_swept_before_it_is_held_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once(monkeypatch, lambda: files.sweep(tmp_path))
    files.write_bytes(tmp_path / "x", b"1")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x", b"1")]


def test_a_second_writer_leaves_alone_what_the_first_is_about_to_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, real, waiting = tmp_path / "x", files.os.replace, [b"2"]

    def replace(source: Path, target: Path) -> None:
        if waiting:
            files.write_bytes(place, waiting.pop())
        real(source, target)

    monkeypatch.setattr(files.os, "replace", replace)
    files.write_bytes(place, b"1")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x", b"1")]


def test_what_a_killed_process_left_is_swept_at_once(tmp_path: Path) -> None:
    (tmp_path / ".x.1.partial").mkdir()
    (tmp_path / ".x.2.partial").write_bytes(b"")
    files.write_bytes(tmp_path / "x", b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
