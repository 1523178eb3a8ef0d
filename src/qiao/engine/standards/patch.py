"""Changes of a standard by path, each stating the old value that it was made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from qiao.engine.errors import StandardError, Text
from qiao.engine.standards import validation
from qiao.engine.standards.check import check
from qiao.engine.standards.documents import Document
from qiao.engine.standards.faults import Fault, FaultyStandardError
from qiao.engine.standards.load import plain, texts
from qiao.engine.standards.model import Standard
from qiao.engine.standards.paths import Place, find, nearest, places


@dataclass(frozen=True)
class Change:
    """One changed value: `old` is what must stand there now, None for a key that is not there; `new` None takes it away."""

    path: str
    old: str | None
    new: str | None


def together(standard: Standard, changes: Iterable[Change]) -> Standard:
    """The standard with all changes made at once, which may hold together only as a whole, such as a method and its figures.

    The old values are not looked at: `fitting` tells whether they stand.

    Raises:
        StandardError: a path is unknown, or what comes out is no standard; says every fault.
    """
    data = plain(standard)
    found = [(_place(data, change), change.new) for change in changes]
    for place, new in found:
        if new is not None:
            _put(data, place, new)
    for place in sorted((place for place, new in found if new is None), reverse=True):  # from the end: nothing moves
        _put(data, place, None)
    try:
        patched = validation.validate(data)
    except ValidationError as error:
        document = Document(data, {}, ())
        raise FaultyStandardError(
            standard.id, tuple(validation.faults(error, document)), error.error_count()
        ) from error
    return _sound(patched)


Fit = Literal["fits", "gone", "differs", "there"]


def fitting(standard: Standard, changes: Iterable[Change]) -> list[tuple[Change, str | None, Fit]]:
    """Whether each change still fits: with what stands there now, and where it does not, why.

    `gone`: there is no such path any more; `differs`: another value stands there than the change was made from; `there`: what
    it asks for stands there already.
    """
    present = texts(standard)
    return [(change, present.get(change.path), _fit(change, present)) for change in changes]


def _fit(change: Change, present: dict[str, str]) -> Fit:
    now = present.get(change.path)
    if now == change.new:
        return "there"
    if now == change.old:
        return "fits"
    return "gone" if now is None else "differs"


def _sound(standard: Standard) -> Standard:
    faults = [found for found in check(standard) if found.severity == "fault"]
    if faults:
        raise FaultyStandardError(
            standard.id, tuple(Fault(0, found.path, Text(found.zh, found.en)) for found in faults)
        )
    return standard


def _place(data: dict[str, Any], change: Change) -> Place:
    place = find(data, change.path)
    if place is not None:
        if not isinstance(_value(data, place), dict | list):
            return place
        raise StandardError(f"补丁 {change.path}:此处不是单个值。", f"Patch {change.path}: this is not a single value.")
    above, _, key = change.path.rpartition(".")
    within = find(data, above)
    if within is not None and change.old is None and isinstance(_value(data, within), dict):
        return (*within, key)
    near = nearest(change.path, [path for path, _ in places(data)])
    raise StandardError(
        f"补丁 {change.path}:标准中没有此路径" + (f",是否应为 {near}?" if near else "。"),
        f"Patch {change.path}: the standard has no such path" + (f"; did you mean {near}?" if near else "."),
    )


def _value(data: Any, place: Place) -> Any:
    for step in place:
        data = data.get(step) if isinstance(data, dict) else data[step]
    return data


def _put(data: dict[str, Any], place: Place, value: str | None) -> None:
    holder = _value(data, place[:-1])
    if value is not None:
        holder[place[-1]] = value
    elif isinstance(holder, dict):
        holder.pop(place[-1], None)
    else:
        del holder[place[-1]]
