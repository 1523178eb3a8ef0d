"""What managers have + what nobody has is the bank's total, and a run of which that is not true stops."""

from pathlib import Path

import pytest
import small_bank
from run_engine import assess, qiao, run_json

from qiao.engine.errors import IdentityError
from qiao.engine.measures import kernels
from qiao.engine.runs import load_run
from qiao.engine.standards.measures import Average, Base, Capital, Flow, PeriodEnd

pytestmark = pytest.mark.slow

STATUS = "account_id,date,five_class,overdue_days,exempted\nA2,2025-03-01,3,10,\n"
CAPITAL = "client_id,date,economic_capital\nC1,2025-01-01,1000000.00\n"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A2, a loan of 90,000,000.01 on the last day, is bad, and of its client's 70 % of a manager the rest is nobody's."""
    alone = "client_id,manager_id,from_date,to_date,share,role,inherited\nC1,M1,2020-01-01,,0.7,lead,\n"
    return small_bank.write(tmp_path / "bank", loan_status=STATUS, capital=CAPITAL, assignments=alone)


def test_the_identity_of_every_measure_that_sums_rows_is_told(bank: Path, tmp_path: Path) -> None:
    assess(bank, "2025", tmp_path / "run")
    measures = load_run(tmp_path / "run").standard.standard.measures
    sums = {name for name, one in measures.items() if isinstance(one, Average | PeriodEnd | Base | Flow | Capital)}
    # The small bank has no product of trade finance or for small businesses.
    without_products = {"trade_finance_adb", "small_business_loan_adb", "small_business_loan_base"}
    assert {one["measure"] for one in run_json(tmp_path / "run")["totals"]} == sums - without_products


def test_what_is_bad_of_the_last_days_loans_is_proved_by_both_ways_to_it(bank: Path, tmp_path: Path) -> None:
    """The run goes by the sums that the ledger keeps, its verification by the intervals."""
    assess(bank, "2025", tmp_path / "run")
    (told,) = (one for one in run_json(tmp_path / "run")["totals"] if one["measure"] == "npl_period_end")
    assert (told["assigned"], told["unassigned"], told["total"]) == ("63000000.01", "27000000.00", "90000000.01")
    assert "✓" in qiao("verify", tmp_path / "run")


def test_a_run_that_loses_a_bad_loan_stops(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = kernels.text
    monkeypatch.setattr(
        kernels, "text", lambda name: kernel(name) + (" AND s.five_class > 3" if name == "classified_sums" else "")
    )
    with pytest.raises(IdentityError, match="npl_period_end"):
        assess(bank, "2025", tmp_path / "run")
