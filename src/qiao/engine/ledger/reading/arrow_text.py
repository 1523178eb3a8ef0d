"""Typed Arrow columns as exact text: what each value stands for, and which values stand for none."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.ledger import scalars
from qiao.engine.ledger.reading.numbers import DOUBLE_DIGITS, HALF_DIGITS, SINGLE_DIGITS, NotExactError, decimal_text

LONGEST = 1 << 20  # bytes of a text

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
_PLAIN = (pa.types.is_integer, pa.types.is_boolean, pa.types.is_null)
_OUT_OF_RANGE = "<"


class Odd(NamedTuple):
    """A value that cannot be taken: its place in the batch, why (a rule's code), what it shows."""

    at: int
    rule: str
    value: str


def is_taken(kind: pa.DataType) -> bool:
    """Whether values of this type stand for exact text."""
    if pa.types.is_dictionary(kind):
        return is_taken(kind.value_type)
    others = (pa.types.is_decimal, pa.types.is_floating, pa.types.is_date, pa.types.is_timestamp)
    return any(is_kind(kind) for is_kind in (*_TEXT, *_BYTES, *_PLAIN, *others))


def is_binary_number(kind: pa.DataType) -> bool:
    """Whether values of this type are binary floating point."""
    return bool(pa.types.is_floating(kind.value_type if pa.types.is_dictionary(kind) else kind))


def texts(array: pa.Array, scale: int | None) -> tuple[pa.Array, list[Odd]]:
    """The values as text, null where there is none to be had, and those that are odd.

    `scale` is the column's number of decimal places: zeros past it, which only a DECIMAL type's own scale put there,
    are left out.
    """
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _dictionary(array, scale)
    if pa.types.is_decimal(kind):
        return _decimals(array, scale), []
    if pa.types.is_floating(kind):
        return _floats(array)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _dates(array)
    return _limited(array.cast(pa.string()))


def _dictionary(array: pa.DictionaryArray, scale: int | None) -> tuple[pa.Array, list[Odd]]:
    words, odd = texts(array.dictionary, scale)
    return words.take(array.indices), list(_where_used(array.indices, odd)) if odd else []


def _where_used(indices: pa.Array, odd: list[Odd]) -> Iterator[Odd]:
    by_index = {found.at: found for found in odd}
    for row, index in enumerate(indices.to_pylist()):
        if index in by_index:
            yield by_index[index]._replace(at=row)


def _limited(array: pa.Array) -> tuple[pa.Array, list[Odd]]:
    """The texts, without those that are too long."""
    long = pc.greater(pc.binary_length(array), scalars.int32(LONGEST))
    if not pc.any(long).as_py():
        return array, []
    odd = [Odd(index, "long_cell", array[index].as_py()[:1000]) for index in _places(long)]
    return pc.if_else(long, scalars.text(None), array), odd


def _decimals(array: pa.Array, scale: int | None) -> pa.Array:
    text = array.cast(pa.string())
    if pc.any(pc.match_substring(text, "E")).as_py():
        text = pa.array([None if value is None else f"{value:f}" for value in array.to_pylist()], pa.string())
    if scale is None or array.type.scale <= scale:
        return text
    kept = r"\1" if scale else ""
    places = rf"(\.[0-9]{{{scale}}}[0-9]*?)0+$" if scale else r"\.0+$"
    return pc.replace_substring_regex(text, places, kept)


def _floats(array: pa.Array) -> tuple[pa.Array, list[Odd]]:
    digits = {16: HALF_DIGITS, 32: SINGLE_DIGITS}.get(array.type.bit_width, DOUBLE_DIGITS)
    text = array.cast(pa.string())
    simple = pc.match_substring_regex(text, rf"^-?[0-9.]{{1,{digits}}}$")
    simple = pc.and_(simple, pc.not_equal(text, "-0"))
    return _mended(text, pc.invert(simple), lambda shortest: decimal_text(float(shortest), shortest, digits))


def _mended(text: pa.Array, doubtful: pa.Array, exact: Callable[[str], str]) -> tuple[pa.Array, list[Odd]]:
    """The texts with each doubtful one made exact, or told as odd."""
    places = _places(doubtful)
    if not places:
        return text, []
    values, odd = text.to_pylist(), []
    for index in places:
        shown = values[index]
        try:
            values[index] = exact(shown)
        except NotExactError:
            values[index] = None
            odd.append(Odd(index, "digits" if shown.strip("+-")[0].isdigit() else "not_a_number", shown))
    return pa.array(values, pa.string()), odd


def _dates(array: pa.Array) -> tuple[pa.Array, list[Odd]]:
    if pa.types.is_timestamp(array.type) and array.type.tz is not None:
        array = pc.local_timestamp(array)
    days = array.cast(pa.date32(), safe=False)
    text = days.cast(pa.string())
    late = pc.not_equal(days.cast(array.type, safe=False), array)
    wild = pc.match_substring(text, _OUT_OF_RANGE)
    odd = [Odd(index, "time_of_day", str(array[index].cast(pa.string()))) for index in _places(late)]
    odd += [Odd(index, "date_range", text[index].as_py()) for index in _places(wild) if not late[index].as_py()]
    lost = pc.or_(late, wild)
    return (pc.if_else(lost, scalars.text(None), text), odd) if odd else (text, odd)


def _places(mask: pa.Array) -> list[int]:
    """Where the mask is true."""
    found: list[int] = pc.indices_nonzero(mask.fill_null(False)).to_pylist()
    return found
