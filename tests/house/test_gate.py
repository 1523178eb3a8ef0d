"""Pages, forms and programs get records through the one gate alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from project import PACKAGE, modules, name, tree

READERS = {"views", "forms", "filters", "tables", "charts", "operations"}
GATES = {"visible_to", "figures_visible_to", "none"}
FACING = [path for path in modules(PACKAGE / "desk") if READERS & set(path.with_suffix("").parts)]


def past_the_gate(path: Path) -> Iterator[str]:
    """Every use of a manager that does not begin with a gate."""
    parents = {child: node for node in ast.walk(tree(path)) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}:
            following = parents.get(node)
            if not (isinstance(following, ast.Attribute) and following.attr in GATES):
                yield f"{path.name}:{node.lineno}: {ast.unparse(following or node)[:60]}"


@pytest.mark.parametrize("path", FACING, ids=name)
def test_records_come_through_the_gate(path: Path) -> None:
    assert list(past_the_gate(path)) == []


def test_there_is_something_to_watch() -> None:
    assert len(FACING) > 10


def test_a_way_around_is_found(tmp_path: Path) -> None:
    views = tmp_path / "views.py"
    views.write_text("Client.objects.visible_to(user)\nClient.objects.get(pk=1)\n")
    assert len(list(past_the_gate(views))) == 1
