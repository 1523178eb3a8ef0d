"""A whole ledger is the same to the byte, however few accounts it is made of at a time."""

from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from ledger.shapes import recent_intervals
from oracle.folder import Bank, storable, write_bank
from oracle_banks import bank_from

from qiao.engine.ledger import store, whole
from qiao.engine.ledger.gate import Request
from qiao.engine.ledger.prepared import Prepared
from qiao.engine.periods import day_number, from_number

pytestmark = pytest.mark.slow

# Twice after the last day of any data, a rate cuts what a foreign account holds.
LATE = ("2026-02-10", "2027-05-31")


def imported(folder: Path, place: Path, steps: int = whole.STEPS_AT_ONCE) -> Prepared:
    with mock.patch.object(whole, "STEPS_AT_ONCE", steps):
        return store.import_batch(Request(folder, blank_period="2025"), place).ledger


def with_late_rates(bank: Bank) -> Bank:
    rates = bank.tables["fx_rates"]
    late = [{**rates[-1], "date": day} for day in LATE if rates]
    return Bank(bank.period, bank.as_of, bank.data_date, bank.tables | {"fx_rates": [*rates, *late]})


def last_day_summed(ledger: Prepared) -> date | None:
    """The last first day of a month up to which there are sums."""
    days = pq.read_table(ledger.file("sums"), columns=["day"])["day"]
    return from_number(pc.max(days).as_py()) if len(days) else None


def month_after(ledger: Prepared) -> date | None:
    """The first day of the month after the data's date, or after the last interval has begun; None without intervals."""
    begun = pq.read_table(ledger.file("intervals"), columns=["from_day"])["from_day"]
    if not len(begun):
        return None
    last = max(pc.max(begun).as_py(), day_number(ledger.data_date or date.min))
    return (from_number(last).replace(day=1) + timedelta(days=31)).replace(day=1)


@pytest.mark.parametrize("number", range(2_000, 2_012))
def test_however_few_accounts_are_worked_on_at_once_the_files_are_the_same(number: int, tmp_path: Path) -> None:
    bank = storable(bank_from(number))
    write_bank(with_late_rates(bank) if number % 2 else bank, tmp_path / "bank")
    whole_bank = imported(tmp_path / "bank", tmp_path / "store")
    assert last_day_summed(whole_bank) == month_after(whole_bank)
    for steps in (1, 3):
        ledger = imported(tmp_path / "bank", tmp_path / f"by-{steps}", steps)
        assert ledger.manifest["files"] == whole_bank.manifest["files"], steps
    if whole_bank.data_date:
        assert 0 <= recent_intervals(whole_bank) <= whole_bank.manifest["files"]["intervals"]["rows"]
