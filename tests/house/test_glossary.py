"""The glossary's words are the code's words."""

import re

import pytest
from project import PACKAGE, ROOT, files

from qiao.engine import words
from qiao.engine.errors import Text

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
LATER = "## Words kept for the desk"


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, without headings and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.match(r"\| (中文|---)", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def identifiers(text: str) -> list[str]:
    """Every identifier that the tables name."""
    return [word for row in rows(text) for word in re.findall(r"`(\w+)`", row[2])]


def test_every_identifier_occurs_in_the_code() -> None:
    kinds = {".py", ".sql", ".yaml", ".json"}
    sources = [path for path in files() if path.is_relative_to(PACKAGE) and path.suffix in kinds]
    used = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in sources)))
    assert [word for word in identifiers(GLOSSARY.split(LATER)[0]) if word not in used] == []


def test_every_row_names_both_languages_and_an_identifier() -> None:
    shapes = ("[一-鿿]", "[A-Za-z]", r"`\w+`")
    assert [row for row in rows(GLOSSARY) if not all(map(re.search, shapes, row))] == []


def test_no_chinese_term_is_explained_twice() -> None:
    terms = [row[0] for row in rows(GLOSSARY)]
    assert sorted(terms) == sorted(set(terms))


@pytest.mark.parametrize(
    "printed", [words.GRADES, words.DECISIONS, words.STATES], ids=["grades", "decisions", "states"]
)
def test_what_the_program_prints_stands_in_the_glossary(printed: dict[str, Text]) -> None:
    explained = {
        (term, word)
        for row in rows(GLOSSARY)
        for term in row[0].split(" / ")
        for word in re.findall(r"`(\w+)`", row[2])
    }
    assert [(text.zh, code) for code, text in printed.items() if (text.zh, code) not in explained] == []


# What has a word of the glossary's is called nothing else on a page.
INSTEAD = {
    "计分卡": "记分卡|评分卡",
    "封存校验码": "封印",
    "异议": "申诉",
    "份额": "分成",
    "发布": "公布结果|已公布|运行的公布|结果公布",
    "考评期": "考核期",
    "工号": "员工编号",
    "审计员": "审计人员",
    "考评专员": "考评人员",
    "管理员": "系统管理员",
    "待复核": "待第二人决定|待另一人决定|待审定",
    "评审会裁定": "异议结论|异议审定",
    "近12个月日均": "年日均|近十二个月",
}


@pytest.mark.parametrize("term", INSTEAD)
def test_no_page_calls_a_thing_otherwise_than_the_glossary(term: str) -> None:
    assert term in {word for row in rows(GLOSSARY) for word in row[0].split(" / ")}
    catalogues = [path for path in files() if path.suffix == ".po"]
    assert [path for path in catalogues if re.search(INSTEAD[term], path.read_text(encoding="utf-8"))] == []
