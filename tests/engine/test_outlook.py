"""To the next grade: what the outlook asks for, put into the ledger, reaches the bar; one fen less does not."""

from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

import depth
import pytest
import small_bank
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.engine import Job, assess, load, money, outlook
from qiao.engine.errors import RequestError
from qiao.engine.outlooks import MISSING, OUT_OF_REACH, Need, projection
from qiao.engine.periods import DAY


def _run(folder: Path, as_of: date, extra: int | None, out: str) -> dict[tuple[str, str], str]:
    """The thresholds of a bank whose client C3 (held whole by M3) holds `extra` fen more from the day after the as-of."""
    tables = dict(small_bank.TABLES)
    lines = [line for line in tables["balances"].splitlines() if line[:1] == "a" or line.split(",")[1] <= str(as_of)]
    if extra is not None:
        tables["accounts"] += "A9,C3,DD,CNY,general,2025-01-01,\n"
        lines.append(f"A9,{as_of + DAY},{money.as_text(extra, 2)}")
    tables["balances"] = "\n".join(lines) + "\n"
    ledger = small_bank.write(folder / f"{out}-ledger", **tables)
    run = assess(Job(ledger, "2025", folder / out, data_date=date(2025, 12, 31)))
    rows = (line.split(",") for line in (run.folder / "thresholds.csv").read_text().splitlines()[1:])
    return {(grade, condition): met for manager, grade, condition, _, _, met in rows if manager == "M3"}


@pytest.mark.slow
@settings(max_examples=depth.of(4, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2025, 7, 2), date(2025, 12, 30)), which=st.integers(0, 7))
def test_the_asked_amount_reaches_the_bar_and_one_fen_less_does_not(
    tmp_path_factory: pytest.TempPathFactory, day: date, which: int
) -> None:
    folder = tmp_path_factory.mktemp("outlook")
    tables = dict(small_bank.TABLES)
    tables["balances"] = (
        "\n".join(line for line in tables["balances"].splitlines() if line[:1] == "a" or line.split(",")[1] <= str(day))
        + "\n"
    )
    run = assess(Job(small_bank.write(folder / "ledger", **tables), "2025", folder / "run", data_date=day))
    needs = [
        need
        for need in outlook(run, "M3").needs
        if need.state == MISSING and need.level is not None and "deposit" in need.measure
    ]
    need = needs[which % len(needs)]
    assert need.extra is not None
    assert _run(folder, day, need.extra, "enough")[need.grade, need.measure] == "true"
    assert _run(folder, day, need.extra - 1, "less")[need.grade, need.measure] == "false"


def test_a_client_must_bring_the_extra_divided_by_the_share_rounded_up() -> None:
    need = Need("manager", "deposit_adb", MISSING, 0, 0, 2, extra=100)
    assert need.at_share(10_000) == 100
    assert need.at_share(3_333) == 301


@pytest.mark.parametrize("balance", ["2000000000.00", "99999999999999.99"])
def test_one_large_account_has_an_outlook_like_any_other(tmp_path: Path, balance: str) -> None:
    """Two billion with the product's coefficient: fen × ten-thousandths × basis points are more than 64 bits hold."""
    bars = ("{measure: deposit_adb, at_least: 240000000", "{measure: weighted_deposit_adb, at_least: 99999999999999")
    standard = load(None).text.replace(*bars)
    (tmp_path / "standard.yaml").write_text(standard, encoding="utf-8")
    balances = f"account_id,date,balance\nA1,2023-12-31,{balance}\n"
    ledger = small_bank.write(tmp_path / "ledger", balances=balances)
    job = Job(ledger, "2025", tmp_path / "run", tmp_path / "standard.yaml", as_of=date(2025, 6, 30))
    need = next(need for need in outlook(assess(job), "M1").needs if need.measure == "weighted_deposit_adb")
    assert need.level is not None
    # M1 has 70 % of what stands there on the as-of, to which the missing amount a day comes.
    assert need.level - (need.extra or 0) == ceil(Fraction(balance) * 100 * 7 / 10)


def test_nothing_can_be_done_on_the_last_day(tmp_path: Path) -> None:
    run = assess(Job(small_bank.write(tmp_path / "ledger"), "2025", tmp_path / "run"))
    states = {(need.grade, need.measure): need.state for need in outlook(run, "M3").needs}
    assert states["manager", "deposit_adb"] == OUT_OF_REACH


