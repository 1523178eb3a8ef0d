"""Who moves: another standard (simulate) and another cut of the data (compare)."""

from pathlib import Path

import pytest
import small_bank

from qiao.engine import Job, Run, assess, between, simulate
from qiao.engine.errors import StandardError
from qiao.engine.standards.load import default_text


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("moves")
    return assess(Job(small_bank.write(folder / "ledger"), "2025", folder / "run"))


def _standard(folder: Path, *changes: tuple[str, str]) -> Path:
    text = default_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "other.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_same_standard_moves_nobody(run: Run) -> None:
    found = simulate(run, None)
    assert found.moves.changes == ()
    assert found.moves.total_before == found.moves.total_after


def test_a_mover_names_the_rule_that_turned_the_decision(run: Run, tmp_path: Path) -> None:
    """M3 (assistant, quality 75.00) is asked 76 for its own grade."""
    found = simulate(run, _standard(tmp_path, ("quality_at_least: 70 ", "quality_at_least: 76 ")))
    change = next((change for change in found.moves.changes if change.person.manager_id == "M3"), None)
    before = run.scores.decisions[run.scores.index["M3"]]
    if before.supported == "assistant":
        assert change is not None
        assert change.now is not None
        assert (change.now.rule, change.now.value, change.now.bar) == ("assistant.quality", "75.00", "76.00")
    else:
        assert change is None


def test_lower_bars_promote_and_say_which_bar(run: Run, tmp_path: Path) -> None:
    """M1 (manager, quality 88, deposits some 46 M) is let through every bar of a senior."""
    standard = _standard(
        tmp_path, ("120000000.00 CNY", "4000000.00 CNY"), ("200000000.00 CNY", "4000000.00 CNY"), ("60000000.00 CNY", "3000000.00 CNY"),
        ("100000000.00 CNY", "3000000.00 CNY"), ("rank_within: 85%", "rank_within: 100%"), ("rank_within: 60%", "rank_within: 100%"),
    ("rank_within: 35%", "rank_within: 100%"),
        ("30000000.00 CNY", "1000000.00 CNY"),
        ("50000000.00 CNY", "1000000.00 CNY"), ("15000000.00 CNY", "1000000.00 CNY"),
    )  # fmt: skip
    mover = next(change for change in simulate(run, standard).moves.movers if change.person.manager_id == "M1")
    assert mover.after is not None
    assert (mover.after.decision, mover.after.to_grade) == ("promote", "senior")
    assert mover.was is not None
    assert (mover.was.rule, mover.was.holds, mover.was.value, mover.was.bar) == (
        "manager.loan_adb",
        False,
        mover.now.value if mover.now else "",
        "100000000.00",
    ), "the deposits alone would not do: with the loans the threshold turns"
    assert mover.now is not None
    assert (mover.now.holds, mover.now.bar) == (True, "3000000.00")
    assert mover.cause is not None
    assert mover.cause.by == "bar"


def test_the_sum_of_changes_is_the_difference_of_totals(run: Run, tmp_path: Path) -> None:
    found = between(run.scores, simulate(run, _standard(tmp_path, ("months_in_post: 6", "months_in_post: 7"))).after)
    assert found.sum_of_changes == found.total_after - found.total_before


def test_what_is_measured_otherwise_is_read_from_the_ledger_again(run: Run, tmp_path: Path) -> None:
    """A deposit book without time deposits: M2's USD time deposit falls out of CORP01."""
    standard = _standard(
        tmp_path, ("{family: deposit, without_tags: [interbank]}", "{family: deposit, without_tags: [interbank, time]}")
    )
    found = simulate(run, standard)
    assert "weighted_deposit_adb" in found.measured_again
    index = run.scores.index["M3"]
    assert found.after.measures["deposit_adb"][index] != found.before.measures["deposit_adb"][index]
    assert found.moves.sum_of_changes == found.moves.total_after - found.moves.total_before


def test_a_faulty_standard_is_refused(run: Run, tmp_path: Path) -> None:
    with pytest.raises(StandardError, match="rank_within"):
        simulate(run, _standard(tmp_path, ("rank_within: 85%", "rank_within: much")))


def test_a_restatement_names_those_touched_and_the_bystanders(run: Run, tmp_path: Path) -> None:
    """C1 loses its deposits: M1 and M2 are touched; M3, whose own figures stand, may move in rank as a bystander."""
    balances = (
        small_bank.TABLES["balances"]
        .replace("A1,2025-03-01,71234567.89", "A1,2025-03-01,1.00")
        .replace("A1,2025-12-31,71234567.89", "A1,2025-12-31,1.00")
    )
    restated = assess(Job(small_bank.write(tmp_path / "ledger", balances=balances), "2025", tmp_path / "run"))
    changes = {change.person.manager_id: change for change in between(run.scores, restated.scores).changes}
    assert "CORP01" in changes["M1"].indicators
    assert not changes["M1"].is_bystander
    ranks = (run.scores.ranked.ranks[2], restated.scores.ranked.ranks[2])
    assert ("M3" in changes) == (ranks[0] != ranks[1])
    if "M3" in changes:
        assert changes["M3"].is_bystander
