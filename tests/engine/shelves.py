"""Stores for the tests of what the desk shows: the small bank with more in it, and random banks."""

from functools import cache
from pathlib import Path
from random import Random

import pytest
import small_bank
from oracle.folder import Bank, storable, write_bank
from oracle_banks import bank_from

from qiao import engine

MORE = {
    "limits": (
        "limit_id,client_id,kind,amount,currency,from_date,to_date\n"
        "L1,C1,综合授信,50000000.00,CNY,2024-01-01,2026-12-31\nL2,C1,,100.50,USD,2024-01-01,\n"
    ),
    "holdings": (
        "client_id,product_code,from_date,to_date,last_used_on\n"
        "C1,DD,2020-01-01,,2025-12-01\nC1,FEE,2024-01-01,2025-06-30,\nC2,TD,2021-01-01,,2025-11-11\n"
    ),
    "clients": (
        "client_id,name,uscc,industry,scale,group_id,region,opened_on\n"
        "C1,甲公司,91110000100000009U,C13,large,G1,华北,2020-01-01\nC2,乙公司,,,,,,2020-01-01\nC3,丙公司,,,,,,2025-02-01\n"
    ),
    "products": small_bank.TABLES["products"]
    + "TF,押汇,trade_finance,,,\nDISC,贴现,bill,,discount,\nIB,同业,deposit,,interbank|demand,\n",
    "accounts": (
        "account_id,client_id,product_code,currency,account_type,opened_on,closed_on,matures_on,limit_id\n"
        "A1,C1,DD,CNY,basic,2020-01-01,,,\nA2,C1,LN,CNY,loan,2020-01-01,,2026-06-30,L1\nA3,C2,TD,USD,general,2020-01-01,,,\n"
        "A4,C3,DD,CNY,basic,2025-02-01,,,\nA5,C1,TF,CNY,other,2025-01-01,2025-03-11,,\nA6,C1,DISC,CNY,other,2020-01-01,,,\n"
        "A7,C1,IB,CNY,other,2020-01-01,,,\n"
    ),
    "balances": small_bank.TABLES["balances"]
    + "A5,2025-03-01,1000.00\nA6,2025-07-01,70.00\nA7,2025-01-01,999.00\nA7,2025-02-01,-999.00\n"
    "A1,2025-04-01,-20.00\nA1,2025-04-11,500.00\n",
}


def imported(folder: Path, place: Path, **requested: object) -> engine.Imported:
    """Import a folder into a store."""
    return engine.import_batch(engine.Request(folder, **requested), place)  # type: ignore[arg-type]


def small_store(folder: Path) -> Path:
    """A store of the small bank with limits, holdings and products of every book."""
    imported(small_bank.write(folder / "bank", **MORE), folder / "store")
    return folder / "store"


def random_store(number: int, factory: pytest.TempPathFactory) -> tuple[Bank, Path]:
    """A store of a random bank that has balances and flows; made once a process, for tests that only read it."""
    return _random_store(number, factory.getbasetemp())


@cache
def _random_store(number: int, base: Path) -> tuple[Bank, Path]:
    folder, luck = base / f"random-store-{number}", Random(number)
    while not {"balances", "flows"} <= (bank := bank_from(luck.getrandbits(48))).tables.keys():
        pass
    for row in bank.tables.get("ratings", []):
        row["period"] = row.get("period") or bank.period  # a store does not guess it
    bank = storable(bank)
    write_bank(bank, folder / "bank")
    imported(folder / "bank", folder / "store")
    return bank, folder / "store"
