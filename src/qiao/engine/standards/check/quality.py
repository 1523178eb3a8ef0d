"""The quality score: items once each, weights and shares that add up, counts of peers that leave somebody."""

from collections.abc import Iterator

from qiao.engine.standards.check.catalogue import repeated, within
from qiao.engine.standards.check.findings import Finding, fault, warning
from qiao.engine.standards.model import ItemClass, Standard

_WHOLE = 100
_FULL = 10_000
_TRIMMED = 2


def findings(standard: Standard) -> Iterator[Finding]:
    """Items, weights, shares, peers, veto."""
    quality = standard.quality
    yield from repeated("quality.classes", [item_class.code for item_class in quality.classes])
    yield from _items(quality.classes)
    for item_class in quality.classes:
        yield from _shares(item_class)
    yield from within("quality.rated_weight_at_least", quality.rated_weight_at_least, 1, _WHOLE)
    yield from within("quality.peers_at_least", quality.peers_at_least, 1, 999_999)
    # Two marks are dropped, so a third one must be there.
    yield from within("quality.peers_trimmed_from", quality.peers_trimmed_from, _TRIMMED + 1, 999_999)
    if not 0 <= quality.veto_cap <= _FULL:
        yield fault("quality.veto_cap", "须在 0 与 100 之间", "this is between 0 and 100")


def _items(classes: tuple[ItemClass, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for item_class in classes:
        path = f"quality.classes.{item_class.code}.items"
        for number, item in enumerate(item_class.items):
            if item.code in seen:
                yield fault(f"{path}.{number}", f"评价项 {item.code} 重复", f"the item {item.code} is given twice")
            seen.add(item.code)
            if item.weight <= 0:
                yield fault(f"{path}.{item.code}.weight", "权重须大于 0", "a weight is above 0")
    total = sum(item.weight for item_class in classes for item in item_class.items)
    if total != _WHOLE:
        yield fault(
            "quality.classes",
            f"评价项权重合计 {total},应为 100",
            f"the weights of the items add up to {total}, not to 100",
        )


def _shares(item_class: ItemClass) -> Iterator[Finding]:
    path = f"quality.classes.{item_class.code}.shares"
    shares = item_class.shares.model_dump(mode="python")
    total = sum(int(share) for share in shares.values())
    if total != _WHOLE:
        yield fault(
            path,
            f"各评分主体占比合计 {total},应为 100",
            f"the shares of the rater groups add up to {total}, not to 100",
        )
    if item_class.shares.self and not item_class.shares.superior:
        yield warning(
            path,
            "上级占比为 0,自评因此永远不计入",
            "the superior has no share, so what people rate themselves never counts",
        )
