"""The quality score (综合素质): rated items, means by rater group, a veto's cap."""

from collections import defaultdict
from dataclasses import dataclass

from qiao.engine import money
from qiao.engine.measures.evidence import Rating
from qiao.engine.standards.model import Item, ItemClass, Quality

GROUPS = ("self", "superior", "peer", "office", "record", "exam")


@dataclass(frozen=True)
class GroupMean:
    """A rater group's mean for an item (hundredths), from how many marks, how many of them dropped, with its share in percent."""

    group: str
    mean: int
    count: int
    trimmed: int
    share: int


@dataclass(frozen=True)
class ItemScore:
    """An item's score (hundredths) and the groups behind it; None where nobody rated it."""

    item: Item
    item_class: ItemClass
    score: int | None
    groups: tuple[GroupMean, ...]


@dataclass(frozen=True)
class QualityScore:
    """A manager's quality score (hundredths; None when too little is rated), its items and what a veto took."""

    score: int | None
    uncapped: int | None
    items: tuple[ItemScore, ...]
    rated_weight: int
    is_vetoed: bool


def quality_of(quality: Quality, ratings: list[Rating]) -> QualityScore:
    """The quality score of one manager's ratings."""
    marks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for rating in ratings:
        if rating.score is not None:
            marks[rating.item, rating.group].append(rating.score)
    items = tuple(
        _item(quality, item_class, item, marks) for item_class in quality.classes for item in item_class.items
    )
    rated = [found for found in items if found.score is not None]
    weight = sum(found.item.weight for found in rated)
    is_vetoed = any(rating.veto for rating in ratings)
    if weight < quality.rated_weight_at_least or not weight:
        return QualityScore(None, None, items, weight, is_vetoed)
    score = money.divide_half_up(sum(found.item.weight * (found.score or 0) for found in rated), weight)
    return QualityScore(min(score, quality.veto_cap) if is_vetoed else score, score, items, weight, is_vetoed)


def _item(quality: Quality, item_class: ItemClass, item: Item, marks: dict[tuple[str, str], list[int]]) -> ItemScore:
    means = [
        _mean(quality, group, marks.get((item.code, group), []), getattr(item_class.shares, group)) for group in GROUPS
    ]
    groups = [mean for mean in means if mean]
    if not any(mean.group == "superior" for mean in groups):
        # Nobody wins an item by rating oneself: the own mark counts only beside the superior's.
        groups = [mean for mean in groups if mean.group != "self"]
    shares = sum(mean.share for mean in groups)
    score = money.divide_half_up(sum(mean.share * mean.mean for mean in groups), shares) if shares else None
    return ItemScore(item, item_class, score, tuple(groups))


def _mean(quality: Quality, group: str, marks: list[int], share: int) -> GroupMean | None:
    if not marks or not share or (group == "peer" and len(marks) < quality.peers_at_least):
        return None
    kept = sorted(marks)
    if group == "peer" and len(marks) >= quality.peers_trimmed_from:
        kept = kept[1:-1]
    return GroupMean(group, money.divide_half_up(sum(kept), len(kept)), len(marks), len(marks) - len(kept), share)
