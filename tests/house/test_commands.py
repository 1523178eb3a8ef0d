"""What the documents tell the reader to type is there."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from project import ROOT, commands, documents, name

from qiao.cli import app

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HELPED = set(re.findall(r"^([a-z]+):.*?## ", MAKEFILE, re.MULTILINE))
READMES = ("README.md", "README.zh-CN.md")
PHONY = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]


@pytest.mark.parametrize("path", documents(), ids=name)
def test_every_make_command_of_a_document_exists(path: Path) -> None:
    asked = {word for words in commands(path, "make") for word in words if re.fullmatch("[a-z]+", word)}
    assert asked <= HELPED


@pytest.mark.parametrize("path", documents(), ids=name)
def test_every_qiao_command_of_a_document_exists(path: Path) -> None:
    wrong = [" ".join(words) for words in commands(path, "qiao") if not is_command(typer.main.get_command(app), words)]
    assert wrong == []


def is_command(command: Any, words: tuple[str, ...]) -> bool:
    """Whether `words` name a command and only options that it has; `check|show` stands for both."""
    verbs = getattr(command, "commands", None)
    if verbs and words and re.fullmatch("[a-z][a-z|-]*", words[0]):
        return all(verb in verbs and is_command(verbs[verb], words[1:]) for verb in words[0].split("|"))
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return all(word.strip("[]").split("=")[0] in known for word in words if re.match(r"\[?--", word))


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_the_two_commands(readme: str) -> None:
    assert {("run",), ("test",)} <= set(commands(ROOT / readme, "make"))


def test_both_readmes_name_the_same_verbs_of_which_none_is_missing() -> None:
    named = [{words[0] for words in commands(ROOT / readme, "qiao") if words} for readme in READMES]
    assert named == [set(typer.main.get_command(app).commands)] * 2  # type: ignore[attr-defined]


def test_make_prints_every_command() -> None:
    hidden = {"ledger-named", "system"}
    assert HELPED == PHONY - hidden, "a command without its line of help"


def test_benchmarks_are_given_what_they_are_compared_with() -> None:
    needed = set(re.search(r"^bench: ((?:\$\(VENV\)\S+ )+)## ", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]
    assert needed == {"$(VENV)/.bench", "$(VENV)/.desk", "$(VENV)/.spark"}


def test_continuous_integration_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("exec make test")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111, "must be executable"
