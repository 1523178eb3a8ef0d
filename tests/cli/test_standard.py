"""`qiao standard check|show|diff|schema`, as the officer who keeps a bank's standard uses them."""

import json
from pathlib import Path

import pytest
from program import Done, run

from qiao.engine import standards

DEFAULT = standards.load(None).text


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The default with a higher bar for managers, and another weight."""
    text = DEFAULT.replace("at_least: 60000000.00 CNY", "at_least: 75000000.00 CNY", 1).replace(
        "rank_within: 60%", "rank_within: 55%", 1
    )
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "ours.yaml"


def said(done: Done) -> str:
    assert done.status == 0, done
    return done.out


def test_the_default_has_no_fault() -> None:
    told = said(run("standard", "check", "--lang", "en"))
    assert "31 indicators, 7 categories" in told
    assert "No faults" in told
    assert "31 项指标" in said(run("standard", "check"))


def test_a_faulty_one_lists_every_fault_with_its_line(tmp_path: Path) -> None:
    text = DEFAULT.replace("rank_within: 85%", "rank_within: x").replace("quality_at_least: 80", "quality_at_least: y")
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    done = run("standard", "check", tmp_path / "bad.yaml", "--lang", "en")
    assert done.status == 2
    told = done.out + done.err
    assert "grades.assistant.rank_within" in told and "grades.manager.quality_at_least" in told
    assert told.count("line ") >= 2
    assert "2 faults" in told


def test_show_gives_every_figure_with_its_mark() -> None:
    chinese, english = said(run("standard", "show")), said(run("standard", "show", "--lang", "en"))
    for code in ("CORP01", "ASSET05", "BONUS03", "CONTRIB02"):
        assert code in chinese and code in english
    assert "6,000 万元" in chinese and "◆" in chinese
    assert "Corporate deposits" in english


def test_diff_names_each_changed_figure(ours: Path, tmp_path: Path) -> None:
    (tmp_path / "default.yaml").write_text(DEFAULT, encoding="utf-8")
    told = said(run("standard", "diff", tmp_path / "default.yaml", ours, "--lang", "en"))
    for expected in (
        "grades.manager.threshold.all.deposit_adb.at_least",
        "75000000.00 CNY",
        "grades.manager.rank_within",
        "55%",
    ):
        assert expected in told
    assert "The standards are equal" in said(run("standard", "diff", ours, ours, "--lang", "en"))


def test_the_schema_is_json() -> None:
    found = json.loads(said(run("standard", "schema")))
    assert found["$schema"].startswith("https://json-schema.org/")
    assert "indicators" in found["properties"]
