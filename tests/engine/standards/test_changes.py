"""Two standards compared, a standard patched, and what each change means for a finished run."""

import pytest

from qiao.engine import standards
from qiao.engine.errors import StandardError
from qiao.engine.standards.compare import differences, needs_measuring
from qiao.engine.standards.load import load_text, plain
from qiao.engine.standards.patch import Change, fitting, together
from qiao.engine.standards.paths import find, places

DEFAULT = standards.load(None)


def changed(old: str, new: str) -> list[tuple[str, str | None, str | None]]:
    assert old in DEFAULT.text
    other = load_text(DEFAULT.text.replace(old, new, 1), "other").standard
    return [(found.path, found.old, found.new) for found in differences(DEFAULT.standard, other)]


def test_a_path_is_found_where_the_list_of_all_paths_has_it() -> None:
    data = plain(DEFAULT.standard)
    assert all(find(data, path) == place for path, place in places(data))
    assert find(data, "grades.nobody.rank_within") is None
    assert find(data, "grades.manager.rank_within.below") is None


def test_equal_standards_have_no_difference() -> None:
    assert differences(DEFAULT.standard, load_text(DEFAULT.text + "\n# a comment\n", "other").standard) == []


def test_a_difference_names_path_and_both_values() -> None:
    path = "grades.manager.threshold.all.deposit_adb.at_least"
    assert changed("60000000.00 CNY", "75000000.00 CNY") == [(path, "60000000.00 CNY", "75000000.00 CNY")]
    assert changed("rank_within: 60%", "rank_within: 55%") == [("grades.manager.rank_within", "60%", "55%")]


@pytest.mark.parametrize(
    ("old", "new", "measured"),
    [
        ("rank_within: 60%", "rank_within: 55%", False),
        ("60000000.00 CNY", "75000000.00 CNY", False),
        ("quality_at_least: 80", "quality_at_least: 75", False),
        ("times: -0.11", "times: -0.12", False),
        ("used_within_days: 90", "used_within_days: 60", True),
        ("    months: 3 ", "    months: 2 ", True),
        ("    - {family: trade_finance}", "    - {family: trade_finance, tags: [margin]}", True),
        ("zh: 对公存款日均,", "zh: 存款日均,", False),
    ],
)
def test_only_what_the_ledger_gives_is_measured_again(old: str, new: str, measured: bool) -> None:
    assert old in DEFAULT.text
    other = load_text(DEFAULT.text.replace(old, new, 1), "other").standard
    found = differences(DEFAULT.standard, other)
    assert found
    assert needs_measuring(found) is measured


def test_names_do_not_change_what_counts() -> None:
    renamed = load_text(DEFAULT.text.replace("zh: 对公存款日均,", "zh: 存款日均,", 1), "other")
    assert renamed.data_hash == DEFAULT.data_hash
    assert renamed.document_hash != DEFAULT.document_hash
    stricter = load_text(DEFAULT.text.replace("rank_within: 60%", "rank_within: 55%", 1), "other")
    assert stricter.data_hash != DEFAULT.data_hash


def test_a_change_changes_what_it_names() -> None:
    patched = together(DEFAULT.standard, (Change("grades.manager.rank_within", "60%", "55%"),))
    assert plain(patched)["grades"][1]["rank_within"] == "55%"
    back = together(patched, (Change("grades.manager.rank_within", "55%", "60%"),))
    assert plain(back) == plain(DEFAULT.standard)


def test_whether_a_change_still_fits_is_told() -> None:
    path = "grades.manager.rank_within"
    changes = [
        Change(path, "60%", "55%"),
        Change(path, "61%", "55%"),
        Change(path, "55%", "60%"),
        Change("no", "1", "2"),
    ]
    assert [fit for _, _, fit in fitting(DEFAULT.standard, changes)] == ["fits", "differs", "there", "gone"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("grades.manager.rank_inside", "60%", "55%"), "did you mean grades.manager.rank_within"),
        (Change("grades.manager.rank_within", "60%", "x"), "percentage"),
        (Change("grades.manager", "x", "y"), "not a single value"),
        (Change("grades.manager.rank_within", "60%", "90%"), "wider"),
    ],
)
def test_a_change_that_does_not_hold_is_refused(change: Change, told: str) -> None:
    with pytest.raises(StandardError, match=told):
        together(DEFAULT.standard, (change,))
