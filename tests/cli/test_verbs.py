"""Each verb on a small bank, in both languages, judged by what a person reads."""

import json
from pathlib import Path

import pytest
import small_bank
from program import is_chinese, run

from qiao.engine import standards

VERBS = (
    "sample",
    "assess",
    "show",
    "explain",
    "import",
    "simulate",
    "outlook",
    "compare",
    "verify",
    "standard",
    "store",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    small_bank.write(folder / "bank")
    assert run("assess", folder / "bank", "--period", "2025", "--out", folder / "run").status == 0
    text = standards.load(None).text.replace("at_least: 30000000.00 CNY", "at_least: 45000000.00 CNY", 1)
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_program_lists_its_verbs() -> None:
    done = run("--help")
    assert done.status == 0
    assert all(f" {verb} " in done.out for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_in_both_languages(verb: str) -> None:
    done = run(verb, "--help")
    assert done.status == 0
    head = done.out.partition("Options")[0]
    assert is_chinese(head) and " / " in head


def said(*words: str | Path) -> str:
    done = run(*words)
    assert done.status == 0, done
    assert done.err == ""
    return done.out


def test_assess_and_show(made: Path, tmp_path: Path) -> None:
    told = said("assess", made / "bank", "--period", "2025", "--out", tmp_path / "run", "--lang", "en")
    assert "Assessment 2025" in told and "scorecards.xlsx" in told
    assert "考评 2025" in said("show", made / "run")
    assert told.replace(str(tmp_path), str(made)) == said("show", made / "run", "--lang", "en")


def test_a_provisional_run_says_so(made: Path, tmp_path: Path) -> None:
    told = said(
        "assess", made / "bank", "--period", "2025", "--as-of", "2025-10-31", "--out", tmp_path / "run", "--lang", "en"
    )
    assert "rovisional" in told and "2025-10-31" in told


def test_import_tells_what_it_took_and_replaced(made: Path, tmp_path: Path) -> None:
    told = said("import", made / "bank", "--store", tmp_path / "store", "--lang", "en")
    assert "Stored as batch 1, data date 2025-12-31" in told
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "balances.csv").write_text("account_id,date,balance\nA1,2025-03-01,1.00\nA1,2025-04-01,2.00\n")
    again = said("import", tmp_path / "more", "--store", tmp_path / "store", "--lang", "en")
    assert "Stored as batch 2" in again and "of which 1 replace" in again


def test_explain_opens_the_decision_and_an_indicator(made: Path) -> None:
    told = said("explain", made / "run", "--manager", "M1", "--lang", "en")
    for expected in ("李明", "threshold", "contribution", "quality", "CORP01", "CONTRIB02"):
        assert expected in told
    assert "门槛" in said("explain", made / "run", "--manager", "M1")
    opened = said("explain", made / "run", "--manager", "M1", "--indicator", "CORP01", "--client", "C1")
    assert "2025-03-01" in opened and "份额 0.7000" in opened


def test_simulate_names_who_moves_and_why(made: Path, tmp_path: Path) -> None:
    told = said(
        "simulate", made / "run", "--standard", made / "other.yaml", "--json", tmp_path / "moves.json", "--lang", "en"
    )
    assert "sum of changes" in told
    written = json.loads((tmp_path / "moves.json").read_text(encoding="utf-8"))
    assert written["movers"] == sum(change["is_mover"] for change in written["changes"])


def test_compare_a_run_with_itself(made: Path) -> None:
    assert "0 move" in said("compare", made / "run", made / "run", "--lang", "en")


def test_outlook_tells_the_days_left(made: Path) -> None:
    told = said("outlook", made / "run", "--manager", "M1", "--as-of", "2025-10-31", "--lang", "en")
    assert "61 days left" in told
    assert "剩 61 天" in said("outlook", made / "run", "--manager", "M1", "--as-of", "2025-10-31")


def test_verify_says_that_it_holds(made: Path) -> None:
    assert "✓ Verified" in said("verify", made / "run", "--lang", "en")
    assert "✓ 核验一致" in said("verify", made / "run")


def test_the_language_comes_from_the_environment_too(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_LANG", "en_GB.UTF-8")
    assert "Assessment 2025" in said("show", made / "run")
