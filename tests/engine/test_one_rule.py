"""A rule that is kept twice, in columns for a whole bank and for one manager at a time, is the same rule."""

import decided_bank as bank
import pytest
from oracle.folder import write_bank
from oracle_banks import bank_from
from run_engine import assess

from qiao.engine import load_run
from qiao.engine.scoring import thresholds
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.model import AllOf, AnyOf, Condition

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["decided", 3, 159])
def scores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """A bank in which every decision occurs, and two drawn ones."""
    place, period = tmp_path_factory.mktemp("one-rule"), "2025"
    if request.param == "decided":
        bank.write(place / "bank")
    else:
        drawn = bank_from(request.param)
        period = drawn.period
        write_bank(drawn, place / "bank")
    assess(place / "bank", period, place / "run")
    return load_run(place / "run").scores


def test_a_threshold_holds_for_one_as_it_does_in_columns(scores: Scores) -> None:
    for grade in scores.standard.grades:
        for index, is_met in enumerate(scores.met[grade.code]):

            def reaches(leaf: Condition, index: int = index) -> bool:
                bar = thresholds.bar_of(leaf, scores.standard, scores.period)
                return bar.is_reached(scores.measures[leaf.measure][index])

            assert thresholds.holds(grade.threshold, reaches) == is_met


def test_the_grade_that_is_supported_is_the_highest_whose_axes_all_hold(scores: Scores) -> None:
    found = [[check.grade for check in scores.checks(index) if check.holds] for index in range(len(scores.decisions))]
    assert [grades[-1] if grades else "" for grades in found] == [one.supported for one in scores.decisions]


def test_every_leaf_is_asked_in_the_order_written_and_as_often() -> None:
    first, second = Condition(measure="one"), Condition(measure="two")
    condition = AnyOf(any=(first, AllOf(all=(second, first))))
    assert thresholds.written(condition) == [first, second, first]
    assert thresholds.leaves(condition) == [first, second]
    for told, expected in (([True, False, False], True), ([False, True, False], False), ([False, True, True], True)):
        answers = iter(told)
        assert thresholds.holds(condition, lambda _leaf, answers=answers: next(answers)) == expected
        assert not list(answers)
