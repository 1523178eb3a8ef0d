"""The engine's public face: every name is there, and nothing heavy is loaded before it is used."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import qiao.engine


@pytest.mark.parametrize("name", qiao.engine.__all__)
def test_every_name_leads_somewhere(name: str) -> None:
    assert getattr(qiao.engine, name) is not None


def test_what_is_loaded_is_what_the_types_are_checked_by() -> None:
    text = Path(qiao.engine.__file__).read_text()
    checked = next(node for node in ast.parse(text).body if isinstance(node, ast.If)).body
    told = {alias.name: node.module for node in checked if isinstance(node, ast.ImportFrom) for alias in node.names}
    loaded = {name: getattr(qiao.engine, name) for name in told}
    assert {name: getattr(import_module(module or ""), name) for name, module in told.items()} == loaded
    assert told.keys() | vars(qiao.engine.errors).keys() >= set(qiao.engine.__all__)


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        qiao.engine.nothing  # noqa: B018


@pytest.mark.parametrize("part", ["qiao.engine", "qiao.cli", "qiao.desk.errors"])
def test_nothing_heavy_is_loaded_before_it_is_used(part: str) -> None:
    program = f"import sys, {part}; print(*{{'duckdb', 'pyarrow', 'xlsxwriter', 'django'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
