"""The documents' links lead somewhere, the recipes name files that exist, and the decisions are all listed."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import ledger_page
import pytest
from project import ROOT, documents, name

RECIPES = sorted((ROOT / "docs" / "recipes").glob("[a-z]*.md"))
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
# What a recipe writes as an example: a name in capitals or angle brackets is the reader's to choose.
_CHOSEN = re.compile(r"[A-Z]{3,}|[<*{…]")


def prose(path: Path) -> str:
    """A document without its code blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchor(heading: str) -> str:
    """The anchor that the usual renderers give a heading."""
    kept = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading.strip()).lower())
    return kept.replace(" ", "-")


def anchors(path: Path) -> set[str]:
    """Every anchor of a document."""
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)}


def links(path: Path) -> Iterator[tuple[str, str]]:
    """The path and the anchor of every link that stays inside the project."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if not re.match(r"[a-z]+:", target):
            place, _, mark = unquote(target).partition("#")
            yield place, mark


@pytest.mark.parametrize("path", documents(), ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for place, mark in links(path):
        there = (path.parent / place).resolve() if place else path
        if not there.exists() or (mark and mark not in anchors(there)):
            broken.append(f"{place}#{mark}")
    assert broken == []


def test_both_readmes_lead_to_the_same_documents() -> None:
    english, chinese = ({place for place, _ in links(ROOT / f"README{tongue}.md")} for tongue in ("", ".zh-CN"))
    assert {place for place in english ^ chinese if place.startswith("docs/") and not place.endswith(".png")} == set()


@pytest.mark.parametrize("path", RECIPES, ids=name)
def test_a_recipe_names_files_that_exist(path: Path) -> None:
    spans = re.findall(r"`([\w./-]+/[\w./-]*)`", prose(path))
    ours = [span for span in spans if re.match(r"(src|tests|docs|bench|requirements)/", span)]
    named = [span for span in ours if not _CHOSEN.search(span)]
    assert named, "a recipe says which files to change"
    assert [span for span in named if not (ROOT / span).exists()] == []


@pytest.mark.parametrize("path", RECIPES, ids=name)
def test_a_recipe_ends_with_how_to_see_that_it_worked(path: Path) -> None:
    assert re.search(r"^## See that it works$", prose(path), re.MULTILINE)


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_a_decision_says_why_and_what_follows(path: Path) -> None:
    text = prose(path)
    assert re.match(r"# \d{4} .+\n\nDate: \d{4}-\d\d-\d\d\. Status: (accepted|replaced by \[\d{4}\])", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["The question", "The decision", "Why", "What follows"]
    assert len(text.splitlines()) <= 60, "one page"


@pytest.mark.parametrize("folder", ["adr", "recipes"])
def test_every_page_of_a_folder_is_on_its_list(folder: str) -> None:
    listed = {place for place, _ in links(ROOT / "docs" / folder / "README.md")}
    assert listed >= {path.name for path in (ROOT / "docs" / folder).glob("*.md")} - {"README.md"}


def test_decisions_are_numbered_without_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_changelog_has_a_place_for_the_next_release() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_the_page_of_tables_says_what_the_program_does() -> None:
    assert ledger_page.PAGE.read_text(encoding="utf-8") == ledger_page.page(), "run: python tests/house/ledger_page.py"


def test_every_rule_of_the_gate_is_told() -> None:
    page = ledger_page.PAGE.read_text(encoding="utf-8")
    checks = ROOT / "src/qiao/engine/ledger/checks"
    codes = {
        code
        for path in checks.glob("*.py")
        for code in re.findall(r'Rule\("([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(codes) > 15
    assert {code for code in codes if f"`{code}`" not in page} == set()
