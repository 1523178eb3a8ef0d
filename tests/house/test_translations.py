"""Everything that a page says has its Chinese, and the catalogues hold what the pages say."""

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po
from project import PACKAGE, ROOT, name

DESK = PACKAGE / "desk"
CHINESE = re.compile("[㐀-鿿]")
ROOMS = sorted(path.parent for path in DESK.glob("*/apps.py"))
# Where Chinese is data or the language's own name, not something that a page says.
SPOKEN_AS_IT_IS = {"language's own name": re.compile(r'lang="zh-Hans">[^<]*<')}


@pytest.fixture(scope="module")
def words() -> ModuleType:
    """deploy/words.py, which `make words` runs."""
    spec = importlib.util.spec_from_file_location("words", ROOT / "deploy" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_text_has_its_chinese(room: Path, words: ModuleType, tmp_path: Path) -> None:
    copied = shutil.copytree(room, tmp_path / room.name, ignore=shutil.ignore_patterns("*.mo", "kit"))
    place = words.gather(copied)
    assert [message.id for message in words.untranslated(place)] == []
    kept = room / place.relative_to(copied)
    assert kept.exists() == place.exists(), "run: make words"
    if place.exists():
        assert kept.read_text(encoding="utf-8") == place.read_text(encoding="utf-8"), "run: make words"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_one_english_text_has_one_chinese_in_every_room(room: Path) -> None:
    """Django puts all catalogues into one: the same words said differently in two rooms would overrule each other."""
    said: dict[object, set[object]] = {}
    for catalogue in DESK.glob("*/locale/*/LC_MESSAGES/django.po"):
        with catalogue.open("rb") as file:
            for message in read_po(file):
                said.setdefault((message.context, message.id), set()).add(message.string)
    mine = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    if mine.exists():
        with mine.open("rb") as file:
            told = [(one.id, said[one.context, one.id]) for one in read_po(file) if one.id]
        assert [each for each in told if len(each[1]) > 1] == []


@pytest.mark.parametrize("template", sorted(DESK.rglob("templates/**/*.html")), ids=name)
def test_a_template_says_nothing_in_chinese_by_itself(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for pattern in SPOKEN_AS_IT_IS.values():
        text = pattern.sub("", text)
    assert CHINESE.findall(text) == []
