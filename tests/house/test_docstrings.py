"""Every module, public class and public function says in one line what it is."""

import ast
from collections.abc import Iterator

from project import modules, name, tree

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(node: Documented, where: str) -> Iterator[tuple[str, Documented]]:
    """The node and whatever public stands in it; not what a function keeps to itself."""
    yield where, node
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            if (
                isinstance(child, ast.ClassDef) and child.name != "Meta"
            ):  # Django's options say themselves what they are
                yield from public(child, f"{where}:{child.name}")
            elif not isinstance(child, ast.ClassDef) and not is_exempt(child):
                yield f"{where}:{child.name}", child


def is_exempt(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """An override or an overload says nothing new."""
    return any("override" in ast.unparse(mark) or "overload" in ast.unparse(mark) for mark in function.decorator_list)


def documented() -> list[tuple[str, Documented]]:
    """Whatever is public in any module, and where it stands."""
    return [found for path in modules() for found in public(tree(path), name(path))]


def test_everything_public_has_a_docstring() -> None:
    assert documented()
    assert [where for where, node in documented() if not ast.get_docstring(node)] == []


def test_a_docstring_begins_with_one_sentence_on_one_line() -> None:
    broken = [
        where
        for where, node in documented()
        if (text := ast.get_docstring(node)) and not text.splitlines()[0].endswith((".", "。", ":", "?", "!"))
    ]
    assert broken == []
