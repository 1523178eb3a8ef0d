"""The quality score of a run as its manager reads it: items, weights, groups' means and counts; never one person's mark.

Of each item the score is told, and how many marks of each group stand behind it; a group's mean is told of a whole class, not of an
item, for together with an item's score it would give away what a single superior thought. Of an item that one person alone rated the
score itself is that person's mark, and is told only as part of its class.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.common.languages import said
from qiao.desk.growth import words
from qiao.desk.growth.models.seats import BROUGHT, Group
from qiao.desk.score.queries import marks
from qiao.desk.score.queries.results import result_of
from qiao.engine import Text

_FEW = 3  # marks: under so many a mean tells one of them


@dataclass(frozen=True, slots=True)
class Mean:
    """What a group said of a class: its share in per cent, how many marked an item at most, and the mean of its marks."""

    group: Group
    share: int
    count: int
    mean: Decimal | None


class Line(NamedTuple):
    """An item; `score` is None where nobody rated it, or where only one did (`is_alone`)."""

    name: str
    meaning: str
    weight: int
    score: Decimal | None
    is_alone: bool
    counts: list[tuple[Group, int]]


@dataclass(frozen=True, slots=True)
class Class:
    """A class of items; its score is that of its rated items by weight."""

    name: str
    weight: int
    score: Decimal | None
    means: list[Mean]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Quality:
    """A manager's quality score, opened.

    Attributes:
        score: as published; `before_veto` without the cap of a veto.
        rated, needed: the weights of what was rated, and from how many on there is a score.
    """

    score: Decimal | None
    before_veto: Decimal | None
    is_vetoed: bool
    cap: Decimal
    rated: int
    needed: int
    classes: list[Class]


def of(outcome: Outcome) -> Quality:
    """Read from the run's own explanation."""
    result = result_of(outcome.run)
    found = result.scores.quality_of(result.scores.index[outcome.manager])
    return opened(result.standard.standard.quality, found)


def opened(rules: Any, found: Any) -> Quality:
    """What is told of the engine's score under a standard's rules."""
    return Quality(
        score=_points(found.score),
        before_veto=_points(found.uncapped),
        is_vetoed=found.is_vetoed,
        cap=Decimal(rules.veto_cap).scaleb(-2),
        rated=found.rated_weight,
        needed=rules.rated_weight_at_least,
        classes=[_class(one, [item for item in found.items if item.item_class == one]) for one in rules.classes],
    )


def _class(one: Any, found: list[Any]) -> Class:
    scored = [item for item in found if item.score is not None]
    weight = sum(item.item.weight for item in scored)
    total = sum(item.item.weight * item.score for item in scored)
    return Class(
        name=said(Text(one.name.zh, one.name.en)),
        weight=sum(item.item.weight for item in found),
        score=_rounded(Fraction(total, weight)) if weight else None,
        means=[_mean(group, found, getattr(one.shares, group)) for group in Group if getattr(one.shares, group)],
        lines=[_line(item) for item in found],
    )


def _mean(group: Group, found: Iterable[Any], share: int) -> Mean:
    means = [mean for item in found for mean in item.groups if mean.group == group]
    count = sum(mean.count for mean in means)
    told = means and (count >= _FEW or group in BROUGHT or group == Group.SELF)
    mean = _rounded(Fraction(sum(mean.mean for mean in means), len(means))) if told else None
    return Mean(group, share, max((mean.count for mean in means), default=0), mean)


def _line(found: Any) -> Line:
    counts = [(Group(mean.group), mean.count) for mean in found.groups]
    is_alone = marks.is_alone(found)
    return Line(
        name=said(Text(found.item.name.zh, found.item.name.en)),
        meaning=str(words.MEANINGS.get(found.item.code, "")),
        weight=found.item.weight,
        score=None if is_alone else _points(found.score),
        is_alone=is_alone,
        counts=counts,
    )


def _points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)


def _rounded(hundredths: Fraction) -> Decimal:
    return Decimal((2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)).scaleb(-2)
