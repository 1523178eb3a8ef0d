"""Every event that the desk writes says in both languages what happened."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import qiao.desk
from qiao.desk.audit import registry

DESK = Path(next(iter(qiao.desk.__path__)))
WRITERS = {"record", "refused", "exported"}
MODULES = {"audit", "actions"}


def codes_in(tree: ast.Module) -> Iterator[str]:
    """The codes that a module hands to the audit trail, wherever they stand in the first arguments."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        match call.func:
            case ast.Attribute(ast.Name(module), name) if module in MODULES and name in WRITERS:
                pass
            case ast.Name(name) if name in WRITERS:
                pass
            case _:
                continue
        for argument in call.args[:2]:
            for part in ast.walk(argument):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


USED = sorted({code for path in DESK.rglob("*.py") for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))})


def test_the_search_finds_codes() -> None:
    source = "audit.record('a.b' if x else 'a.c', by=y); actions.exported(me, 'd.e', rows=1)"
    assert set(codes_in(ast.parse(source))) == {"a.b", "a.c", "d.e"}
    assert "user.created" in USED


@pytest.mark.parametrize("code", USED)
def test_a_code_has_its_sentence(code: str) -> None:
    assert code in registry.known.events, "add it to the room's words.py"
    assert code.split(".", maxsplit=1)[0] in registry.known.nouns


@pytest.mark.parametrize("words", ["events", "nouns", "kinds"])
def test_each_has_a_chinese_sentence_of_its_own(words: str) -> None:
    said = getattr(registry.known, words)
    with translation.override("en"):
        english = {key: str(text) for key, text in said.items()}
    with translation.override("zh-hans"):
        silent = [key for key, text in said.items() if str(text) == english[key] or not str(text).strip()]
    assert silent == []
