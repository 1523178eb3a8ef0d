"""The figures of a standard as a form shows them: what each is, in words, whose figure it is, and how it is written."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from qiao.engine.errors import Text
from qiao.engine.standards import documents
from qiao.engine.standards.load import Loaded, look
from qiao.engine.standards.marks import Mark, marks_of
from qiao.engine.standards.measures import Names
from qiao.engine.standards.model import Condition, Standard
from qiao.engine.standards.paths import Place, find, places

_SEPARATOR = "/ "  # between the languages of a description
_NUMBER = re.compile(r"-?\d")
_NAMES = ("id", "version", "code", "zh", "en")
_RULES = {("pool", "by"), ("decision", "periods")}  # figures that are words


class Figure(NamedTuple):
    """One marked value.

    Attributes:
        path: where it stands, as in a patch.
        part: the standard's part that it is in, such as `grades`.
        group: what it belongs to in that part: a grade, a measure, an indicator; the part itself where there is none.
        label: what it is.
        value: as it is written.
        mark: whose figure it is, with its clause.
    """

    path: str
    part: str
    group: Text
    label: Text
    value: str
    mark: Mark


def figures(loaded: Loaded) -> Iterator[Figure]:
    """Every figure whose line says whose it is, in the order of the text; names and references are the file's alone."""
    document = documents.read(loaded.text)
    marked = marks_of(document, loaded.text)
    for path, place in places(document.data):
        value = _value(document.data, place)
        if path in marked and isinstance(value, str) and _is_figure(place, value):
            yield Figure(path, str(place[0]), *_told(loaded.standard, place), value, marked[path])


def described(standard: Standard, path: str) -> tuple[Text, Text] | None:
    """What a path belongs to and what stands there, in words; None where the standard has no such path."""
    place = find(look(standard), path)
    return _told(standard, place) if place else None


def _is_figure(place: Place, value: str) -> bool:
    return place in _RULES or (place[-1] not in _NAMES and _NUMBER.match(value) is not None)


def _value(data: Any, place: Place) -> object:
    for step in place:
        data = data[step]
    return data


def _told(standard: Standard, place: Place) -> tuple[Text, Text]:
    """The group and the label of a place, read off the models on the way down."""
    group: Text = Text("", "")
    label: list[Text] = []
    at: Any = standard
    for depth, step in enumerate(place):
        described = _described(at, step)
        at = _below(at, step)
        if depth == 0:
            group = described or group
        elif named := _named(standard, at):
            group, label = (named, label) if depth == 1 else (group, [*label, named])
        elif described and depth == len(place) - 1:
            label.append(described)
    whole = label or [group]
    return group, Text(" · ".join(one.zh for one in whole), " · ".join(one.en for one in whole))


def _below(at: Any, step: str | int) -> Any:
    if isinstance(at, BaseModel):
        return getattr(at, str(step), None)
    try:
        return at[step]
    except (LookupError, TypeError):
        return None


def _named(standard: Standard, at: Any) -> Text | None:
    """What something with a name is called; a condition goes by its measure's."""
    if isinstance(at, Condition):
        at = standard.measures.get(at.measure)
    name = getattr(at, "name", None)
    return Text(name.zh, name.en) if isinstance(name, Names) else None


def _described(at: Any, step: str | int) -> Text | None:
    field = type(at).model_fields.get(str(step)) if isinstance(at, BaseModel) else None
    if field is None or not field.description:
        return None
    zh, _, en = field.description.partition(_SEPARATOR)
    return Text(zh.strip(), en or zh)
