"""Explanations add up from the days to the decision, on banks drawn at random and on a small one in sight."""

import json
from decimal import Decimal
from pathlib import Path

import depth
import pytest
import small_bank
from explanation_proof import kinds, problems
from oracle.folder import write_bank
from oracle_banks import bank_from
from run_engine import assess, qiao, rows_of

from qiao.engine import runs, verification
from qiao.engine.errors import RequestError
from qiao.engine.explaining import explainer

pytestmark = pytest.mark.slow

BANKS = [3, 14, 159, 2653, 58979, 323846, 264338][: depth.of(3, 7)]


def proved(run: runs.Run) -> set[str]:
    """Prove the trees of every manager and indicator of a run; the kinds of node that were met."""
    points = {(row["manager_id"], row["indicator"]): row["points"] for row in rows_of(run.folder / "indicators.csv")}
    scores = {row["manager_id"]: row["contribution_score"] for row in rows_of(run.folder / "managers.csv")}
    met: set[str] = set()
    with explainer(run, in_memory=True) as trees:
        for manager in run.scores.index:
            tree = trees.decision(manager, deep=True)
            assert list(problems(tree, trees.figures.db)) == []
            met |= kinds(tree)
            score = tree.children[1].children[0]
            assert score.text == scores[manager]
            opened = {
                node.code: node for category in score.children for node in category.children if node.kind == "indicator"
            }
            assert {(manager, code): node.text for code, node in opened.items()} == {
                key: value for key, value in points.items() if key[0] == manager
            }
            assert len(opened) == 31
    return met


@pytest.mark.slow
@pytest.mark.parametrize("number", BANKS)
def test_every_level_of_a_random_bank_adds_up(tmp_path: Path, number: int) -> None:
    bank = bank_from(number)
    write_bank(bank, tmp_path / "bank")
    options = ["--as-of", bank.as_of] if bank.as_of else []
    assess(tmp_path / "bank", bank.period, tmp_path / "run", *options)
    assert {"decision", "axis", "indicator", "measure", "client"} <= proved(runs.load_run(tmp_path / "run"))


def test_every_level_of_the_small_bank_adds_up(tmp_path: Path) -> None:
    assess(small_bank.write(tmp_path / "bank"), "2025", tmp_path / "run")
    met = proved(runs.load_run(tmp_path / "run"))
    assert {"account", "days", "flow", "term", "rounding", "group"} <= met


def test_the_largest_amount_over_many_years_is_exact_whichever_way_it_is_summed(tmp_path: Path) -> None:
    """Fen × days are more than 64 bits hold: in the kept sums, in those made from the intervals, in an explanation."""
    most = "99999999999999.99"
    tables = {
        "accounts": small_bank.TABLES["accounts"].replace("USD", "CNY"),
        "balances": f"account_id,date,balance\nA1,2018-06-01,{most}\nA3,2018-06-01,-{most}\n",
        "capital": f"client_id,date,economic_capital\nC1,2018-06-01,{most}\nC3,2018-06-01,{most}\n",
    }
    bank, as_of = small_bank.write(tmp_path / "bank", **tables), ("--as-of", "2024-06-15")
    assess(bank, "2020-01-01..2024-06-30", tmp_path / "run", *as_of)
    run = runs.load_run(tmp_path / "run")
    assert verification.verify(run).holds
    # M1 has 70 % of C1, whose last year's average travels with it; C2 is overdrawn and M2's alone.
    measures, m1, m2 = run.scores.measures, run.scores.index["M1"], run.scores.index["M2"]
    assert {measures[name][m1] for name in ("deposit_adb", "deposit_base", "economic_capital")} == {
        69_999_999_999_999_99
    }
    assert measures["loan_adb"][m2] == 99_999_999_999_999_99
    proved(run)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    assess(small_bank.write(tmp_path / "bank"), "2025", tmp_path / "run")
    return tmp_path / "run"


def test_the_proof_finds_a_changed_amount(run: Path) -> None:
    with explainer(runs.load_run(run), in_memory=True) as trees:
        tree = trees.indicator("M1", "CORP01")
        assert list(problems(tree, trees.figures.db)) == []
        trees.figures.db.run("UPDATE intervals SET fen = fen + 1 WHERE account_no = 1")
        assert any("other rows" in problem for problem in problems(tree, trees.figures.db))


def test_a_handed_over_client_shows_each_manager_the_own_days(run: Path) -> None:
    with explainer(runs.load_run(run)) as trees:
        days = [
            [row.code for client in trees.indicator(manager, "CORP01").children[1].children if client.code == "C2"
             for account in client.children for row in account.children]
            for manager in ("M2", "M3")
        ]  # fmt: skip
    assert days[0][0].startswith("2025-01-01") and days[0][-1].endswith("2025-06-30")
    assert days[1][0].startswith("2025-07-01") and days[1][-1].endswith("2025-12-31")


def test_a_newly_bad_loan_opens_to_the_balance_by_which_it_costs(tmp_path: Path) -> None:
    """A2 is classed 3 on 1 March, when it stands at 120,000,000.00, and 4 in November, when some of it is paid back."""
    status = "account_id,date,five_class,overdue_days,exempted\nA2,2025-03-01,3,10,\nA2,2025-11-02,4,255,\n"
    assess(small_bank.write(tmp_path / "bank", loan_status=status), "2025", tmp_path / "run")
    with explainer(runs.load_run(tmp_path / "run")) as trees:
        tree = trees.indicator("M1", "ASSET02")
        (event,) = tree.children[1].children[0].children
        (balance,) = event.children
        assert event.leaf and event.leaf.rows == 2
        assert balance.leaf and (balance.leaf.rows, balance.leaf.amount) == (1, 120_000_000_00)
        assert event.text == balance.text == "120000000.00"
        assert list(problems(tree, trees.figures.db)) == []


def test_the_json_is_the_tree(run: Path, tmp_path: Path) -> None:
    qiao("explain", run, "--manager", "M1", "--indicator", "CORP01", "--json", tmp_path / "tree.json")
    written = json.loads((tmp_path / "tree.json").read_text(encoding="utf-8"))
    with explainer(runs.load_run(run)) as trees:
        assert written == trees.indicator("M1", "CORP01").as_json()
    leaf = written["children"][1]["children"][0]["children"][0]["leaf"]
    assert leaf["sql"].startswith("--") and len(leaf["digest"]) == 64
    assert "." not in leaf["amount"]


def test_the_terminal_shows_the_figures_of_the_files(run: Path) -> None:
    told = qiao("explain", run, "--manager", "M1", "--lang", "en", "--all")
    for row in rows_of(run / "indicators.csv"):
        if row["manager_id"] == "M1":
            assert f"{row['indicator']} " in told
            assert f"{Decimal(row['points']):,}" in told


def test_only_the_client_asked_for_is_opened(run: Path) -> None:
    told = qiao("explain", run, "--manager", "M2", "--indicator", "CORP01", "--client", "C2", "--lang", "en")
    assert "2025-05-05" in told
    assert "甲公司" not in told


def test_who_is_not_there_is_refused(run: Path) -> None:
    with explainer(runs.load_run(run)) as trees:
        with pytest.raises(RequestError):
            trees.decision("M9")
        with pytest.raises(RequestError):
            trees.indicator("M1", "CORP99")
