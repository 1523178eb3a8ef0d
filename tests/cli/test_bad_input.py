"""Whatever is wrong with a command, it says so in one sentence in each language, with its status, and nothing is left."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import small_bank
from program import is_chinese, run

from qiao.engine import standards

TABLES = small_bank.TABLES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank, a run of it, and a store."""
    folder = tmp_path_factory.mktemp("made")
    small_bank.write(folder / "bank")
    assert run("assess", folder / "bank", "--period", "2025", "--out", folder / "run").status == 0
    assert run("import", small_bank.write(folder / "dated"), "--store", folder / "store").status == 0
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- the request is wrong: status 2 -----------------------------------------------------------------------------------

REQUESTS: dict[str, tuple[str, str]] = {
    "a missing folder": ("assess {nowhere} --period 2025 --out {out}", "There is no ledger at"),
    "an unknown quarter": ("assess {bank} --period 2025Q5 --out {out}", "Unknown period '2025Q5'"),
    "an unknown month": ("assess {bank} --period 2025-13 --out {out}", "Unknown period '2025-13'"),
    "a period of nonsense": ("assess {bank} --period soon --out {out}", "Unknown period 'soon'"),
    "a range that ends before it begins": ("assess {bank} --period 2025-02-01..2025-01-01 --out {out}", "Unknown period"),
    "a period after the data": ("assess {bank} --period 2027 --out {out}", "The data ends on 2025-12-31"),
    "an as-of after the period": ("assess {bank} --period 2025H1 --as-of 2025-07-01 --out {out}", "is later than"),
    "an as-of of nonsense": ("assess {bank} --period 2025 --as-of 2025-02-30 --out {out}", "--as-of"),
    "an engine that is not there": ("assess {bank} --period 2025 --engine flink --out {out}", "There is no engine 'flink'"),
    "a folder for Spark": ("assess {bank} --period 2025 --engine spark --out {out}", "Spark assesses a store, which"),
    "a standard that is not there": ("assess {bank} --period 2025 --standard {nowhere} --out {out}", "Cannot read the standard"),
    "a place that holds something else": ("assess {bank} --period 2025 --out {bank}", "holds something else"),
    "a mapping that is not there": ("assess {bank} --period 2025 --mapping {nowhere} --out {out}", "mapping"),
    "a run that is none": ("show {bank}", "is not a run"),
    "verifying what is no run": ("verify {nowhere}", "is not a run"),
    "an unknown manager": ("explain {run} --manager M9", "There is no manager 'M9'"),
    "an unknown indicator": ("explain {run} --manager M1 --indicator CORP99", "has no indicator 'CORP99'"),
    "an unknown client": ("explain {run} --manager M1 --indicator CORP01 --client C9", "There is no client 'C9'"),
    "an outlook of nobody": ("outlook {run} --manager M9 --as-of 2025-06-30", "There is no manager 'M9'"),
    "an outlook from outside": ("outlook {run} --manager M1 --as-of 2026-06-30", "2026-06-30"),
    "a store in a file": ("import {bank} --store {bank}/managers.csv", "neither a store nor an empty folder"),
    "importing nothing": ("import {nowhere} --store {out}", "There is no"),
    "a sample over something": ("sample --out {bank}", "is not empty"),
    "a standard of the wrong kind": ("standard check {bank}/managers.csv", "line"),
}  # fmt: skip


@pytest.mark.parametrize("what", REQUESTS)
def test_a_wrong_request_is_one_sentence(made: Path, tmp_path: Path, what: str) -> None:
    words, expected = REQUESTS[what]
    places = {"nowhere": tmp_path / "nowhere", "bank": made / "bank", "run": made / "run", "out": tmp_path / "out"}
    before = snapshot(made)
    done = run(*words.format(**places).split())
    assert done.status == 2, done
    chinese, english = done.err.strip().splitlines()[-2:]
    assert is_chinese(chinese)
    assert expected in english or expected in done.err, done.err
    assert "Traceback" not in done.err
    assert snapshot(made) == before
    assert not list(tmp_path.rglob("*.partial"))
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.parametrize("words", ["assess", "assess x --period 2025", "nonsense", "explain x", "show --colour x"])
def test_a_command_that_lacks_something_shows_how_to_use_it(words: str) -> None:
    done = run(*words.split())
    assert done.status == 2
    assert "Usage: qiao" in done.err
    assert "Traceback" not in done.err


def test_two_periods_are_not_compared(made: Path, tmp_path: Path) -> None:
    assert run("assess", made / "bank", "--period", "2025H1", "--out", tmp_path / "half").status == 0
    done = run("compare", made / "run", tmp_path / "half")
    assert done.status == 2
    assert "different periods" in done.err


