"""Plain data becomes a standard, or every fault of it: the validator's messages as sentences with line and path."""

import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qiao.engine.errors import Text
from qiao.engine.standards import model
from qiao.engine.standards.documents import Document
from qiao.engine.standards.faults import Fault
from qiao.engine.standards.model import Standard
from qiao.engine.standards.paths import Place, named, nearest
from qiao.engine.standards.units import MisreadError, shorten

LISTED = 1_000
_CHOICE = re.compile(r"'([^']*)'")
_MAPPING = Text("应为若干“键: 值”", "keys with values belong here")
_WORD = Text("应为一个值,而不是列表或若干键值", "a single value belongs here, not a list or keys with values")


def validate(data: object) -> Standard:
    """The standard that plain data holds; ValidationError when it does not hold one."""
    return Standard.model_validate(data)


def faults(error: ValidationError, document: Document) -> Iterator[Fault]:
    """Every fault that the validator found, at most the first thousand: in the order of the file, what is missing last."""
    found = []
    for details in error.errors(include_url=False)[:LISTED]:
        is_unknown_key = details["type"] == "extra_forbidden"
        place, kind = _walk(details["loc"][:-1] if is_unknown_key else details["loc"])
        place = (*place, details["loc"][-1]) if is_unknown_key else place
        fault = Fault(_line(place, document), named(document.data, place), _said(details, kind))
        found.append((details["type"] == "missing", fault.line, fault))
    yield from (fault for _, _, fault in sorted(found, key=lambda ranked: ranked[:2]))


def _line(place: Place, document: Document) -> int:
    """The line of a place, or of the nearest one above it that stands in the file; 0 without a file."""
    while place and place not in document.spots:
        place = place[:-1]
    return document.spots[place].line if place else int(bool(document.spots))


def _walk(loc: tuple[int | str, ...]) -> tuple[Place, Any]:
    """The place that the validator means, without its own marks for unions and keys; and the type expected there."""
    place: list[int | str] = []
    kind: Any = Standard
    for step in loc:
        kind = _plain(kind)
        if step == "[key]":
            continue
        if _is_union(kind):
            kind = next((option for option in map(_plain, get_args(kind)) if step in _tags(option)), Any)
            continue
        place.append(step)
        kind = _below(kind, step)
    return tuple(place), _plain(kind)


def _plain(kind: Any) -> Any:
    """A type without annotations, without None, and not as a reference to it."""
    if isinstance(kind, str):
        return _plain(getattr(model, kind))
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if _is_union(kind):
        options = [option for option in get_args(kind) if option is not type(None)]
        return _plain(options[0]) if len(options) == 1 else kind
    return kind


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def _tags(option: Any) -> set[str]:
    """What the validator calls a model inside a union."""
    if not (isinstance(option, type) and issubclass(option, BaseModel)):
        return set()
    marks = {f"<{option.__name__}>"}
    for field in ("kind", "method"):
        info = option.model_fields.get(field)
        marks |= set(get_args(info.annotation)) if info and get_origin(info.annotation) is Literal else set()
    return marks


def _below(kind: Any, step: int | str) -> Any:
    """The type of what stands below, Any where nothing is known."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(step))
        return field.annotation if field else Any
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    return get_args(kind)[1] if get_origin(kind) is dict else Any


_FIXED = {
    "missing": Text("缺少此项", "this is missing"),
    "tuple_type": Text(
        "应为列表(每项以“- ”起头,或写成 [a, b])", "a list belongs here: items that begin with “- ”, or [a, b]"
    ),
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "too_short": Text("不能为空", "this is empty and must not be"),
}


def _said(details: ErrorDetails, kind: Any) -> Text:
    """The sentence of one of the validator's messages."""
    given, context, said = details["input"], details.get("ctx", {}), details["type"]
    match said:
        case "value_error":
            error = context["error"]
            found = error.text if isinstance(error, MisreadError) else None
        case "extra_forbidden":
            found = _unknown(str(details["loc"][-1]), kind)
        case "union_tag_invalid":
            found = _choice(context["tag"], context["expected_tags"], context["discriminator"].strip("'"))
        case "union_tag_not_found":
            key = context["discriminator"].strip("'")
            found = Text(f"缺少 {key}", f"{key} is missing")
        case "literal_error":
            found = _WORD if isinstance(given, dict | list) else _choice(given, context["expected"], "")
        case _:
            found = _FIXED.get(said)
    return found or Text(f"无法接受({details['msg']})", f"not accepted: {details['msg']}")


def _hint(near: str, zh: str, en: str) -> Text:
    """The end of a sentence: what may have been meant, else what is known."""
    return Text(f",是否应为 {near}?", f"; did you mean {near}?") if near else Text(zh, en)


def _choice(given: object, expected: str, key: str) -> Text:
    choices = _CHOICE.findall(expected)
    hint = _hint(
        nearest(str(given), choices), f",应为 {'、'.join(choices)} 之一", f"; it is one of {', '.join(choices)}"
    )
    what = Text(f" {key} " if key else "值 ", key or "value")
    return Text(f"不认识的{what.zh}{shorten(given)}{hint.zh}", f"unknown {what.en} {shorten(given)}{hint.en}")


def _unknown(key: str, kind: Any) -> Text:
    known = list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []
    hint = _hint(nearest(key, known), f",此处可用 {'、'.join(known)}", f"; known here: {', '.join(known)}")
    return Text(f"不认识的键 {shorten(key)}{hint.zh}", f"unknown key {shorten(key)}{hint.en}")
