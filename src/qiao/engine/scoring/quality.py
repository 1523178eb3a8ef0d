"""The quality score (综合素质): rated items, means by rater group, a veto's cap."""

from collections import defaultdict
from dataclasses import dataclass

from qiao.engine import money
from qiao.engine.measures.evidence import Column, Evidence
from qiao.engine.measures.ratings import NO_MARKS, Rating
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


Marks = dict[str, dict[str, list[int]]]


def quality_of(quality: Quality, ratings: list[Rating]) -> QualityScore:
    """The quality score of one manager's ratings."""
    marks = _by_item_and_group(ratings)
    items = tuple(
        _item(quality, item_class, item, marks.get(item.code, {}))
        for item_class in quality.classes
        for item in item_class.items
    )
    rated = [found for found in items if found.score is not None]
    weight = sum(found.item.weight for found in rated)
    is_vetoed = any(rating.veto for rating in ratings)
    if weight < quality.rated_weight_at_least or not weight:
        return QualityScore(None, None, items, weight, is_vetoed)
    score = money.divide_half_up(sum(found.item.weight * (found.score or 0) for found in rated), weight)
    return QualityScore(min(score, quality.veto_cap) if is_vetoed else score, score, items, weight, is_vetoed)


def _by_item_and_group(ratings: list[Rating]) -> Marks:
    marks: Marks = defaultdict(dict)
    for rating in ratings:
        if rating.score is not None:
            marks[rating.item].setdefault(rating.group, []).append(rating.score)
    return marks


def _item(quality: Quality, item_class: ItemClass, item: Item, marks: dict[str, list[int]]) -> ItemScore:
    # Nobody wins an item by rating oneself: the own mark counts only beside the superior's.
    rated = [
        group for group in GROUPS if group in marks and (group != "self" or _counts(item_class, "superior", marks))
    ]
    means = [_mean(quality, group, marks[group], getattr(item_class.shares, group)) for group in rated]
    groups = tuple(mean for mean in means if mean)
    shares = sum(mean.share for mean in groups)
    score = money.divide_half_up(sum(mean.share * mean.mean for mean in groups), shares) if shares else None
    return ItemScore(item, item_class, score, groups)


def _counts(item_class: ItemClass, group: str, marks: dict[str, list[int]]) -> bool:
    return group in marks and bool(getattr(item_class.shares, group))


def _mean(quality: Quality, group: str, marks: list[int], share: int) -> GroupMean | None:
    if not share or (group == "peer" and len(marks) < quality.peers_at_least):
        return None
    kept = sorted(marks)
    if group == "peer" and len(marks) >= quality.peers_trimmed_from:
        kept = kept[1:-1]
    return GroupMean(group, money.divide_half_up(sum(kept), len(kept)), len(marks), len(marks) - len(kept), share)


# --- everybody at once ------------------------------------------------------------------------------------------------


def column(quality: Quality, evidence: Evidence) -> Column:
    """Everybody's quality score, equal to `quality_of` one by one; item by item, since a bank has twenty thousand people."""
    size = len(evidence.people)
    totals, weights = [0] * size, [0] * size
    for item_class in quality.classes:
        for item in item_class.items:
            parts, shares = _item_parts(quality, item_class, item.code, evidence)
            for index, share in enumerate(shares):
                if share:  # half up by hand: marks are never negative, and this runs for every item of every manager
                    totals[index] += item.weight * ((2 * parts[index] + share) // (2 * share))
                    weights[index] += item.weight
    least = max(quality.rated_weight_at_least, 1)
    scores: Column = [
        (2 * total + weight) // (2 * weight) if weight >= least else None
        for total, weight in zip(totals, weights, strict=True)
    ]
    for index in evidence.ratings.vetoed:
        scores[index] = None if (score := scores[index]) is None else min(score, quality.veto_cap)
    return scores


def _item_parts(quality: Quality, item_class: ItemClass, item: str, evidence: Evidence) -> tuple[list[int], list[int]]:
    """Of everybody: an item's means times their groups' shares, and the shares that count."""
    parts, shares = [0] * len(evidence.people), [0] * len(evidence.people)
    marks = evidence.ratings.marks
    superiors = set(marks.get((item, "superior"), NO_MARKS).managers) if item_class.shares.superior else set()
    for group in GROUPS:
        share, is_self, is_peer = getattr(item_class.shares, group), group == "self", group == "peer"
        for index, total, count, least, most in zip(*marks.get((item, group), NO_MARKS), strict=True) if share else ():
            if (is_self and index not in superiors) or (is_peer and count < quality.peers_at_least):
                continue
            if is_peer and count >= quality.peers_trimmed_from:
                total, count = total - least - most, count - 2  # noqa: PLW2901
            parts[index] += share * ((2 * total + count) // (2 * count))
            shares[index] += share
    return parts, shares
