"""Unassigned balances: client by client they are the run's own unassigned totals, to the last digit."""

from pathlib import Path

import small_bank
from shelves import imported

from qiao.engine import Job, assess, read_batches, unassigned


def test_clients_sum_to_the_unassigned_totals_of_the_run(tmp_path: Path) -> None:
    lacking = small_bank.TABLES["assignments"].replace("C2,M3,2025-07-01,,1", "C2,M3,2025-07-11,,0.6").replace(
        "C3,M3,2025-02-01,,1", "C3,M3,2025-02-01,2025-02-10,1"
    )  # fmt: skip
    imported(small_bank.write(tmp_path / "bank", assignments=lacking), tmp_path / "store")
    run = assess(Job(tmp_path / "store", "2025", tmp_path / "run"))
    found = unassigned(run)
    totals = {total["measure"]: total for total in run.manifest["totals"]}
    for measure in {left.measure for left in found}:
        mine = [left for left in found if left.measure == measure]
        assert sum(left.numerator for left in mine) == int(totals[measure]["unassigned_numerator"])
        assert {str(left.denominator) for left in mine} == {totals[measure]["denominator"]}
        assert mine == sorted(mine, key=lambda left: -abs(left.numerator))
    days = {left.client_id: left.days for left in found}
    assert days == {"C2": 10 + 174, "C3": 324}


def test_a_run_of_the_first_batches_does_not_see_the_later_ones(tmp_path: Path) -> None:
    imported(small_bank.write(tmp_path / "bank"), tmp_path / "store")
    before = assess(Job(tmp_path / "store", "2025", tmp_path / "before"))
    more = tmp_path / "more"
    more.mkdir()
    (more / "balances.csv").write_text("account_id,date,balance\nA4,2025-12-31,900000.00\n", encoding="utf-8")
    imported(more, tmp_path / "store")
    first = (read_batches(tmp_path / "store")[0].digest,)
    again = assess(Job(tmp_path / "store", "2025", tmp_path / "again", batches=first))
    assert (again.manifest["seal"], again.batches) == (before.manifest["seal"], first)
    assert assess(Job(tmp_path / "store", "2025", tmp_path / "all")).manifest["seal"] != before.manifest["seal"]
