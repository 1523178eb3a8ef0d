"""Foreign amounts need a rate on or before their day, and nothing else does."""

from pathlib import Path

import pyarrow.parquet as pq
import small_bank
from admitting import TABLES, admitted, changed, places

from qiao.engine.ledger import store
from qiao.engine.ledger.gate import Request

EUROS = {**changed("accounts", "A3,C2,TD,USD", "A3,C2,TD,EUR"), "flows": ""}


def test_a_foreign_amount_needs_a_rate_on_or_before_its_day(tmp_path: Path) -> None:
    faults = admitted(tmp_path, **EUROS)
    assert places(faults) == [
        ("no_rate", "balances", "date", 7, "EUR"),
        ("no_rate", "balances", "date", 8, "EUR"),
    ]
    assert "2024-01-01" in faults.faults[0].text.zh


def test_without_a_table_of_rates_every_foreign_amount_lacks_one(tmp_path: Path) -> None:
    faults = admitted(tmp_path, fx_rates="")
    assert [(table, row) for _, table, _, row, _ in places(faults)] == [("balances", 7), ("balances", 8), ("flows", 3)]


def test_a_rate_on_the_first_needed_day_is_enough(tmp_path: Path) -> None:
    rates = "currency,date,rate_to_cny,units\nEUR,2024-01-01,7.8,\n"
    assert places(admitted(tmp_path, **EUROS, fx_rates=rates)) == []
    late = rates.replace("2024-01-01", "2024-01-02")
    assert places(admitted(tmp_path / "b", **EUROS, fx_rates=late)) == [("no_rate", "balances", "date", 7, "EUR")]


def test_an_amount_of_zero_needs_no_rate(tmp_path: Path) -> None:
    balances = "account_id,date,balance\nA3,2024-01-01,0.00\nA3,2025-01-01,-0\n"
    assert places(admitted(tmp_path, **EUROS, balances=balances, fx_rates="")) == []


def test_a_closed_account_needs_no_rate(tmp_path: Path) -> None:
    accounts = TABLES["accounts"].replace(
        "A3,C2,TD,USD,general,2020-01-01,", "A3,C2,TD,EUR,general,2020-01-01,2024-01-01"
    )
    assert places(admitted(tmp_path, accounts=accounts, flows="")) == []


def test_gaps_before_what_is_needed_are_one_warning_a_currency(tmp_path: Path) -> None:
    rates = "currency,date,rate_to_cny,units\nEUR,2024-06-01,7.8,\n"
    balances = (
        "account_id,date,balance\nA3,2020-01-01,1.00\nA3,2021-01-01,2.00\nA3,2022-01-01,0.00\nA3,2024-06-01,5.00\n"
    )
    faults = admitted(tmp_path, **EUROS, balances=balances, fx_rates=rates)
    assert places(faults) == []
    assert places(faults, "warning") == [("no_old_rate", "balances", "date", 2, "EUR")]


def test_an_import_needs_rates_from_the_year_before_its_data_date(tmp_path: Path) -> None:
    rates = "currency,date,rate_to_cny,units\nEUR,2024-01-02,7.8,\n"
    balances = "account_id,date,balance\nA3,2023-12-30,1.00\nA3,2023-12-31,2.00\nA3,2025-12-31,3.00\n"
    faults = admitted(tmp_path, needed=None, **EUROS, balances=balances, fx_rates=rates)
    assert places(faults) == [("no_rate", "balances", "date", 3, "EUR")]
    assert places(faults, "warning") == [("no_old_rate", "balances", "date", 2, "EUR")]


def test_a_flow_whose_dollars_do_not_fit_has_none(tmp_path: Path) -> None:
    flows = (
        "flow_id,client_id,date,kind,amount,currency\nF1,C1,2025-03-01,fee,99999999999999.00,CNY\n"
        "F2,C1,2025-03-01,fee,-0.01,CNY\n"
    )
    rates = "currency,date,rate_to_cny,units\nUSD,2024-01-01,7.1,999999\n"
    bank = small_bank.write(tmp_path / "bank", flows=flows, fx_rates=rates)
    ledger = store.import_batch(Request(bank), tmp_path / "store").ledger
    found = {row["flow_id"]: (row["fen"], row["usd_cents"]) for row in pq.read_table(ledger.file("flows")).to_pylist()}
    assert found == {"F1": (9_999_999_999_999_900, None), "F2": (-1, -140_845)}
