"""Thresholds as trees of conditions, each with its path."""

from collections.abc import Iterator

from qiao.engine.standards.model import AllOf, AnyCondition, AnyOf, Condition
from qiao.engine.standards.paths import labels


def below(condition: AllOf | AnyOf, path: str) -> Iterator[tuple[str, AnyCondition]]:
    """What stands directly below a condition at `path`, each with its own path."""
    key, parts = ("all", condition.all) if isinstance(condition, AllOf) else ("any", condition.any)
    told: list[object] = [{"measure": part.measure} if isinstance(part, Condition) else {} for part in parts]
    for part, name in zip(parts, labels(told), strict=True):
        yield f"{path}.{key}.{name}", part


def leaves(condition: AnyCondition, path: str) -> Iterator[tuple[str, Condition]]:
    """Every leaf below a condition that stands at `path`, in the order written."""
    if isinstance(condition, Condition):
        yield path, condition
        return
    for place, part in below(condition, path):
        yield from leaves(part, place)
