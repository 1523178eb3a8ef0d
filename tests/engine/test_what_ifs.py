"""What if: the same changes put into the ledger and assessed at the period's end give the same figures, to the last digit."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import depth
import pytest
import small_bank
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle.folder import Bank, write_bank
from what_if_banks import Supposed, supposed

from qiao.engine import (
    NEW_CLIENT,
    Job,
    MoreBalance,
    MoreFlow,
    MoreHeld,
    Run,
    WhatIfs,
    assess,
    parse_period,
    small_ledgers,
)
from qiao.engine.errors import RequestError
from qiao.engine.scoring.scores import Scores

PERIOD = "2025"
BANKS = depth.of(4, 150)


def run_of(bank: Bank, place: Path, as_of: date | None = None) -> Run:
    """A run of a bank over the year."""
    write_bank(Bank(PERIOD, None, None, bank.tables), place / "ledger")
    end = parse_period(PERIOD).end
    return assess(Job(place / "ledger", PERIOD, place / "run", as_of=as_of, data_date=end))


def told(scores: Scores) -> dict[str, object]:
    """Everything that a run says of everybody."""
    return {
        "measures": scores.measures,
        "points": {code: item.points for code, item in scores.indicators.items()},
        "indicators": {code: item.measures for code, item in scores.indicators.items()},
        "targets": {code: item.targets for code, item in scores.indicators.items()},
        "states": {code: item.states for code, item in scores.indicators.items()},
        "categories": scores.categories,
        "contribution": scores.contribution,
        "ranks": scores.ranked,
        "quality": scores.quality,
        "met": scores.met,
        "decisions": scores.decisions,
    }


def compare(case: Supposed, moved: Counter[str]) -> None:
    """The projection of the whole bank, with all that comes later, equals a run of what is known on the day carried to the end;
    the what-if equals one of the changed ledger."""
    place = Path(mkdtemp(prefix="qiao-what-if-"))
    try:
        found = WhatIfs(run_of(case.whole, place / "now", case.as_of)).of(case.manager, case.changes)
        still = run_of(case.bank, place / "still").scores
        assert case.changed
        real = run_of(case.changed, place / "changed").scores
    finally:
        shutil.rmtree(place)
    before, after = told(found.before), told(found.after)
    assert before == told(still)
    assert after == told(real)
    moved.update(part for part in before if before[part] != after[part])
    moved.update(type(one).__name__ for one in case.changes)
    moved["banks"] += 1


@pytest.mark.slow
def test_it_is_what_a_run_of_the_changed_ledger_says() -> None:
    moved: Counter[str] = Counter()

    @settings(max_examples=BANKS, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.integers(0, 2**48))
    def every_bank(number: int) -> None:
        period = parse_period(PERIOD)
        case = supposed(number, PERIOD, period.start, period.end)
        if case and case.changes:
            compare(case, moved)

    every_bank()
    # It would prove little if nothing moved: most changes are felt, and each kind is met.
    assert moved["banks"] >= BANKS // 2
    assert moved["measures"] >= moved["banks"] // 2
    assert min(moved[part] for part in ("points", "contribution", "MoreBalance", "MoreFlow")) >= 1


FROM = date(2025, 10, 1)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The small bank as it stands on the day before."""
    folder = tmp_path_factory.mktemp("what-if")
    tables = {"holdings": "client_id,product_code,from_date,to_date,last_used_on\n"}
    lines = small_bank.TABLES["balances"].splitlines()
    tables["balances"] = "\n".join(line for line in lines if line[0] == "a" or line.split(",")[1] < str(FROM)) + "\n"
    job = Job(small_bank.write(folder / "ledger", **tables), PERIOD, folder / "run", data_date=date(2025, 9, 30))
    return assess(job)


@pytest.fixture(scope="module")
def what_ifs(run: Run) -> WhatIfs:
    return WhatIfs(run)


def measure(scores: Scores, manager: str, name: str) -> int:
    """A published measure, which there is."""
    value = scores.measures[name][scores.index[manager]]
    assert value is not None
    return value


def test_it_counts_by_days_and_shares(what_ifs: WhatIfs) -> None:
    found = what_ifs.of("M1", [MoreBalance("C1", "DD", 36_500_000_00, FROM)])
    # 92 of 365 days; M1 has 70 % of the client and M2 the rest.
    more = {
        who: measure(found.after, who, "deposit_adb") - measure(found.before, who, "deposit_adb")
        for who in ("M1", "M2", "M3")
    }
    assert more == {"M1": 6_440_000_00, "M2": 2_760_000_00, "M3": 0}
    assert found.touched == ("M1", "M2")
    assert (
        told(what_ifs.of("M1", [MoreBalance("C1", "DD", 36_500_000_01, FROM)]).after)["measures"]
        == found.after.measures
    )
    assert (
        told(what_ifs.of("M1", [MoreBalance("C1", "DD", 36_500_003_00, FROM)]).after)["measures"]
        != found.after.measures
    )


