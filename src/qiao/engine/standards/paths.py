"""Where a figure stands in a standard: `grades.manager.rank_within`, `indicators.CORP01.scoring.weight`.

An element of a list goes by its code, or by its measure, where that tells it from its siblings; else by its number. So a
path stays the same when an indicator is put in before another.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache

Place = tuple[str | int, ...]
"""Keys and list numbers from the root of the plain data down."""

_TELLING = ("code", "measure")
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def labels(items: list[object]) -> list[str]:
    """What each element of a list is called in a path."""
    told = [_told(item) for item in items]
    return [name if name and told.count(name) == 1 else str(number) for number, name in enumerate(told)]


def _told(item: object) -> str:
    if not isinstance(item, dict):
        return ""
    found = next((item[key] for key in _TELLING if key in item), None)
    return found if isinstance(found, str) and _PLAIN.fullmatch(found) and not found.isdigit() else ""


def children(data: object) -> Iterator[tuple[str | int, str, object]]:
    """The key, the name in a path, and the value of everything directly below."""
    if isinstance(data, dict):
        yield from ((key, key, value) for key, value in data.items())
    elif isinstance(data, list):
        yield from zip(range(len(data)), labels(data), data, strict=True)


def named(data: object, place: Place) -> str:
    """The path of a place; what the data does not hold goes by its own name."""
    parts = []
    for step in place:
        below = {key: (name, value) for key, name, value in children(data)}
        name, data = below.get(step, (str(step), None))
        parts.append(name)
    return ".".join(parts)


def places(data: object, prefix: str = "", place: Place = ()) -> Iterator[tuple[str, Place]]:
    """Every path below the root with its place, parents first, as written."""
    for key, name, value in children(data):
        path = f"{prefix}{name}"
        yield path, (*place, key)
        yield from places(value, f"{path}.", (*place, key))


def find(data: object, path: str) -> Place | None:
    """The place of one path, as `places` tells it; None where there is no such path. It looks only along the way there."""
    for key, name, value in children(data):
        if path == name:
            return (key,)
        if path.startswith(f"{name}.") and (below := find(value, path[len(name) + 1 :])):
            return (key, *below)
    return None


def leaves(data: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every path that ends in a text, with the text."""
    for _, name, value in children(data):
        path = f"{prefix}{name}"
        if isinstance(value, dict | list):
            yield from leaves(value, f"{path}.")
        else:
            yield path, str(value)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`; blank when none is."""
    return _nearest(word[:64], tuple(sorted(known)))


@cache
def _nearest(word: str, known: tuple[str, ...]) -> str:
    return next(iter(difflib.get_close_matches(word, known, 1, 0.6)), "")
