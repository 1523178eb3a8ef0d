"""A summary is what series and flows say, client by client, and nothing that lacks a rate is passed over."""

from datetime import date
from pathlib import Path

import pytest
import small_bank
from shelves import random_store, small_store

from qiao import engine
from qiao.engine.periods import DAY, months_before

SIGNS = {"ftp_margin": 1, "fee": 1, "credit_cost": -1, "direct_cost": -1}


def test_one_row_a_client(tmp_path: Path) -> None:
    first, second, third = engine.summaries(engine.open_book(small_store(tmp_path)))
    assert first.deposits == 71_234_567_89
    assert first.loans == 90_000_000_01 + 70_00
    assert (first.contribution, first.contribution_before, first.has_contribution) == (12_345_67, 0, True)
    assert (first.last_flow_on, first.settles_abroad) == (date(2025, 5, 5), True)
    assert (second.contribution, second.has_contribution, second.settles_abroad) == (0, False, True)
    assert (third.deposits, third.last_flow_on, third.settles_abroad) == (500_000_00, date(2025, 12, 30), False)


@pytest.mark.parametrize("number", [700, *(pytest.param(n, marks=pytest.mark.slow) for n in range(701, 710))])
def test_it_agrees_with_series_and_flows(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    bank, place = random_store(number, tmp_path_factory)
    book = engine.open_book(place)
    assert book.data_date
    stop = book.data_date + DAY
    start, earlier = months_before(stop, 12), months_before(stop, 24)
    rows = {row.client_id: row for row in engine.summaries(book)}
    assert list(rows) == [client.client_id for client in book.clients()]
    for client, row in rows.items():
        found = engine.series(book, client, start, book.data_date)
        before = engine.series(book, client, earlier, start - DAY)
        if row.deposit_average_before is None:
            assert before.untranslated
        else:
            assert row.deposit_average_before == before.books["deposit"].average
        if row.deposits is None:
            assert found.untranslated
            continue
        deposit, loan = found.books["deposit"], found.books["loan"]
        assert (row.deposits, row.deposit_average) == (deposit.on(book.data_date), deposit.average)
        assert (row.loans, row.loan_average) == (loan.on(book.data_date), loan.average)
        own = [f for f in bank.tables["flows"] if f["client_id"] == client and f["date"] < str(stop)]
        cny = [f for f in own if f["kind"] in SIGNS and f["date"] >= str(start)]
        if all(f["currency"] == "CNY" for f in cny):
            assert row.contribution == sum(SIGNS[f["kind"]] * fen(f["amount"]) for f in cny)
        assert row.has_contribution is bool(cny)
        assert str(row.last_flow_on) == max((f["date"] for f in own), default="None")


def fen(text: str) -> int:
    whole, _, rest = text.lstrip("+-").partition(".")
    return (-1 if text.startswith("-") else 1) * int(whole + rest.ljust(2, "0"))


def test_what_lacks_a_rate_is_none_and_not_less(tmp_path: Path) -> None:
    flows = (
        "flow_id,client_id,account_id,date,kind,product_code,amount,currency\n"
        "F1,C1,A1,2024-06-03,fee,FEE,1.00,USD\nF2,C1,A1,2026-01-03,fee,FEE,2.00,CNY\nF3,C2,A3,2024-06-03,fee,FEE,3.00,CNY\n"
    )
    rates = "currency,date,rate_to_cny,units\nUSD,2025-01-01,7.187654,\n"
    bank = small_bank.write(tmp_path / "bank", flows=flows, fx_rates=rates)
    engine.import_batch(engine.Request(bank, data_date=date(2026, 3, 31)), tmp_path / "store")
    first, second, _ = engine.summaries(engine.open_book(tmp_path / "store"))
    assert (first.contribution, first.contribution_before) == (2_00, None)
    assert (second.contribution, second.contribution_before) == (0, 3_00)
