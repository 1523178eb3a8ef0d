"""A better measure never costs points, and each method keeps to its weight, cap and floor."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engine import standards
from qiao.engine.measures.events import Event
from qiao.engine.scoring import ranking
from qiao.engine.scoring.methods import bonus, events, lower, rate, spells, step, target, unit
from qiao.engine.standards.model import Bonus, Events, Lower, Rate, Spells, Step, Target, Unit

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


@given(st.sampled_from(of(Rate)), st.integers(0, 10_000), st.integers(0, 10_000))
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
