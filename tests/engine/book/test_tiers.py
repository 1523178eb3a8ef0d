"""Tiers and the curve of concentration, beside figures that can be seen."""

from fractions import Fraction

import pytest

from qiao.engine import concentration, tiers


def test_cuts_are_of_the_count() -> None:
    found = tiers({f"C{n:02d}": 100 - n for n in range(20)})
    assert "".join(found[f"C{n:02d}"] for n in range(20)) == "A" + "BBB" + "CCCCCC" + "D" * 10


def test_who_ties_at_a_cut_is_in() -> None:
    assert set(tiers(dict.fromkeys("abcdefghij" * 2, 7) | {str(n): 7 for n in range(10)}).values()) == {"A"}
    found = tiers({"a": 9, "b": 9, **{f"x{n}": 0 for n in range(18)}})
    assert (found["a"], found["b"], found["x0"]) == ("A", "A", "B")


def test_without_flows_is_d_and_counts() -> None:
    values: dict[str, int | None] = {"a": 5, "b": 4, "c": -3} | {f"x{n}": None for n in range(17)}
    found = tiers(values)
    assert [found[name] for name in ("a", "b", "c", "x0")] == ["A", "B", "B", "D"]
    assert tiers({"a": None}) == {"a": "D"}
    assert tiers({}) == {}


def test_other_cuts_and_wrong_ones() -> None:
    assert tiers({"a": 2, "b": 1}, (50, 0, 50)) == {"a": "A", "b": "C"}
    for wrong in ((5, 15), (50, 40, 20), (-1, 5, 5)):
        with pytest.raises(ValueError, match="cuts"):
            tiers({"a": 1}, wrong)


def test_a_few_bring_most() -> None:
    found = concentration([80, *[5] * 4])
    assert (found.count, found.total) == (5, 100)
    assert found.shares[20] == Fraction(80, 100)
    assert found.shares[10] == Fraction(40, 100)
    assert found.shares[60] == Fraction(90, 100)
    assert (found.shares[0], found.shares[100]) == (0, 1)
    assert [found.count_for(percent) for percent in (0, 80, 81, 100)] == [0, 1, 2, 5]


def test_losses_lift_the_curve_and_a_total_of_nothing_has_none() -> None:
    assert concentration([10, -5]).shares[50] == 2
    assert concentration([10, -5]).count_for(100) == 1
    for values in ([], [0, 0], [1, -1], [-3]):
        assert concentration(values).shares == ()
        assert concentration(values).count_for(80) is None


def test_equal_clients_are_the_straight_line() -> None:
    assert concentration([7] * 9).shares == tuple(Fraction(percent, 100) for percent in range(101))
