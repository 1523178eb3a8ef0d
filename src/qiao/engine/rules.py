"""The rules that a decision went through, in order, with what each was asked of and how it came out."""

from collections.abc import Iterator
from typing import NamedTuple

from qiao.engine import money, words
from qiao.engine.errors import Text
from qiao.engine.scoring import ranking, thresholds
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.model import Condition, Grade


class Outcome(NamedTuple):
    """One rule's outcome for one manager: its code and name, whether it held, the value and the bar as printed."""

    rule: str
    name: Text
    holds: bool
    value: str
    bar: str


def outcomes(scores: Scores, index: int) -> Iterator[Outcome]:
    """Every rule in the order in which the decision asks them: pool, quality, then each grade's axes from the lowest."""
    reason = scores.ranked.outside[index]
    yield Outcome("pool", Text("参加排名", "in the pool"), not reason, reason or "in_pool", "")
    yield Outcome(
        "quality",
        Text("有素质得分", "has a quality score"),
        scores.quality[index] is not None,
        _printed(scores.quality[index], 2),
        "",
    )
    for grade in scores.standard.grades:
        yield from _grade(scores, grade, index)
    decision = scores.decisions[index]
    yield Outcome("step", Text("每次升降的级数", "how far one may move"), True, decision.to_grade, "")


def _printed(units: int | None, scale: int) -> str:
    return "" if units is None else money.as_text(units, scale)


def _grade(scores: Scores, grade: Grade, index: int) -> Iterator[Outcome]:
    for leaf in thresholds.leaves(grade.threshold):
        yield leaf_outcome(scores, grade.code, leaf, index)
    yield threshold_outcome(scores, grade.code, index)
    yield from _cuts(scores, grade, index)
    zh, en = words.GRADES[grade.code]
    quality = scores.quality[index]
    holds = quality is not None and quality >= grade.quality_at_least
    yield Outcome(
        f"{grade.code}.quality",
        Text(f"{zh}素质线", f"{en} quality bar"),
        holds,
        _printed(quality, 2),
        money.as_text(grade.quality_at_least, 2),
    )


def leaf_outcome(scores: Scores, grade: str, leaf: Condition, index: int) -> Outcome:
    """One condition of a grade's threshold."""
    bar = thresholds.bar_of(leaf, scores.standard, scores.period)
    value = scores.measures[bar.measure][index]
    zh, en = words.GRADES[grade]
    label = scores.standard.measures[bar.measure].name
    return Outcome(
        f"{grade}.{bar.measure}",
        Text(f"{zh}门槛·{label.zh}", f"{en} threshold: {label.en}"),
        bar.is_reached(value),
        _printed(value, bar.scale),
        _printed(bar.bar, bar.scale),
    )


def threshold_outcome(scores: Scores, grade: str, index: int) -> Outcome:
    """A grade's threshold as a whole."""
    zh, en = words.GRADES[grade]
    return Outcome(f"{grade}.threshold", Text(f"{zh}门槛", f"{en} threshold"), scores.met[grade][index], "", "")


def _cuts(scores: Scores, grade: Grade, index: int) -> Iterator[Outcome]:
    rank, size, small = scores.ranked.ranks[index], scores.ranked.sizes[index], scores.standard.pool.small_below
    zh, en = words.GRADES[grade.code]
    cuts = [("rank", grade.rank_within, Text(f"{zh}名次线", f"{en} rank cut"))]
    if grade.protected_within is not None:
        cuts.append(("protection", grade.protected_within, Text(f"{zh}保护线", f"{en} protection")))
    for code, percent, name in cuts:
        last = ranking.seats(size, percent, small)
        yield Outcome(f"{grade.code}.{code}", name, rank is not None and rank <= last, _printed(rank, 0), str(last))
