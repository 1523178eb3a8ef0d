"""The project as the house tests see it: its files, its modules, its documents."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "qiao"
_SKIPPED = {".git", ".venv", ".cache", ".hypothesis", "build", "dist", "__pycache__"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, under version control; without git, every file outside the made folders."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, check=False)
    found = [ROOT / name for name in listed.stdout.decode().split("\0") if name] or unlisted()
    return tuple(sorted(path for path in found if path.is_file()))


def unlisted() -> list[Path]:
    """Every file outside the folders that are made."""
    return [path for path in ROOT.rglob("*") if not _SKIPPED & set(path.relative_to(ROOT).parts)]


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that is text, with its text."""
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@cache
def modules(folder: Path = PACKAGE) -> tuple[Path, ...]:
    """Every Python module below `folder`, but for the migrations that Django wrote."""
    found = (path for path in files() if path.suffix == ".py" and path.is_relative_to(folder))
    return tuple(path for path in found if path.parent.name != "migrations" or path.stem == "__init__")


@cache
def documents() -> tuple[Path, ...]:
    """Every Markdown document."""
    return tuple(path for path in files() if path.suffix == ".md")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """A path as the reader of a failure knows it."""
    return path.relative_to(ROOT).as_posix()


def commands(path: Path, program: str) -> Iterator[tuple[str, ...]]:
    """The words after `program` wherever a document shows it as a command, in a code block or between backticks."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    for line in [line for block in blocks for line in block.splitlines()] + spans:
        typed = line.replace("\\|", "|").split("#")[0].removeprefix("$ ").replace(".venv/bin/", "")
        words = typed.replace("qiao-as-service ", "qiao ").split()  # deploy/as-service hands its words on
        if words[:1] == [program]:
            yield tuple(words[1:])
