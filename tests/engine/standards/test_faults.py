"""Everything that can be wrong with a standard is told with its line, its path and one sentence in each language."""

import re
from pathlib import Path

import pytest

from qiao.engine import standards
from qiao.engine.errors import StandardError
from qiao.engine.standards.faults import Fault, FaultyStandardError
from qiao.engine.standards.load import LARGEST, load_bytes, load_text

DEFAULT = standards.load(None).text


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(FaultyStandardError) as error:
        load_text(text, "ours.yaml")
    assert "\n" not in error.value.text.zh and "\n" not in error.value.text.en
    return error.value.faults


def line_of(piece: str, text: str = DEFAULT) -> int:
    return text[: text.index(piece)].count("\n") + 1


# (what is replaced, by what, the path that is told, a word of the sentence)
CASES = {
    "an unknown key": ("    rank_within: 85%", "    rank_inside: 85%", "grades.assistant", "rank_inside"),
    "a key given twice": ("  small_below: 7 ", "  small_below: 7\n  small_below: 8 ", "pool", "small_below' is given twice"),
    "a missing key": ("    quality_at_least: 70", "    # gone", "grades.assistant.quality_at_least", "missing"),
    "a percentage above the whole": ("rank_within: 85%", "rank_within: 185%", "grades.assistant.rank_within", "at most 100%"),
    "a percentage without its sign": ("rank_within: 85%", "rank_within: 85", "grades.assistant.rank_within", "85"),
    "money without its currency": ("at_least: 30000000.00 CNY", "at_least: 30000000.00", "grades.assistant.threshold", "CNY"),
    "money in a wrong currency": ("at_least: 30000000.00 CNY", "at_least: 30000000.00 USD", "grades.assistant.threshold", "USD"),
    "money in words": ("at_least: 30000000.00 CNY", "at_least: 三千万", "grades.assistant.threshold", "三千万"),
    "more places than points have": ("      weight: 8 ", "      weight: 8.005 ", "indicators.CORP01.scoring.weight", "8.005"),
    "an exponent": ("      weight: 8 ", "      weight: 8e0 ", "indicators.CORP01.scoring.weight", "8e0"),
    "not a number": ("      weight: 8 ", "      weight: .nan ", "indicators.CORP01.scoring.weight", "nan"),
    "a huge number": ("      weight: 8 ", "      weight: 1e400 ", "indicators.CORP01.scoring.weight", "1e400"),
    "a method that is none": ("      method: LOWER", "      method: LESS", "indicators.ASSET01.scoring", "LESS"),
    "a kind that is none": ("    kind: overdue_spells", "    kind: overdue", "measures.overdue_spells", "overdue"),
    "a measure that is not defined": ("    measure: loan_adb\n", "    measure: loan_abd\n", "indicators.CORP04.measure", "loan_adb"),
    "a book that is not defined": ("    book: trade_finance\n", "    book: trade\n", "measures.trade_finance_adb.book", "trade"),
    "a family that is none": ("    - {family: trade_finance}", "    - {family: trade}", "books.trade_finance", "trade"),
    "a category that is not defined": ("    category: INTL\n    measure: fx", "    category: INT\n    measure: fx",
        "indicators.INTL02.category", "INTL"),
    "weights that do not add up": ("      weight: 8 ", "      weight: 9 ", "categories.CORP.weight", "36"),
    "thirty-one that are thirty": ("  indicators: 31", "  indicators: 30", "catalogue.indicators", "31"),
    "shares that do not add up": ("self: 0, superior: 40", "self: 10, superior: 40", "quality.classes.character.shares", "110"),
    "item weights that do not add up": ("en: Integrity}, weight: 8}", "en: Integrity}, weight: 9}", "quality.classes", "101"),
    "a ladder that goes down": ("at_least: 120000000.00 CNY}  ", "at_least: 20000000.00 CNY}  ", "grades.senior", "lower"),
    "a grade that is none": ("  - code: chief", "  - code: master", "grades", "master"),
    "a day that is none": ("effective_from: 2025-01-01", "effective_from: 2025-02-30", "effective_from", "2025-02-30"),
    "a base that runs in circles": ("    of: deposit_adb\n", "    of: deposit_increase\n", "measures.deposit_increase", ""),
    "bands out of order": ("{up_to_days: 90, points: 1}", "{up_to_days: 20, points: 1}", "indicators.ASSET03.scoring.bands", "above 30"),
    "good and bad the wrong way": ("      bad: 0.02", "      bad: -0.02", "indicators.ASSET01.scoring", ""),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_a_fault_names_line_path_and_sentence(what: str) -> None:
    old, new, path, word = CASES[what]
    assert old in DEFAULT, "the case must fit the default standard"
    text = DEFAULT.replace(old, new, 1)
    found = faults_of(text)
    told = [fault for fault in found if fault.path.startswith(path)]
    assert told, [(fault.line, fault.path, fault.text.en) for fault in found]
    assert any(word in fault.text.en for fault in told), [fault.text.en for fault in told]
    assert all(fault.line > 0 for fault in found)
    for fault in found:
        assert re.search(r"[\u4e00-\u9fff]", fault.sentence.zh)
        assert fault.sentence.en.startswith(f"line {fault.line}, ")


def test_a_fault_in_one_line_names_that_line() -> None:
    text = DEFAULT.replace("rank_within: 35%", "rank_within: 35", 1)
    assert [(fault.line, fault.path) for fault in faults_of(text)] == [
        (line_of("rank_within: 35%"), "grades.senior.rank_within")
    ]


def test_all_faults_come_at_once() -> None:
    text = DEFAULT.replace("rank_within: 85%", "rank_within: x").replace("quality_at_least: 80", "quality_at_least: y")
    paths = [fault.path for fault in faults_of(text)]
    assert paths == ["grades.assistant.rank_within", "grades.manager.quality_at_least"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a",
        "- a\n- b\n",
        "a: [",
        "a: b: c",
        "\ta: b",
        "a: &x [*x]\n",
        "? [a]\n: b\n",
        "a: !!python/object:os.system x\n",
        "--- a\n--- b\n",
    ],
)
def test_what_is_no_standard_is_refused(text: str) -> None:
    assert 1 <= len(faults_of(text)) <= 2


def test_aliases_that_explode_do_not() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    assert faults_of(bomb)


def test_deep_nesting_is_refused() -> None:
    assert faults_of("a: " + "[" * 5000 + "]" * 5000)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", "名: 值".encode("gb18030"), b"\0" * 100, b"x" * (LARGEST + 1)])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(StandardError):
        load_bytes(data, "ours.yaml")


def test_a_figure_is_read_as_it_is_written() -> None:
    """0.1 is a tenth, not the double beside it; a weight has as many places as are written."""
    text = DEFAULT.replace("      good: 0 ", "      good: 0.0001 ", 1).replace("      bad: 0.02", "      bad: 0.1", 1)
    (scoring,) = [item.scoring for item in load_text(text, "ours").standard.indicators if item.code == "ASSET01"]
    assert (scoring.good, scoring.bad) == (1, 1000)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StandardError, match="Cannot read the standard"):
        standards.load(tmp_path / "none.yaml")
    with pytest.raises(StandardError):
        standards.load(tmp_path)
