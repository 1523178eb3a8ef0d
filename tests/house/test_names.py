"""Modules are named for what they hold and stay small enough to read."""

from pathlib import Path

import pytest
from project import ROOT, modules, name

NOTHING_IN_PARTICULAR = {"utils", "util", "helpers", "helper", "misc", "base", "core", "stuff", "tools"}
LONGEST = 400


@pytest.mark.parametrize("path", modules(ROOT), ids=name)
def test_no_module_is_named_for_nothing(path: Path) -> None:
    parts = {part.removesuffix(".py").strip("_") for part in path.relative_to(ROOT).parts}
    assert not parts & NOTHING_IN_PARTICULAR


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_fits_in_four_hundred_lines(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, "split it by noun"
