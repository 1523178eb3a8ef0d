"""The report of a refused batch: JSON for programs, and the bank's own rows with their reasons for people."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
import small_bank

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import gate
from qiao.engine.ledger.report import write_report

TABLES = small_bank.TABLES
FAULTY = (
    "账号,余额日期,余额,备注\n"
    "A1,2025-01-01,1.00,ok\n"
    "A1,2025-02-30,1.005,=HYPERLINK(1)\n"
    "A77,2025-01-02,2.00,@evil\n"
    'A1,2025-01-03,"3\n'
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    source = small_bank.write(
        tmp_path / "bank",
        balances=FAULTY.replace(",备注", "").replace(",ok", "").replace(",=HYPERLINK(1)", "").replace(",@evil", ""),
    )
    (source / "clients.csv").write_text(TABLES["clients"] + "=1+1,危险公司,123,,,,,2025-13-01\n", encoding="utf-8")
    with Database() as db, pytest.raises(gate.RefusedError) as refused:
        gate.admit(db, gate.Request(source, is_complete=True))
    write_report(refused.value.faults, refused.value.delivered, tmp_path / "report")
    return tmp_path / "report"


def test_the_json_holds_every_fault_in_both_languages(report: Path) -> None:
    found = json.loads((report / "faults.json").read_text(encoding="utf-8"))
    assert found["faults"] == len([fault for fault in found["list"] if fault["severity"] == "fault"]) >= 5
    assert {"not_a_day", "shape", "unknown_reference"} <= {fault["rule"] for fault in found["list"]}
    assert {line["rule"]: line["count"] for line in found["counts"]}["unknown_reference"] >= 1
    told = next(fault for fault in found["list"] if fault["value"] == "A77")
    assert (told["table"], told["column"], told["row"], told["source"]) == ("balances", "account_id", 4, "balances.csv")
    assert "A77" in told["zh"] and "A77" in told["en"]


def test_the_workbook_shows_the_banks_rows_with_their_reasons(report: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO((report / "faults.xlsx").read_bytes()))
    (sheet,) = [sheet for sheet in book.worksheets if any(cell.value == "A77" for row in sheet for cell in row)]
    heads = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in heads if "账号" in row)
    assert "余额日期" in header and any("原因" in str(cell) for cell in header)
    row = next(row for row in heads if "A77" in row)
    assert any("不存在" in str(cell) for cell in row)
    twice = next(row for row in heads if "2025-02-30" in row)
    assert sum(str(cell).count("请改正") for cell in twice) >= 2, "both faults of the row stand beside it"
    assert sheet.freeze_panes and sheet.auto_filter.ref


def test_no_cell_becomes_a_formula(report: Path) -> None:
    book = openpyxl.load_workbook(report / "faults.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert "=1+1" in {cell.value for cell in cells}


def test_a_report_needs_a_folder(report: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with Database() as db, pytest.raises(gate.RefusedError) as refused:
        gate.admit(db, gate.Request(small_bank.write(tmp_path / "b2", managers=""), is_complete=True))
    with pytest.raises(RequestError):
        write_report(refused.value.faults, refused.value.delivered, tmp_path / "file")
