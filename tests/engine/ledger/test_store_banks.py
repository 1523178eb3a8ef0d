"""A bank handed over in two batches is assessed as one handed over at once, to the last digit."""

from pathlib import Path
from random import Random

import depth
import pytest
from oracle.folder import Bank, storable, write_bank
from oracle_banks import bank_from
from run_engine import assess

from qiao.engine.ledger import store
from qiao.engine.ledger.gate import Request

PARTED = ("balances", "flows", "ratings", "loan_status", "targets")


def in_two(luck: Random, bank: Bank) -> tuple[Bank, Bank]:
    """All tables with some rows of the large ones, and the rest of these."""
    first, second = dict(bank.tables), {}
    for name in PARTED:
        if name in first:
            chosen = [luck.random() < 0.5 for _ in first[name]]
            second[name] = [row for row, is_first in zip(first[name], chosen, strict=True) if not is_first]
            first[name] = [row for row, is_first in zip(first[name], chosen, strict=True) if is_first]
    return Bank(bank.period, bank.as_of, bank.data_date, first), Bank(bank.period, bank.as_of, bank.data_date, second)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(500, 500 + depth.of(6, 48)))
def test_two_batches_are_one_delivery(tmp_path: Path, number: int) -> None:
    bank = bank_from(Random(number).getrandbits(48))
    for row in bank.tables.get("ratings", []):
        row["period"] = row.get("period") or bank.period  # a store does not guess it
    options = ["--as-of", bank.as_of] if bank.as_of else []
    write_bank(bank, tmp_path / "whole")
    for name, part in zip(("first", "second"), in_two(Random(number), bank), strict=True):
        write_bank(storable(part), tmp_path / name)
        store.import_batch(Request(tmp_path / name), tmp_path / "store")
    at_once = assess(tmp_path / "whole", bank.period, tmp_path / "run", *options)
    assert assess(tmp_path / "store", bank.period, tmp_path / "run-of-store", *options) == at_once
