"""What must not stand in any file of the project: where it was written, and where its packages come from."""

import re

import pytest
from project import files, name, texts

# Put together here so that this file does not hold what it looks for.
_HOSTS = [(name, "org") for name in ("pypi", "pythonhosted", "npmjs", "deb.debian")] + [
    ("npmjs", "com"),
    ("conda", "io"),
]
_HOMES = ["work", "tmp", "root", "home", "Users"]
_BRIEFS = ["ledger", "assessment", "architecture", "quality", "style", "mission", "workbench", "practice"]
_ELSEWHERE = ["ber" + "ka", "/".join(["..", "shared"]), "/".join(["shared", "data"]), "/".join(["shared", "design"])]

FORBIDDEN = {
    "a package registry's host": "|".join(re.escape(".".join(host)) for host in _HOSTS),
    "a path of somebody's machine": rf"(?<![\w.)}}\]/])/(?:{'|'.join(_HOMES)})/\w",
    "a number in somebody's tracker": r"\b[Ii]ssue #?\d",
    "a place outside the project": "|".join(re.escape(word) for word in _ELSEWHERE),
    "a mark left for later": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


def found(pattern: str) -> list[str]:
    """Every place in the project's texts where `pattern` occurs."""
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        if re.search(pattern, text)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    assert found(FORBIDDEN[what]) == []


def test_no_file_cites_a_document_that_is_not_here() -> None:
    here = {path.name for path in files()}
    names = "|".join(brief for brief in _BRIEFS if f"{brief}.md" not in here)
    assert found(rf"(?<![\w/-])(?:{names})\.md\b") == []


@pytest.mark.parametrize(
    "text", ["see /" + "tmp/x", '"/' + 'home/me"', "pip install -i https://" + ".".join(_HOSTS[0])]
)
def test_the_patterns_find_what_they_look_for(text: str) -> None:
    assert any(re.search(pattern, text) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize("text", ["build/tmp/x", "src/work/one", "12 / 3", "/data/bank"])
def test_the_patterns_leave_other_text_alone(text: str) -> None:
    assert not any(re.search(pattern, text) for pattern in FORBIDDEN.values())
