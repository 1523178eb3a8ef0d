"""The leaves of a threshold, each with its path."""

from collections.abc import Iterator

from qiao.engine.standards.model import AllOf, AnyCondition, AnyOf, Condition
from qiao.engine.standards.paths import labels


def leaves(condition: AnyCondition, path: str) -> Iterator[tuple[str, Condition]]:
    """Every leaf below a condition that stands at `path`, in the order written."""
    match condition:
        case Condition():
            yield path, condition
        case AllOf():
            yield from _below(condition.all, f"{path}.all")
        case AnyOf():
            yield from _below(condition.any, f"{path}.any")


def _below(parts: tuple[AnyCondition, ...], path: str) -> Iterator[tuple[str, Condition]]:
    told: list[object] = [{"measure": part.measure} if isinstance(part, Condition) else {} for part in parts]
    for part, name in zip(parts, labels(told), strict=True):
        yield from leaves(part, f"{path}.{name}")
