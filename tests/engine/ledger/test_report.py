"""The report of a refused batch: JSON for programs, and the bank's own rows with their reasons for people."""

import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
import small_bank
import xlsxwriter

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import encoding, gate
from qiao.engine.ledger.reading import marking
from qiao.engine.ledger.report import write_marked, write_report

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


@pytest.fixture
def refused(tmp_path: Path) -> gate.RefusedError:
    """A batch of a faulty text file, a workbook with a faulty sheet and one more sheet."""
    rows = "".join(f'A1,2024-{month:02}-{day:02},"{day}.00"\n' for month in range(1, 13) for day in range(1, 29))
    source = small_bank.write(
        tmp_path / "sent", balances=f"account_id,date,balance\n{rows}A1,2025-02-30,1.00\n", clients="", products=""
    )
    with xlsxwriter.Workbook(source / "客户.xlsx") as book:
        for name in ("clients", "products"):
            sheet = book.add_worksheet(name)
            for number, line in enumerate(
                TABLES[name].replace("乙公司,,,,,,2020-01-01", "乙公司,,,,,,2020-02-31").splitlines()
            ):
                sheet.write_row(number, 0, line.split(","))
    with Database() as db, pytest.raises(gate.RefusedError) as refused:
        gate.admit(db, gate.Request(source, is_complete=True))
    return refused.value


def test_the_senders_own_files_come_back_marked(refused: gate.RefusedError, tmp_path: Path) -> None:
    place = tmp_path / "marked.zip"
    place.write_bytes(b"what a killed process left")
    write_marked(refused.faults, refused.delivered, place, "en")
    with zipfile.ZipFile(place) as found:
        assert sorted(found.namelist()) == ["balances.csv", "客户.xlsx"]
        lines = found.read("balances.csv").decode("utf-8-sig").split("\r\n")
        book = openpyxl.load_workbook(io.BytesIO(found.read("客户.xlsx")))
    assert (lines[0], lines[1]) == ("account_id,date,balance,What is wrong", "A1,2024-01-01,1.00,")
    assert "2025-02-30" in lines[-2].split(",", 3)[3]
    assert [len(lines), lines[-1]] == [12 * 28 + 3, ""]
    assert "2020-02-31" in str(book["clients"].cell(3, book["clients"].max_column).value)
    assert book["products"]["A1"].value == "product_code"


def test_a_file_that_cannot_be_marked_is_left_out_and_named(
    refused: gate.RefusedError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "_MOST", 100)
    write_marked(refused.faults, refused.delivered, tmp_path / "marked.zip", "zh")
    with zipfile.ZipFile(tmp_path / "marked.zip") as found:
        assert sorted(found.namelist()) == ["balances.csv", "未能加注.txt"]
        (told,) = found.read("未能加注.txt").decode("utf-8-sig").splitlines()
    assert told.startswith("客户.xlsx:该文件有超过") and "faults.xlsx" in told


@pytest.mark.slow
def test_a_marked_file_is_never_held_whole(
    refused: gate.RefusedError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "CHUNK", 1 << 14)
    path = tmp_path / "sent" / "balances.csv"
    with path.open("a") as file:
        file.writelines(f"A1,2023-01-01,{number}.00\n" for number in range(120_000))
    tracemalloc.start()
    try:
        write_marked(refused.faults, refused.delivered, tmp_path / "marked.zip", "en")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size


def test_a_report_needs_a_folder(report: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with Database() as db, pytest.raises(gate.RefusedError) as refused:
        gate.admit(db, gate.Request(small_bank.write(tmp_path / "b2", managers=""), is_complete=True))
    with pytest.raises(RequestError):
        write_report(refused.value.faults, refused.value.delivered, tmp_path / "file")
