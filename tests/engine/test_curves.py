"""The scoring curves are the methods' own rules: on each corner, and one's own place lies on the curve."""

import itertools
import re
from pathlib import Path

import pytest
import small_bank

from qiao.engine import Job, Run, assess, curve, standards


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("curves")
    return assess(Job(small_bank.write(folder / "ledger"), "2025", folder / "run"))


def test_every_indicator_has_a_curve_on_which_every_manager_stands(run: Run) -> None:
    scores = run.scores
    placed = 0
    for code, item in scores.indicators.items():
        for index, person in enumerate(scores.evidence.people):
            found = curve(scores, person.manager_id, code)
            xs = [x for x, _y in found.corners]
            assert xs == sorted(xs), code
            assert max(y for _x, y in found.corners) >= min(item.indicator.full_points, 1), code
            if found.at is not None:
                placed += 1
                assert found.at[1] == item.points[index]
                assert found.at[1] in _possible(found.corners, found.at[0]), (code, found)
    assert placed > len(scores.indicators) // 3


def _possible(corners: tuple[tuple[int, int], ...], x: int) -> set[int]:
    """Every whole number of points that the curve allows at a place: a jump allows both its ends."""
    if x <= corners[0][0]:
        return {corners[0][1]} | {y for at, y in corners if at == x}
    found = {corners[-1][1]} if x >= corners[-1][0] else set()
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        if x0 <= x <= x1:
            if x0 == x1:
                found |= {y0, y1}
            else:
                exact = y0 * (x1 - x0) + (y1 - y0) * (x - x0)
                found |= {exact // (x1 - x0), -(-exact // (x1 - x0))}
    return found


@pytest.mark.parametrize(("good", "bad"), [("0", "0.02"), ("0.01", "0.02"), ("-0.05", "-0.01"), ("-0.01", "0.03")])
def test_the_lower_the_better_is_drawn_from_left_to_right_beyond_both_ends(good: str, bad: str, tmp_path: Path) -> None:
    text = standards.default_text()
    old = "      method: LOWER\n"
    assert old in text
    at = text.index(old)
    changed = re.sub(r"good: \S+", f"good: {good}", text[at:], count=1)
    changed = re.sub(r"bad: \S+", f"bad: {bad}", changed, count=1)
    (tmp_path / "standard.yaml").write_text(text[:at] + changed, encoding="utf-8")
    scores = assess(
        Job(small_bank.write(tmp_path / "ledger"), "2025", tmp_path / "run", standard=tmp_path / "standard.yaml")
    ).scores
    corners = curve(scores, "M1", "ASSET01").corners
    assert [x for x, _y in corners] == sorted(x for x, _y in corners)
    assert (corners[0][1], corners[-1][1]) == (scores.indicators["ASSET01"].indicator.full_points, 0)
    assert corners[-1][0] > int(float(bad) * 10_000)
