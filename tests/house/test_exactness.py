"""Binary floating point never touches money, shares, rates or points."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from project import PACKAGE, modules, name, tree

# Where figures are made. Outside, floats are times and the cells of a foreign workbook, read back to exact text.
EXACT = ["engine/book", "engine/scoring", "engine/measures", "engine/money.py", "engine/periods.py"]
CALCULATING = [path for path in modules() if any(path.is_relative_to(PACKAGE / place) for place in EXACT)]
_INEXACT = {"float", "statistics"}


def floats(path: Path) -> Iterator[str]:
    """Every float literal and every use of a name that makes floats."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{name(path)}:{node.lineno}: {node.value}"
        if isinstance(node, ast.Name) and node.id in _INEXACT:
            yield f"{name(path)}:{node.lineno}: {node.id}"


@pytest.mark.parametrize("path", CALCULATING, ids=name)
def test_the_calculation_holds_no_float(path: Path) -> None:
    assert list(floats(path)) == []


@pytest.mark.parametrize("place", EXACT)
def test_the_places_are_there(place: str) -> None:
    assert (PACKAGE / place).exists()
