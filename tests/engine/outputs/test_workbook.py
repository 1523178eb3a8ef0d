"""The figures of scorecards.xlsx are those of the CSV files, and its words are right."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import decided_bank as bank
import pytest
from opened_workbook import SUMMARY, Made, made, reopened

from qiao.engine import load_run, words
from qiao.engine.measures.evidence import Evidence
from qiao.engine.outputs.workbook import MOST_MANAGERS, looks, warnings
from qiao.engine.scoring.scores import score

pytestmark = pytest.mark.slow

CONDITIONS = {
    "deposit_adb": "① 对公存款日均 ", "loan_adb": "② 对公贷款日均 ", "deposit_increase": "③ 对公存款日均新增 ", "has_loan": "④ 有贷款余额 ",
    "intl_settlement_usd": "⑤ 国际结算量(美元) ",
}  # fmt: skip


def same(shown: Any, written: str) -> bool:
    """Whether a cell shows what the CSV file has: the same number, or nothing for blank."""
    return shown is None if written == "" else Decimal(str(shown)) == Decimal(written)


def test_the_ranking_holds_the_figures_of_managers_csv(either: Made) -> None:
    shown = {line["Manager ID"]: line for line in either.lines("排名 Ranking")}
    pairs = {
        "Rank": "contribution_rank", "Pool size": "pool_size", "Contribution score": "contribution_score", "Quality score": "quality_score"
    }  # fmt: skip
    rows = either.csv("managers")
    assert len(shown) == len(rows) > 0
    for row in rows:
        line = shown[row["manager_id"]]
        assert [heading for heading, column in pairs.items() if not same(line[heading], row[column])] == []
        assert (line["To grade"] or "").endswith(row["to_grade"])
        assert (line["Supported grade"] or "").endswith(row["supported_grade"])


def test_the_indicators_hold_the_figures_of_indicators_csv(either: Made) -> None:
    rows, lines = either.csv("indicators"), either.lines("指标 Indicators")
    assert len(rows) == len(lines) == 31 * len(either.csv("managers"))
    for row, line in zip(rows, lines, strict=True):
        assert (line["Manager ID"], line["Code"]) == (row["manager_id"], row["indicator"])
        assert line["Status"] == looks.both(words.STATES[row["status"]])
        shown = line["Measure"], line["Target"], line["Points"]
        assert all(map(same, shown, (row["measure"], row["target"], row["points"]))), row


def test_the_thresholds_hold_the_figures_of_thresholds_csv(either: Made) -> None:
    rows = either.csv("thresholds")
    lines = [line for line in either.lines("门槛 Thresholds") if line["Bar"] is not None]
    assert len(rows) == len(lines) == len(either.csv("managers")) * 4 * 5
    for row, line in zip(rows, lines, strict=True):
        assert (line["Manager ID"], line["Grade"].split()[1].split("(")[0]) == (row["manager_id"], row["grade"])
        assert CONDITIONS[row["condition"]] in line["Condition"]
        assert same(line["Value"], row["value"])
        assert same(line["Bar"], row["bar"])
        assert line["Result"] == ("达标 met" if row["met"] == "true" else "未达 missed")
        margin = str(Decimal(row["value"]) - Decimal(row["bar"])) if row["condition"] != "has_loan" else ""
        assert same(line["By how much"], margin)


def test_conditions_together_are_met_as_their_formula_says(either: Made) -> None:
    met = {
        (row["manager_id"], row["grade"], row["condition"]): row["met"] == "true" for row in either.csv("thresholds")
    }
    groups = [line for line in either.lines("门槛 Thresholds") if line["Bar"] is None]
    assert len(groups) == len(either.csv("managers")) * 4 * 2
    for line in groups:
        of = line["Manager ID"], line["Grade"].split()[1].split("(")[0]
        choice = met[*of, "loan_adb"] or (
            met[*of, "has_loan"] and (met[*of, "deposit_increase"] or met[*of, "intl_settlement_usd"])
        )
        holds = choice and (met[*of, "deposit_adb"] or line["Condition"].startswith("任一"))
        assert line["Result"] == ("达标 met" if holds else "未达 missed"), line
    assert "① 且 and (② 或 or (③ 且 and ④) 或 or (⑤ 且 and ④))" in groups[0]["Condition"]


def test_a_missed_threshold_is_never_shown_as_reached(either: Made) -> None:
    wholes = [line for line in either.lines("门槛 Thresholds") if line["Condition"].startswith("门槛合计")]
    assert [line for line in wholes if (line["By how much"] >= 1) != (line["Result"] == "达标 met")] == []


def test_categories_add_up_to_the_contribution_score(either: Made) -> None:
    scores = {row["manager_id"]: row["contribution_score"] for row in either.csv("managers")}
    for line in either.lines("类别 Categories"):
        points = [Decimal(str(value)) for key, value in line.items() if key.endswith(")")]
        assert len(points) == 7
        assert sum(points) == Decimal(str(line["Contribution score"])) == Decimal(scores[line["Manager ID"]])


def test_assigned_and_unassigned_add_up_to_the_total(either: Made) -> None:
    sums = [row for row in either.book[SUMMARY].iter_rows(values_only=True) if row[4] == "相等 equal"]
    expected = [[total[part] for part in ("assigned", "unassigned", "total")] for total in either.manifest["totals"]]
    assert len(sums) == len(expected) > 20
    assert all(all(map(same, row[1:4], wanted)) for row, wanted in zip(sums, expected, strict=True))


def test_warnings_stand_there_in_both_languages(either: Made) -> None:
    expected = [(w["zh"], w["en"]) for w in either.manifest["warnings"] + either.manifest["ledger_warnings"]]
    found = [(line["In Chinese"], line["In English"]) for line in either.lines("警告 Warnings")]
    assert [pair for pair in expected if pair not in found] == []
    assert len(found) == len(expected) + len(either.manifest["unassigned_charges"]) > 0


def test_the_ranking_begins_with_the_first_and_ends_with_those_not_ranked(decided: Made) -> None:
    lines = decided.lines("排名 Ranking")
    told = [(line["Manager ID"], line["Rank"], line["Ranks no worse than"], line["Decision"]) for line in lines]
    assert told == [
        (bank.PROTECTED, 1, 1, "保护\nkeep (protected)"),
        (bank.PROMOTED, 2, 0.83, "晋级\npromote"),
        (bank.KEPT, 3, 0.66, "保持\nkeep"),
        (bank.UNRATED, 4, 0.5, "不予评定\nnot assessed"),
        (bank.DEMOTED, 5, 0.33, "降级\ndemote"),
        (bank.TO_IMPROVE, 5, 0.33, "限期改进\nimprove"),
        (bank.LATE, None, None, "不予评定\nnot assessed"),
    ]
    assert [line["Threshold reached (present grade)"] for line in lines] == [0, 2.2, 1.08, 0, 0, 0, 1]


def test_the_attainment_is_measure_divided_by_target(decided: Made) -> None:
    found = [line for line in decided.lines("指标 Indicators") if line["Attainment"] is not None]
    assert [(line["Code"], line["Manager ID"], line["Attainment"]) for line in found] == [
        ("CORP01", "001", 1), ("CORP01", "002", 0.9286), ("CORP01", "003", 1.5), ("CORP01", "004", 0.1), ("CORP01", "005", 0.01),
        ("CORP01", "006", 0.6667), ("CORP01", "007", 2.5),
    ]  # fmt: skip


def test_an_indicator_without_its_table_says_so(decided: Made) -> None:
    lines = [line for line in decided.lines("指标 Indicators") if line["Code"] == "ASSET03"]
    assert {(line["Measure"], line["Status"]) for line in lines} == {(None, "缺数据 table not delivered")}


def test_a_decision_says_value_bar_and_by_how_much_on_each_axis(decided: Made) -> None:
    lines = {
        (line["Manager ID"], line["Grade looked at"].split()[-1]): line for line in decided.lines("决定 Decisions")
    }
    protected = lines[bank.PROTECTED, "manager"]
    assert protected["Reason"] == "门槛未达,名次在保护线内\nthreshold missed, rank inside the protection"
    assert protected["Threshold"].split("\n") == [
        "对公存款日均 30,000,000.00 元,标准线 60,000,000.00 元,未达,差 30,000,000.00 元",
        "下列至少须满足一项,均未满足:",
        "· 对公贷款日均 0.00 元,标准线 100,000,000.00 元,未达,差 100,000,000.00 元",
        "· 对公存款日均新增 0.00 元,标准线 30,000,000.00 元,未达,差 30,000,000.00 元且有贷款余额:未达",
        "· 国际结算量(美元) 0.00 美元,标准线 50,000,000.00 美元,未达,差 50,000,000.00 美元且有贷款余额:未达",
        "Corporate deposits (ADB) 30,000,000.00 CNY, bar 60,000,000.00 CNY: missed by 30,000,000.00 CNY",
        "at least one of these is asked, none holds:",
        "· Corporate loans (ADB) 0.00 CNY, bar 100,000,000.00 CNY: missed by 100,000,000.00 CNY",
        "· Increase of corporate deposits (ADB) 0.00 CNY, bar 30,000,000.00 CNY: missed by 30,000,000.00 CNY "
        "and Has a loan balance: missed",
        "· International settlement (USD) 0.00 USD, bar 50,000,000.00 USD: missed by 50,000,000.00 USD "
        "and Has a loan balance: missed",
    ]
    assert protected["Quality"] == (
        "85.00 分,标准线 80.00 分,达标,高出 5.00 分\n85.00 points, bar 80.00 points: met by 5.00 points"
    )
    promoted = lines[bank.PROMOTED, "manager"]
    assert promoted["Grade looked at"] == "上一级:客户经理\nnext up: manager"
    assert promoted["Threshold"].split("\n")[:2] == [
        "对公存款日均 70,000,000.00 元,标准线 60,000,000.00 元,达标,高出 10,000,000.00 元",
        "对公贷款日均 110,000,000.00 元,标准线 100,000,000.00 元,达标,高出 10,000,000.00 元",
    ]
    assert promoted["Contribution rank"].split("\n")[1:] == [
        "前 60%(至第 4 名):达标,余 2 名", "rank 2 of 6", "top 60% (down to rank 4): met with 2 places to spare"
    ]  # fmt: skip
    assert "保护线前 15%(至第 1 名):不在内" in lines[bank.DEMOTED, "senior"]["Contribution rank"]
    assert lines[bank.UNRATED, "chief"]["Quality"] == "无得分:素质评分不完整\nno score: ratings incomplete"
    assert lines[bank.LATE, "chief"]["Contribution rank"].startswith("不参加排名:任职不足六个月\nnot ranked:")


def test_who_has_the_highest_grade_is_held_against_no_other(decided: Made) -> None:
    looked_at = [line["Grade looked at"] for line in decided.lines("决定 Decisions") if line["Manager ID"] == bank.LATE]
    assert looked_at == ["现等级:首席客户经理\npresent: chief"]


def test_the_summary_says_what_was_assessed(decided: Made) -> None:
    facts = decided.facts
    assert (facts["首日 First day"], facts["计算截至日 As-of"]) == (datetime(2025, 1, 1), datetime(2025, 12, 31))
    assert facts["状态 State"] == "期满,数据不完整 the whole period, incomplete"
    assert facts["标准数据指纹 Hash of the standard's figures"] == decided.manifest["standard"]["data_hash"]
    assert facts["参加排名 In the pool"] == 6
    assert (facts["不予评定 not assessed"], facts["合计 Total"]) == (2, 7)


def test_a_run_cut_short_says_so(tmp_path: Path) -> None:
    early = made(bank.write(tmp_path / "bank"), tmp_path / "run", "2025", "--as-of", "2025-10-31")
    told = " ".join(filter(None, (row[0] for row in early.book[SUMMARY].iter_rows(values_only=True))))
    assert "预评:计算截至 2025-10-31,早于期末 2025-12-31" in told
    assert "Incomplete: awards, capital, duties, holdings, loan_status, referrals not delivered" in told
    assert early.facts["状态 State"] == "预评,数据不完整 provisional, incomplete"
    assert "Decision (provisional)" in early.lines("决定 Decisions")[0]
    assert early.book.properties.created == datetime(2025, 10, 31)


def test_a_workbook_made_after_the_run_shows_its_seal(decided: Made) -> None:
    run = load_run(decided.folder)
    book = reopened(run, run.scores)
    assert run.manifest["seal"] in [row[1] for row in book[SUMMARY].iter_rows(values_only=True)]


def test_very_many_managers_get_the_summary_only(decided: Made) -> None:
    run = load_run(decided.folder)
    found = run.evidence
    many = Evidence([person for person in found.people for _ in range(800)], found.present)
    many.columns = {name: [value for value in column for _ in range(800)] for name, column in found.columns.items()}
    assert len(many.people) == 5_600 > MOST_MANAGERS
    book = reopened(run, score(many, run.standard.standard, run.period))
    assert book.sheetnames == [SUMMARY]
    assert "5,600" in " ".join(str(row[0]) for row in book[SUMMARY].iter_rows(values_only=True))


def test_a_bank_that_ranks_by_branch_shows_each_pool(decided: Made) -> None:
    run = load_run(decided.folder)
    standard = run.standard.standard
    by_branch = standard.model_copy(update={"pool": standard.pool.model_copy(update={"by": "branch"})})
    book = reopened(run, score(run.evidence, by_branch, run.period))
    rows = [row[:2] for row in book[SUMMARY].iter_rows(values_only=True)]
    assert rows[rows.index(("机构\nBranch", "参加排名人数\nManagers ranked")) + 1] == ("B1", 6)


def test_of_a_flood_of_warnings_the_first_are_listed_and_all_counted(decided: Made) -> None:
    run = load_run(decided.folder)
    line = run.manifest["warnings"][0]
    book = reopened(run, run.scores, warnings=[line], ledger_warnings=[line] * warnings.MOST)
    last = [cell.value for cell in list(book["警告 Warnings"])[-1]]
    assert book["警告 Warnings"].max_row == 1 + warnings.MOST + 1
    assert last[1:3] == ["另有 1 条,见 run.json", "and 1 more in run.json"]


def test_a_run_without_warnings_says_so(decided: Made) -> None:
    run = load_run(decided.folder)
    book = reopened(run, run.scores, warnings=[], ledger_warnings=[])
    assert [cell.value for cell in book["警告 Warnings"][2]][1:3] == ["没有警告。", "There are no warnings."]


def test_an_event_that_nobody_was_there_to_take_is_a_warning(decided: Made) -> None:
    run = load_run(decided.folder)
    charge = {"measure": "overdue_spells", "client_id": "C9", "subject": "0042", "date": "2025-03-04"}
    book = reopened(run, run.scores, warnings=[], unassigned_charges=[charge])
    told = [cell.value for cell in book["警告 Warnings"][2]]
    assert told[2] == "Overdue spells: client C9 has no lead manager on 2025-03-04; nobody is charged."
    assert "0042" in told
