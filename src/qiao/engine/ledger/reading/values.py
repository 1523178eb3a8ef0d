"""From the bank's own words to the ledger's: blanks become null, Chinese and the bank's values canonical ones."""

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.ledger import scalars
from qiao.engine.ledger.columns import BOOLEAN, TAGS, TEXT, Column
from qiao.engine.ledger.tables import Table
from qiao.engine.ledger.words import vocabulary

Translate = Callable[[str], str]
Translation = dict[str, Translate]


def translation(table: Table, own: Mapping[str, Mapping[str, str]]) -> Translation:
    """How to translate the columns that have words to translate; `own` is the bank's mapping of values by column."""
    found = {column.name: _translate(column, own.get(column.name, {})) for column in table.columns}
    return {name: translate for name, translate in found.items() if translate is not None}


def _translate(column: Column, own: Mapping[str, str]) -> Translate | None:
    known = vocabulary(column)
    words = {**known, **own}
    if column.kind is TAGS:
        return lambda text: _tags(own.get(text, text), words)
    if column.kind is BOOLEAN:
        return lambda text: own[text] if text in own else known.get(text.lower(), text)
    return (lambda text: words.get(text, text)) if words else None


def _tags(text: str, words: Mapping[str, str]) -> str:
    tags = [tag.strip() for tag in text.split("|")]
    return "|".join(words.get(tag, tag) for tag in tags)


def canonical(
    schema: pa.Schema, rows: pa.Array, columns: dict[str, pa.Array], table: Table, words: Translation
) -> pa.RecordBatch:
    """One batch in the ledger's shape; rows without any value are left out."""
    arrays = {name: _column(table.column(name), array, words.get(name)) for name, array in columns.items()}
    missing = pa.nulls(len(rows), pa.string())
    batch = pa.RecordBatch.from_arrays([rows, *(arrays.get(name, missing) for name in schema.names[1:])], schema=schema)
    blank = _blank_rows(list(arrays.values()), len(rows))
    return batch if blank is None else batch.filter(pc.invert(blank))


def _column(column: Column, array: pa.Array, translate: Translate | None) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(array)
    if column.kind is TEXT:
        array = trimmed
    empty = pc.equal(trimmed, scalars.text(""))
    if pc.any(empty).as_py():
        array = pc.if_else(empty, scalars.text(None), array)
    return array if translate is None else _translated(array, translate)


def _translated(array: pa.Array, translate: Translate) -> pa.Array:
    coded = array.dictionary_encode()
    words = pa.array([translate(word) or None for word in coded.dictionary.to_pylist()], pa.string())
    return words.take(coded.indices)


def _blank_rows(arrays: list[pa.Array], count: int) -> pa.Array | None:
    """Which rows hold nothing at all; None when there is none."""
    if not arrays:
        return pa.array([True] * count, pa.bool_())
    if any(array.null_count == 0 for array in arrays):
        return None
    blank = arrays[0].is_null()
    for array in arrays[1:]:
        blank = pc.and_(blank, array.is_null())
    return blank if pc.any(blank).as_py() else None
