"""A better measure never costs points, and each method keeps to its weight, cap and floor."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engine import standards
from qiao.engine.measures.events import Event
from qiao.engine.periods import parse_period
from qiao.engine.scoring import decisions, ranking, thresholds
from qiao.engine.scoring.decisions import GradeCheck
from qiao.engine.scoring.methods import bonus, events, lower, rate, spells, step, target, unit
from qiao.engine.standards.model import Bonus, Events, Lower, Rate, Spells, Standard, Step, Target, Unit

SCORINGS = [indicator.scoring for indicator in standards.load(None).standard.indicators]


def of(kind: type) -> list:  # type: ignore[type-arg]
    return [scoring for scoring in SCORINGS if isinstance(scoring, kind)]


AMOUNTS = st.integers(-(10**12), 10**12)
RATIOS = st.integers(-30_000, 30_000)


@given(st.sampled_from(of(Target)), AMOUNTS, AMOUNTS, st.integers(1, 10**14), st.sampled_from([0, 2, 4]))
def test_target(scoring: Target, one: int, other: int, goal: int, scale: int) -> None:
    less, more = (target.points(scoring, measure, goal, scale) for measure in sorted((one, other)))
    assert 0 <= less <= more <= scoring.weight * 12 // 10


@given(st.sampled_from(of(Unit)), st.integers(-5, 50), st.integers(-5, 50))
def test_unit(scoring: Unit, one: int, other: int) -> None:
    less, more = (unit.points(scoring, measure) for measure in sorted((one, other)))
    assert 0 <= less <= more <= scoring.cap


@given(st.sampled_from(of(Lower)), RATIOS, RATIOS)
def test_lower(scoring: Lower, one: int, other: int) -> None:
    more, less = (lower.points(scoring, measure) for measure in sorted((one, other)))
    assert 0 <= less <= more <= scoring.weight


@given(st.sampled_from(of(Step)), RATIOS, RATIOS)
def test_step(scoring: Step, one: int, other: int) -> None:
    less, more = (step.points(scoring, measure) for measure in sorted((one, other)))
    assert scoring.floor <= less <= more <= scoring.weight


@given(st.sampled_from(of(Rate)), st.integers(0, 50_000), st.integers(0, 50_000))
def test_rate(scoring: Rate, one: int, other: int) -> None:
    less, more = (rate.points(scoring, measure) for measure in sorted((one, other)))
    assert 0 <= less <= more <= scoring.weight


@given(st.sampled_from(of(Bonus)), st.integers(-2000, 2000), st.integers(-2000, 2000))
def test_bonus(scoring: Bonus, one: int, other: int) -> None:
    less, more = (bonus.points(scoring, measure) for measure in sorted((one, other)))
    assert 0 <= less <= more <= scoring.cap


EVENTS = st.lists(
    st.builds(
        Event, st.just(0), st.sampled_from(["C1", "C2", "C3"]), st.sampled_from(["A", "B"]), st.integers(0, 400),
        st.integers(1, 400), st.integers(0, 10**10),
    ),
    max_size=8,
)  # fmt: skip


@given(EVENTS, EVENTS)
def test_more_events_never_help(some: Sequence[Event], others: Sequence[Event]) -> None:
    (of_events,), (of_spells,) = of(Events), of(Spells)
    assert (
        of_events.floor
        <= events.points(of_events, [*some, *others])
        <= events.points(of_events, some)
        <= of_events.weight
    )
    assert (
        of_spells.floor
        <= spells.points(of_spells, [*some, *others])
        <= spells.points(of_spells, some)
        <= of_spells.weight
    )


@pytest.mark.parametrize(
    ("measure", "expected"),
    [(9701, 200), (9700, 200), (9601, 200), (9600, 150), (9500, 100), (9300, 0), (9200, 0), (0, 0), (11000, 200)],
)
def test_the_steps_of_the_interest_collected(measure: int, expected: int) -> None:
    (scoring,) = of(Step)
    assert step.points(scoring, measure) == expected


@pytest.mark.parametrize(("days", "expected"), [(1, 250), (30, 250), (31, 200), (90, 200), (91, 0), (9999, 0)])
def test_the_bands_of_an_overdue_spell(days: int, expected: int) -> None:
    (scoring,) = of(Spells)
    assert spells.points(scoring, [Event(0, "C", "A", 0, days, 0)]) == expected


@pytest.mark.parametrize(
    ("fen", "expected"),
    [(0, 200), (499_999_999, 200), (500_000_000, 200), (999_999_999, 200), (1_000_000_000, 0), (10**12, -400)],
)
def test_the_cost_of_a_loan_gone_bad(fen: int, expected: int) -> None:
    (scoring,) = of(Events)
    assert events.points(scoring, [Event(0, "C", "A", 0, 3, fen)]) == expected


@given(st.integers(1, 400), st.integers(1, 10_000))
def test_the_seats_within_a_cut(size: int, percent: int) -> None:
    """The last rank inside: rank × 100 ≤ p × n, in whole numbers; below seven rounded up."""
    seats = ranking.seats(size, percent, 7)
    if size >= 7:
        assert seats * 10_000 <= percent * size < (seats + 1) * 10_000
    else:
        assert (seats - 1) * 10_000 < percent * size <= seats * 10_000


# --- what a standard may say otherwise ----------------------------------------------------------------------------------


def _with(*others: tuple[str, str]) -> Standard:
    """The default standard with some text otherwise."""
    text = standards.default_text()
    for old, new in others:
        assert old in text
        text = text.replace(old, new, 1)
    return standards.load_text(text, "other").standard


HALF = parse_period("2025").cut_at(date(2025, 6, 30))  # 181 days of 365
COMPOSITE = """measures:
  composite:
    name: {zh: 存贷综合日均, en: Deposits and a third of loans}
    kind: net
    terms:
      - {measure: deposit_adb}
      - {measure: loan_adb, times: 0.3}
