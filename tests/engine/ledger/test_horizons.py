"""A balance or flow of a day that has not come yet is refused, before a mistyped year makes a thousand years of sums."""

from datetime import date
from pathlib import Path

import pytest
import small_bank
from admitting import added, admitted, next_row, places

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import gate
from qiao.engine.ledger.faults import Faults

LATE = {
    **added("balances", "A1,2925-12-31,100.00", "A2,2925-12-30,0.00", "A2,2025-12-31,1.00"),
    **added("flows", "F9,C1,,2025-12-31,fee,FEE,1.00,CNY", "F8,C1,,2925-12-31,fee,FEE,1.00,CNY"),
}
FAULTS = [
    ("after_data_date", "balances", "date", next_row("balances"), "2925-12-31"),
    ("after_data_date", "balances", "date", next_row("balances") + 1, "2925-12-30"),
    ("after_data_date", "flows", "date", next_row("flows") + 1, "2925-12-31"),
]


def imported(folder: Path, stated: date | None, today: date | None = None, **changes: str) -> Faults:
    """What the gate says of the small bank on its way into a store."""
    source = small_bank.write(folder / "ledger", **changes)
    with Database() as db:
        try:
            return gate.admit(db, gate.Request(source, data_date=stated, blank_period="2025", today=today)).faults
        except gate.RefusedError as error:
            return error.faults


@pytest.mark.parametrize(
    ("stated", "today", "told"),
    [
        (date(2025, 12, 31), None, "is after the data date, 2025-12-31; correct this date, or the data date"),
        (None, date(2025, 11, 30), "is more than 31 days ahead (after 2025-12-31); correct it, or state the data_date"),
    ],
)
def test_what_is_dated_after_the_horizon_is_named_by_its_row(
    tmp_path: Path, stated: date | None, today: date | None, told: str
) -> None:
    faults = imported(tmp_path, stated, today, **LATE)
    assert places(faults) == FAULTS
    assert told in faults.faults[0].text.en and "2025-12-31" in faults.faults[0].text.zh


@pytest.mark.parametrize(("stated", "today"), [(date(2025, 12, 30), None), (None, date(2025, 11, 29))])
def test_one_day_later_is_after_it(tmp_path: Path, stated: date | None, today: date | None) -> None:
    late = [
        (table, number)
        for table in ("balances", "flows")
        for number, line in enumerate(LATE[table].splitlines(), 1)
        if "2025-12-31" in line or "2925" in line
    ]
    assert [(table, row) for _, table, _, row, _ in places(imported(tmp_path, stated, today, **LATE))] == late


def test_a_later_day_that_is_stated_is_meant(tmp_path: Path) -> None:
    late = added("balances", "A1,2026-03-31,100.00")
    assert places(imported(tmp_path / "not", None, date(2025, 12, 31), **late))
    assert places(imported(tmp_path / "stated", date(2026, 3, 31), date(2025, 12, 31), **late)) == []


@pytest.mark.parametrize(("stated", "faults"), [(date(2026, 12, 2), []), (date(2026, 12, 3), ["data_date_ahead"])])
def test_no_data_date_is_more_than_a_year_ahead(tmp_path: Path, stated: date, faults: list[str]) -> None:
    """It would make sums of every month up to it."""
    found = imported(tmp_path, stated, date(2025, 12, 1))
    assert [fault.rule for fault in found.faults] == faults


def test_a_run_over_a_folder_leaves_out_what_comes_after_its_data_date(tmp_path: Path) -> None:
    source = small_bank.write(tmp_path / "ledger")
    (source / "mapping.yaml").write_text("data_date: 2025-03-31\n")
    with Database() as db:
        assert not gate.admit(db, gate.Request(source, blank_period="2025", is_complete=True)).faults
    assert places(admitted(tmp_path / "late", today=date(2026, 1, 1), **LATE)) == FAULTS


def test_a_row_that_withdraws_may_name_any_day(tmp_path: Path) -> None:
    balances = "account_id,date,balance,withdrawn\nA1,2025-01-01,1.00,\nA1,2925-12-31,,true\n"
    assert [rule for rule, *_ in places(imported(tmp_path, date(2025, 12, 31), flows="", balances=balances))] == [
        "withdrawn_unknown"
    ]
