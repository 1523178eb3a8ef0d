"""Components open with what they are and take, and no page carries style or script of its own."""

import re
from pathlib import Path

import pytest
from project import PACKAGE, name

DESK = PACKAGE / "desk"
TEMPLATES = sorted(DESK.rglob("templates/**/*.html"))
COMPONENTS = [path for path in TEMPLATES if path.parent.name == "components"]
FORBIDDEN = re.compile(r"""\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|\bhx-on|javascript:|https?://(?!www\.w3\.org)""")
LONGEST_PAGE, LONGEST_COMPONENT = 150, 50


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_opens_with_what_it_is(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert re.match(r"\{# [A-Z].+\. .*#\}$|\{# [A-Z].+\. #\}$", lines[0])
    assert len(lines) <= LONGEST_COMPONENT
    assert "request" not in re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_carries_no_style_no_script_and_no_foreign_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert FORBIDDEN.findall(text) == []
    assert text.count("\n") <= LONGEST_PAGE


def test_our_own_style_and_scripts_stay_small() -> None:
    style = sum(path.read_text(encoding="utf-8").count("\n") for path in DESK.rglob("static/**/*.css"))
    script = sum(path.read_text(encoding="utf-8").count("\n") for path in DESK.rglob("static/**/*.js"))
    assert (style <= 800, script <= 1_000) == (True, True)