def test_nothing_supposed_is_the_projection(what_ifs: WhatIfs) -> None:
    found = what_ifs.of("M1", [])
    assert (told(found.after), found.touched) == (told(what_ifs.before), ())


def test_one_question_leaves_nothing_behind_for_the_next(what_ifs: WhatIfs) -> None:
    asked = [MoreBalance("C1", "DD", -1_000_000_00, FROM), MoreFlow("C1", "fee", "FEE", 5_000_00, "CNY", FROM)]
    first = told(what_ifs.of("M1", asked).after)
    with pytest.raises(RequestError):
        what_ifs.of("M1", [MoreBalance("C1", "DD", -(10**12), FROM)])
    assert told(what_ifs.of("M1", asked).after) == first
    assert told(what_ifs.before) == told(what_ifs.of("M1", []).before)


@pytest.mark.parametrize("room", [1, 50])
def test_what_was_asked_of_other_clients_counts_for_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(small_ledgers, "_ROOM", room)
    questions = [
        ("M1", MoreBalance("C1", "DD", -1_000_000_00, FROM)),
        ("M3", MoreBalance("C3", "DD", 3_650_000_00, FROM)),
        ("M3", MoreFlow("C2", "fee", "FEE", 5_000_00, "CNY", FROM)),
    ]
    alone = [told(WhatIfs(run).of(manager, [more]).after) for manager, more in questions]
    assert len({str(scores) for scores in alone}) == len(questions)
    together = WhatIfs(run)
    assert [told(together.of(manager, [more]).after) for manager, more in questions * 2] == alone * 2


def test_a_new_client_is_led_by_the_manager_alone(what_ifs: WhatIfs) -> None:
    found = what_ifs.of("M2", [MoreBalance(NEW_CLIENT, "DD", 3_650_000_00, FROM)])
    more = measure(found.after, "M2", "deposit_adb") - measure(found.before, "M2", "deposit_adb")
    assert (more, found.touched) == (920_000_00, ("M2",))


def test_so_much_can_fall_as_there_is(what_ifs: WhatIfs) -> None:
    there = what_ifs.standing("C1", "DD")
    assert there == 71_234_567_89
    with pytest.raises(RequestError, match="cannot fall below zero"):
        what_ifs.of("M1", [MoreBalance("C1", "DD", -there - 1, FROM)])


@pytest.mark.parametrize(
    ("manager", "more", "words"),
    [
        ("M9", MoreBalance("C1", "DD", 1, FROM), "no manager 'M9'"),
        ("M1", MoreBalance("C9", "DD", 1, FROM), "no client 'C9'"),
        ("M1", MoreBalance("C3", "DD", 1, FROM), "has no client 'C3'"),
        ("M1", MoreBalance("C1", "XX", 1, FROM), "no product 'XX'"),
        ("M1", MoreBalance("C1", "DD", 1, date(2025, 9, 30)), "not after"),
        ("M1", MoreBalance("C1", "DD", 1, date(2026, 1, 1)), "not after"),
        ("M1", MoreFlow("C1", "international_settlement", "", 1, "JPY", FROM), "no rate"),
    ],
)
def test_what_cannot_be_is_refused(what_ifs: WhatIfs, manager: str, more: MoreBalance, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        what_ifs.of(manager, [more])


def test_a_period_that_is_over_has_no_what_if(tmp_path: Path) -> None:
    run = assess(Job(small_bank.write(tmp_path / "ledger"), PERIOD, tmp_path / "run"))
    with pytest.raises(RequestError, match="is over"):
        WhatIfs(run)
    early = assess(Job(tmp_path / "ledger", PERIOD, tmp_path / "early", as_of=date(2025, 12, 30)))
    with pytest.raises(RequestError, match="no table holdings"):
        WhatIfs(early).of("M1", [MoreHeld("C1", "DD", date(2025, 12, 31))])


def test_it_says_what_can_be_supposed(what_ifs: WhatIfs) -> None:
    assert (what_ifs.clients("M3"), what_ifs.balances) == (["C2", "C3"], ["DD", "LN", "TD"])
    flows = what_ifs.flows
    assert flows["intl_settlement_usd"] == ("international_settlement", "USD", "")
    assert flows["fee_settlement"] == ("fee", "CNY", "FEE")
    assert "fee_agency" not in flows  # the bank has no product of that line
    raised = what_ifs.of("M3", [MoreBalance("C3", "DD", 30_000_000_00 * 4, FROM)])
    moved = {one.measure: (one.before, one.after) for one in raised.conditions("M3") if one.before != one.after}
    assert moved.keys() == {"deposit_adb", "deposit_increase"}
