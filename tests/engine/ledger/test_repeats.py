"""The same batch twice is stored once, and what only looks like it is another."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from ledger.bringing import imported, in_force

from qiao.engine.ledger import store
from qiao.engine.ledger.gate import Request

pytestmark = pytest.mark.slow


def test_the_same_batch_is_known_whatever_its_files_are_called(place: Path, tmp_path: Path) -> None:
    text = "account_id,date,balance\nA1,2026-01-01,5.00\n"
    first = imported(tmp_path / "b", place, balances=text)
    imported(tmp_path / "c", place, balances=text.replace("5.00", "6.00"))
    again = imported(tmp_path / "d", place, 日终余额=text)
    assert (again.is_new, again.is_repeat, again.batch.number) == (False, True, first.batch.number)
    assert len(store.read_batches(place)) == 3, "a file that is sent twice undoes no correction"
    (tmp_path / "d" / "mapping.yaml").write_text("again: 更正有误\n", encoding="utf-8")
    for is_new in (True, False):
        assert store.import_batch(Request(tmp_path / "d"), place).is_new is is_new
    assert in_force(place, "balances", "account_id, date, CAST(balance AS VARCHAR)")[-1][2] != "6.00"


def test_a_batch_whose_mapping_finds_one_more_table_in_the_same_workbook_is_another(
    place: Path, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    with xlsxwriter.Workbook(tmp_path / "b" / "bank.xlsx") as book:
        for name, rows in {
            "balances": (("account_id", "date", "balance"), ("A1", "2026-01-01", "5.00")),
            "duties": (("duty_id", "client_id", "kind", "due_on"), ("D9", "C1", "signal", "2026-01-01")),
        }.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    (tmp_path / "b" / "mapping.yaml").write_text("ignore: [duties]\n")
    assert set(store.import_batch(Request(tmp_path / "b"), place).batch.manifest["tables"]) == {"balances"}
    (tmp_path / "b" / "mapping.yaml").unlink()
    again = store.import_batch(Request(tmp_path / "b"), place)
    assert again.is_new
    assert ("D9",) in in_force(place, "duties", "duty_id")


def test_the_same_files_with_another_data_date_are_another_batch(place: Path, tmp_path: Path) -> None:
    text = "account_id,date,balance\nA1,2026-01-01,5.00\n"
    imported(tmp_path / "b", place, balances=text)
    (tmp_path / "b" / "mapping.yaml").write_text("data_date: 2026-01-31\n")
    stated = store.import_batch(Request(tmp_path / "b"), place)
    assert (stated.is_new, stated.batch.data_date) == (True, date(2026, 1, 31))
    (tmp_path / "b" / "mapping.yaml").unlink()
    for asked in (None, date(2026, 1, 1)):
        again = store.import_batch(Request(tmp_path / "b", data_date=asked), place)
        assert (again.is_repeat, again.batch.number) == (True, 2), "what its rows say is the date of the first"


def test_another_data_date_or_another_reading_is_another_batch(place: Path, tmp_path: Path) -> None:
    imported(tmp_path / "b", place, balances="account_id,date,balance\nA1,2026-01-01,5.00\n")
    stated = Request(tmp_path / "b", data_date=date(2026, 1, 2))
    assert [store.import_batch(stated, place).is_new for _ in range(2)] == [True, False]
    (tmp_path / "b" / "mapping.yaml").write_text("values: {balances: {account_id: {A1: A2}}}\n", encoding="utf-8")
    assert store.import_batch(Request(tmp_path / "b"), place).is_new
    (tmp_path / "b" / "mapping.yaml").write_text("ignore: [别的]\ncolumns: {clients: {甲: name}}\n", encoding="utf-8")
    assert store.import_batch(Request(tmp_path / "b"), place).batch.number == 2, (
        "of other tables a mapping may say anything"
    )
