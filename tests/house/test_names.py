"""Modules are named for what they hold and stay small enough to read."""

from project import ROOT, modules, name

NOTHING_IN_PARTICULAR = {"utils", "util", "helpers", "helper", "misc", "base", "core", "stuff", "tools"}
LONGEST = 400


def test_no_module_is_named_for_nothing() -> None:
    named = {
        name(path): {part.removesuffix(".py").strip("_") for part in path.relative_to(ROOT).parts}
        for path in modules(ROOT)
    }
    assert named
    assert [where for where, parts in named.items() if parts & NOTHING_IN_PARTICULAR] == []


def test_a_module_fits_in_four_hundred_lines() -> None:
    lines = {name(path): path.read_text(encoding="utf-8").count("\n") for path in modules()}
    assert lines
    assert {where: count for where, count in lines.items() if count > LONGEST} == {}, "split them by noun"
