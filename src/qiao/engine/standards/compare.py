"""Two standards line by line: what differs, of what kind, and whether the ledger must be measured again for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from qiao.engine.standards.load import look, texts
from qiao.engine.standards.model import Standard

Kind = Literal[
    "identity", "name", "catalogue", "pool", "decision", "threshold", "cut", "quality_bar", "protection", "grade", "book",
    "measure", "category", "weight", "scoring", "indicator", "item_weight", "rater_share", "quality", "order",
]  # fmt: skip

_GRADE: dict[str, Kind] = {
    "threshold": "threshold",
    "rank_within": "cut",
    "quality_at_least": "quality_bar",
    "protected_within": "protection",
}
_FIRST: dict[str, Kind] = {
    "id": "identity",
    "version": "identity",
    "effective_from": "identity",
    "catalogue": "catalogue",
    "pool": "pool",
    "decision": "decision",
    "books": "book",
    "measures": "measure",
}
_ORDERED = ("grades", "measures", "categories", "indicators")


@dataclass(frozen=True)
class Difference:
    """One difference: its path, both values as written (None: not there), its kind, and whether it changes a measure."""

    path: str
    old: str | None
    new: str | None
    kind: Kind
    needs_measuring: bool


def differences(old: Standard, new: Standard) -> list[Difference]:
    """Everything in which two standards differ; empty when they are equal."""
    before, after = texts(old), texts(new)
    found = [
        Difference(path, before.get(path), after.get(path), kind_of(path), _needs_measuring(path, new))
        for path in _merged(list(before), list(after))
        if before.get(path) != after.get(path)
    ]
    return [*found, *_order(look(old), look(new))]


def needs_measuring(found: list[Difference]) -> bool:
    """Whether the ledger must be read for these differences; else a finished run is only scored again."""
    return any(difference.needs_measuring for difference in found)


def kind_of(path: str) -> Kind:
    """What a path speaks of."""
    parts = path.split(".")
    if "name" in (parts[-1], *parts[-2:-1]) and parts[-1] in ("zh", "en"):
        return "name"
    match parts:
        case [first, *_] if first in _FIRST:
            return _FIRST[first]
        case ["grades", _, key, *_]:
            return _GRADE.get(key, "grade")
        case ["categories", *_, key]:
            return "weight" if key == "weight" else "category"
        case ["indicators", _, "scoring", *_, key]:
            return "weight" if key in ("weight", "cap") else "scoring"
        case ["indicators", *_]:
            return "indicator"
        case ["quality", "classes", _, "shares", _]:
            return "rater_share"
        case ["quality", "classes", _, "items", _, "weight"]:
            return "item_weight"
        case _:
            return "quality"


def _needs_measuring(path: str, new: Standard) -> bool:
    """A changed book, or a measure that the ledger gives directly; what is made of published figures is only scored again."""
    first, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if first == "books":
        return any(getattr(measure, "book", None) == name for measure in new.measures.values())
    measure = new.measures.get(name) if first == "measures" and kind_of(path) != "name" else None
    return measure is not None and not measure.parts


def _merged(before: list[str], after: list[str]) -> Iterator[str]:
    """Every path once, what is new behind the path that it follows in its own standard."""
    known = set(before)
    follows: dict[str, list[str]] = {}
    last = ""
    for path in after:
        if path in known:
            last = path
        else:
            follows.setdefault(last, []).append(path)
    yield from follows.get("", ())
    for path in before:
        yield path
        yield from follows.get(path, ())


def _order(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for key in _ORDERED:
        old, new = _codes(before[key]), _codes(after[key])
        kept_old, kept_new = [code for code in old if code in new], [code for code in new if code in old]
        if kept_old != kept_new:
            yield Difference(key, ", ".join(old), ", ".join(new), "order", False)


def _codes(elements: dict[str, Any] | list[dict[str, str]]) -> list[str]:
    return list(elements) if isinstance(elements, dict) else [element["code"] for element in elements]