# --- the standard is wrong -------------------------------------------------------------------------------------------


def test_a_standard_with_a_fault_names_the_line(made: Path, tmp_path: Path) -> None:
    text = standards.load(None).text.replace("rank_within: 60%", "rank_within: 160%", 1)
    line = text[: text.index("160%")].count("\n") + 1
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    done = run(
        "assess", made / "bank", "--period", "2025", "--standard", tmp_path / "ours.yaml", "--out", tmp_path / "out"
    )
    assert done.status == 2
    assert f"line {line}" in done.err
    assert "grades.manager.rank_within" in done.err
    assert not (tmp_path / "out").exists()


# --- the data is wrong: status 3 and a report -------------------------------------------------------------------------


def added(table: str, line: str) -> Callable[[Path], None]:
    return lambda bank: (bank / f"{table}.csv").write_text(TABLES[table] + line + "\n", encoding="utf-8") and None


def file(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda bank: (bank / name).write_bytes(data) and None


DATA: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "an unknown table": (file("weather.csv", b"day\n1\n"), "unknown_table", "weather"),
    "an unknown column": (file("limits.csv", b"limit_id,client_id,amount,currency,from_date,colour\n"), "unknown_column", "colour"),
    "a broken line": (added("balances", 'A1,2025-01-01,"1'), "csv_open_quote", "A1"),
    "too few cells": (added("balances", "A1,2025-01-01"), "cells", "A1"),
    "NaN": (added("balances", "A1,2025-01-01,NaN"), "shape", "NaN"),
    "a number of the wrong kind": (added("balances", "A1,2025-01-01,1e400"), "shape", "1e400"),
    "a day that is none": (added("balances", "A1,2025-02-30,1"), "not_a_day", "2025-02-30"),
    "a day of long ago": (added("balances", "A1,0205-01-01,1"), "shape", "0205-01-01"),
    "a share of 1.2": (added("assignments", "C3,M1,2024-01-01,2024-02-01,1.2,assist,"), "range", "1.2"),
    "a balance of an unknown account": (added("balances", "A77,2025-01-01,1"), "unknown_reference", "A77"),
    "an encoding of its own": (file("limits.csv", b"limit_id\n\xff\xff\xff\n"), "encoding", ""),
    "a workbook that is none": (file("limits.xlsx", b"no workbook"), "damaged", ""),
    "a missing table": (lambda bank: (bank / "assignments.csv").unlink(), "missing_table", ""),
}  # fmt: skip


@pytest.mark.parametrize("what", DATA)
def test_wrong_data_is_reported_whole(tmp_path: Path, what: str) -> None:
    spoil, rule, value = DATA[what]
    bank = small_bank.write(tmp_path / "bank")
    spoil(bank)
    before = snapshot(bank)
    done = run("assess", bank, "--period", "2025", "--out", tmp_path / "out")
    assert done.status == 3, done
    assert "Traceback" not in done.err
    assert is_chinese(done.err.strip().splitlines()[-2])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["faults.json", "faults.xlsx"]
    report = json.loads((tmp_path / "out" / "faults.json").read_text(encoding="utf-8"))
    found = [fault for fault in report["list"] if fault["severity"] == "fault"]
    assert rule in {fault["rule"] for fault in found}, found
    told = next(fault for fault in found if fault["rule"] == rule)
    assert value in told["value"]
    assert is_chinese(told["zh"]) and told["en"] and told["zh"] in done.err
    assert openpyxl.load_workbook(tmp_path / "out" / "faults.xlsx").sheetnames
    assert snapshot(bank) == before


def test_the_report_makes_way_for_the_run(tmp_path: Path) -> None:
    bank = small_bank.write(tmp_path / "bank")
    added("balances", "A1,2025-02-30,1")(bank)
    assert run("assess", bank, "--period", "2025", "--out", tmp_path / "out").status == 3
    (bank / "balances.csv").write_text(TABLES["balances"], encoding="utf-8")
    assert run("assess", bank, "--period", "2025", "--out", tmp_path / "out").status == 0
    assert not (tmp_path / "out" / "faults.json").exists()


def test_an_import_that_is_refused_leaves_the_store(made: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(made / "store", tmp_path / "store"))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "balances.csv").write_text("account_id,date,balance\nA77,2025-02-30,1.005\n", encoding="utf-8")
    before = snapshot(place)
    done = run("import", tmp_path / "more", "--store", place, "--report", tmp_path / "report")
    assert done.status == 3
    assert snapshot(place) == before
    assert {path.name for path in (tmp_path / "report").iterdir()} == {"faults.json", "faults.xlsx"}
