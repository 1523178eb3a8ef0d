"""Which rule made somebody move: the rules are exchanged one by one, in their order, until the decision comes out otherwise.

Before and after differ in many rules at once, and most of them decide nothing: a lower bar of a grade far above one's own, a
cut that one is within in any case. So the decision is taken again and again, each time with one more rule as it is afterwards,
in the order in which the decision asks them (`rules.outcomes`). The rule with which the decision first differs is the cause.
With all of them exchanged it is the decision afterwards, so every mover has exactly one.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from qiao.engine.rules import Outcome, leaf_outcome, outcomes, threshold_outcome
from qiao.engine.scoring import decisions, ranking, thresholds
from qiao.engine.scoring.decisions import NOT_ASSESSED, GradeCheck
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.model import AllOf, AnyCondition, AnyOf, Condition, Decision, Grade

By = Literal["bar", "pool", "figure"]


class Cause(NamedTuple):
    """The rule behind a move, as it came out before and after.

    Attributes:
        rule: its code, such as `senior.rank`, `manager.deposit_adb`, `pool`.
        by: `bar` where the standard's own figure alone turns it, on what was measured before; `pool` where the size of the
            pool does with it; `figure` where it takes the manager's own figure, such as a rank that moved.
    """

    rule: str
    was: Outcome | None
    now: Outcome | None
    by: By


class _Asked(NamedTuple):
    """Everything that a decision asks, of one manager."""

    present: int
    is_decided: bool
    outside: str
    has_quality: bool
    checks: tuple[GradeCheck, ...]
    rules: Decision


def cause(before: Scores, after: Scores, manager_id: str) -> Cause | None:
    """The rule behind a move; None where the decision is the same."""
    i, j = before.index[manager_id], after.index[manager_id]
    old, new = _asked(before, i), _asked(after, j)
    start = _decided(old)
    for rule, mixed in _exchanged(old, new):
        if _decided(mixed) != start:
            return _told(rule, before, after, i, j)
    return None


def _asked(scores: Scores, index: int) -> _Asked:
    standard = scores.standard
    return _Asked(
        [grade.code for grade in standard.grades].index(scores.evidence.people[index].grade),  # type: ignore[arg-type]
        standard.decision.periods == "any" or scores.period.is_year,
        scores.ranked.outside[index],
        scores.quality[index] is not None,
        scores.checks(index),
        standard.decision,
    )


def _decided(asked: _Asked) -> tuple[str, int]:
    if not asked.is_decided or asked.outside or not asked.has_quality:
        return NOT_ASSESSED, -1
    supported = max((place for place, check in enumerate(asked.checks) if check.holds), default=-1)
    decision, place, _ = decisions.move(asked.rules, asked.checks[asked.present], asked.present, supported)
    return decision, place


def _exchanged(old: _Asked, new: _Asked) -> Iterator[tuple[str, _Asked]]:
    """The rules one by one, each as it is afterwards and all behind it as they were; those that are equal are left out."""
    mixed = old
    for rule, name in (("grade", "present"), ("period", "is_decided"), ("pool", "outside"), ("quality", "has_quality")):
        if getattr(old, name) != getattr(new, name):
            mixed = mixed._replace(**{name: getattr(new, name)})
            yield rule, mixed
    for place, (was, now) in enumerate(zip(old.checks, new.checks, strict=True)):
        for rule, name in (
            ("threshold", "threshold"),
            ("rank", "rank"),
            ("protection", "is_protected"),
            ("quality", "quality"),
        ):
            if getattr(was, name) != getattr(now, name):
                check = mixed.checks[place]._replace(**{name: getattr(now, name)})
                mixed = mixed._replace(checks=(*mixed.checks[:place], check, *mixed.checks[place + 1 :]))
                yield f"{now.grade}.{rule}", mixed
    yield "step", new


def _told(rule: str, before: Scores, after: Scores, i: int, j: int) -> Cause:
    code, _, axis = rule.partition(".")
    if axis == "threshold":
        return _threshold(code, before, after, i, j)
    was, now = (
        next((one for one in outcomes(scores, index) if one.rule == rule), None)
        for scores, index in ((before, i), (after, j))
    )
    if axis in ("rank", "protection"):
        return Cause(rule, was, now, _by_cut(code, axis, before, after, i, j))
    if axis == "quality":
        return Cause(rule, was, now, "bar" if _is_by_quality_bar(code, before, after, i) else "figure")
    return Cause(rule, was, now, "figure" if rule in ("grade", "quality") else "bar")


def _is_by_quality_bar(code: str, before: Scores, after: Scores, index: int) -> bool:
    """Whether the new quality bar alone turns it, on the score of before."""
    score = before.quality[index]
    old, new = (_grade(scores, code).quality_at_least for scores in (before, after))
    return score is not None and (score >= old) != (score >= new)


def _by_cut(code: str, axis: str, before: Scores, after: Scores, i: int, j: int) -> By:
    """First the cut changes, then the pool around it, then the rank itself."""
    rank, key = before.ranked.ranks[i], "rank_within" if axis == "rank" else "protected_within"
    old, new = (getattr(_grade(scores, code), key) for scores in (before, after))
    small = after.standard.pool.small_below
    if rank is None or old is None or new is None:
        return "figure" if rank is None else "bar"
    holds = rank <= ranking.seats(before.ranked.sizes[i], old, before.standard.pool.small_below)
    if (rank <= ranking.seats(before.ranked.sizes[i], new, small)) != holds:
        return "bar"
    return "pool" if (rank <= ranking.seats(after.ranked.sizes[j], new, small)) != holds else "figure"


def _grade(scores: Scores, code: str) -> Grade:
    return next(grade for grade in scores.standard.grades if grade.code == code)


# --- thresholds -------------------------------------------------------------------------------------------------------


def _threshold(code: str, before: Scores, after: Scores, i: int, j: int) -> Cause:
    """The condition with which the threshold turns, exchanged one by one as well; all of it where it is built otherwise."""
    old, new = _grade(before, code).threshold, _grade(after, code).threshold
    if _shape(old) != _shape(new):
        return Cause(f"{code}.threshold", threshold_outcome(before, code, i), threshold_outcome(after, code, j), "bar")
    olds, news = thresholds.written(old), thresholds.written(new)
    was = [leaf_outcome(before, code, leaf, i) for leaf in olds]
    now = [leaf_outcome(after, code, leaf, j) for leaf in news]
    held = [one.holds for one in was]
    start = _holds(new, held)
    turning = 0
    for turning, one in enumerate(now):
        held[turning] = one.holds
        if _holds(new, held) != start:
            break
    by: By = "bar" if _is_by_bar(olds[turning], news[turning], before, after, i) else "figure"
    return Cause(now[turning].rule, was[turning], now[turning], by)


def _is_by_bar(old: Condition, new: Condition, before: Scores, after: Scores, index: int) -> bool:
    """Whether the new bar alone turns it, on what was measured before."""
    value = before.measures[old.measure][index]
    bars = [thresholds.bar_of(one, scores.standard, scores.period) for one, scores in ((old, before), (new, after))]
    return bars[0].is_reached(value) != bars[1].is_reached(value)


def _holds(condition: AnyCondition, held: list[bool]) -> bool:
    """Whether a threshold is met, given of each of its conditions as they are written whether it is."""
    told = iter(held)
    return thresholds.holds(condition, lambda _leaf: next(told))


def _shape(condition: AnyCondition) -> object:
    """How a threshold is built, its bars left out."""
    match condition:
        case AllOf():
            return "all", tuple(map(_shape, condition.all))
        case AnyOf():
            return "any", tuple(map(_shape, condition.any))
        case Condition():
            return condition.measure