"""


def test_a_sum_of_averages_is_held_against_whole_bars_and_one_with_flows_against_those_of_the_days() -> None:
    standard = _with(
        ("measures:\n", COMPOSITE),
        ("{measure: deposit_adb, at_least: 30000000.00 CNY}", "{measure: composite, at_least: 100.00 CNY}"),
    )
    leaf = thresholds.leaves(standard.grades[0].threshold)[0]
    assert thresholds.bar_of(leaf, standard, HALF).bar == 100_00
    assert [standard.is_scaled_with_days(name) for name in ("composite", "net_income", "eva", "deposit_increase")] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("asked", "bar"), [(1, 1), (40, 20), (41, 21)])
def test_of_a_count_the_days_so_far_ask_for_the_next_whole_one(asked: int, bar: int) -> None:
    standard = _with(
        ("{measure: deposit_adb, at_least: 30000000.00 CNY}", f"{{measure: new_basic_accounts, at_least: {asked}}}")
    )
    leaf = thresholds.leaves(standard.grades[0].threshold)[0]
    assert thresholds.bar_of(leaf, standard, HALF).bar == bar


def test_who_may_not_move_keeps_the_grade_or_improves() -> None:
    rules = standards.load(None).standard.decision
    still = rules.model_copy(update={"steps_up": 0, "steps_down": 0})
    missed = GradeCheck("senior", threshold=False, rank=True, quality=True, is_protected=False)
    assert decisions.move(rules, missed, 2, 1)[:2] == ("demote", 1)
    assert decisions.move(still, missed, 2, 1) == ("improve", 2, "threshold_missed")
    assert decisions.move(rules, missed, 0, -1)[:2] == ("improve", 0)
    assert (decisions.move(rules, missed, 1, 2)[:2], decisions.move(still, missed, 1, 2)[:2]) == (
        ("promote", 2),
        ("keep", 1),
    )