def test_settlement_is_what_is_missing_and_the_same_per_working_day(tmp_path: Path) -> None:
    run = assess(Job(small_bank.write(tmp_path / "ledger"), "2025", tmp_path / "run"))
    seen = outlook(run, "M2", date(2025, 12, 29))
    need = next(need for need in seen.needs if (need.grade, need.measure) == ("assistant", "intl_settlement_usd"))
    # 80,000.01 USD by M2 alone, and 30 % of 700,000.00 CNY ÷ 7.10 = 98,591.55 USD; two working days are left.
    assert need.value == 80_000_01 + 29_577_47
    assert (seen.workdays_left, need.per_workday) == (2, -(-(25_000_000_00 - 109_577_48) // 2))


def test_the_projection_knows_nothing_that_comes_after_the_as_of(tmp_path: Path) -> None:
    """A later account, holding, use, row of a manager and leave count for nothing, nor does the later end of what holds."""
    header = {
        "holdings": "client_id,product_code,from_date,to_date,last_used_on\n",
        "absences": "manager_id,from_date,to_date,kind\n",
    }
    rows = {
        "accounts": "A5,C1,DD,CNY,basic,2025-12-05,\nA6,C1,DD,CNY,basic,2025-03-01,2025-12-10\n",
        "managers": (
            "M1,2025-12-01,李明,B2,二队,manager,2020-01-01,2025-12-10\nM4,2025-12-01,钱进,B1,一队,manager,2020-01-01,\n"
            "M5,,孙立,B1,一队,manager,2020-01-01,2025-12-10\nM6,,周平,B1,一队,manager,2025-12-01,\n"
        ),
        "holdings": "C1,DD,2020-01-01,2025-12-15,2025-11-20\nC1,LN,2025-12-01,,2025-12-20\nC1,FEE,2020-01-01,,2025-12-20\n",
        "absences": "M1,2025-12-01,2026-06-30,other\nM2,2025-11-30,2025-12-04,other\n",
    }
    tables = {name: {**small_bank.TABLES, **header}[name] + text for name, text in rows.items()}
    tables["clients"] = small_bank.TABLES["clients"].replace("2025-02-01", "2025-12-01")
    job = Job(
        small_bank.write(tmp_path / "bank", **tables),
        "2025",
        tmp_path / "run",
        as_of=date(2025, 11, 30),
        data_date=date(2025, 12, 31),
    )
    ahead = projection(assess(job))
    people = ahead.evidence.people
    found = {name: ahead.measures[name][0] for name in ("new_basic_accounts", "active_families")}
    assert found == {"new_basic_accounts": 1, "active_families": 1_0000}  # A6, and what is held and used of deposits
    assert people[0].branch_id == "B1"
    assert [person.absent_days for person in people] == [0, 5, 0, 0, 0, 0]
    assert ahead.ranked.outside == ["", "", "", "not_in_post", "no_client", "not_in_post"]


@pytest.mark.parametrize("by", ["bank", "branch"])
def test_what_is_missing_to_a_cut_is_what_its_last_one_in_the_pool_has_more(tmp_path: Path, by: str) -> None:
    text = load(None).text.replace("  by: bank", f"  by: {by}")
    (tmp_path / "standard.yaml").write_text(text, encoding="utf-8")
    ledger = small_bank.write(tmp_path / "ledger")
    run = assess(Job(ledger, "2025", tmp_path / "run", tmp_path / "standard.yaml", as_of=date(2025, 12, 30)))
    scores = dict(zip(("M1", "M2", "M3"), run.scores.contribution, strict=True))
    assert len(set(scores.values())) == 3
    for pool in [("M1", "M2", "M3")] if by == "bank" else [("M1", "M2"), ("M3",)]:
        ordered = sorted((scores[manager] for manager in pool), reverse=True)
        for manager in pool:
            for need in outlook(run, manager).ranks:
                assert need.missing == max(0, ordered[need.seats - 1] - scores[manager])


def test_an_unknown_manager_and_a_day_outside_are_refused(tmp_path: Path) -> None:
    run = assess(Job(small_bank.write(tmp_path / "ledger"), "2025", tmp_path / "run"))
    with pytest.raises(RequestError, match="no manager 'M9'"):
        outlook(run, "M9")
    with pytest.raises(RequestError, match="is not between"):
        outlook(run, "M1", date(2026, 1, 1))
