"""Whole blocks of rows proved to be good, so that they need not be looked at cell by cell.

Of a block of text one regular expression, made of the shapes of the columns, is held against all its lines at once; of
typed columns it is the type and the least and greatest value. What is not proved may well be good too: it takes the
exact way, cell by cell. An identifier's own shape is not looked at here, since there are few of them to many rows.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from qiao.engine.ledger.columns import DATE, ID, MONEY, Kind

_TYPES = {ID: pa.string(), DATE: pa.date32(), MONEY: pa.decimal128(18, 2)}
_ANY_CELL = rb'[^,"\r\n\x00]*'
_BOM = b"\xef\xbb\xbf"
_LONGEST_ID = 200
_FIRST_DAY, _LAST_DAY = -25567, 376199  # 1900-01-01 and 2999-12-31, counted from 1970-01-01
_MOST_MONEY = Decimal("99999999999999.99")
_PLACES = _TYPES[MONEY].scale

Kinds = Sequence[Kind | None]


def is_provable(kinds: Kinds) -> bool:
    """Whether blocks of such columns can be proved at all."""
    return bool(kinds) and all(kind in _TYPES for kind in kinds)


def proved_lines(data: bytes, kinds: Kinds, places: Sequence[int]) -> list[pa.Array] | None:
    """The columns at these places of whole lines of CSV; None where the lines are not proved.

    Args:
        data: lines of UTF-8 text, each with its line end.
        kinds: what each column of the file is, None where it is not read.
        places: the columns wanted.
    """
    if data.startswith(_BOM) or not _matches(data, _pattern(tuple(kinds))):
        return None
    names = [str(place) for place in range(len(kinds))]
    types = {str(place): _TYPES[kind] for place in places if (kind := kinds[place]) is not None}
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types, include_columns=list(types), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:  # a day that no calendar has
        return None
    columns = [table.column(str(place)).combine_chunks() for place in places]
    return columns if all(map(_is_good, columns)) else None


def proved_columns(columns: Sequence[pa.Array], kinds: Kinds) -> list[pa.Array] | None:
    """The typed columns in the ledger's types; None where they are of another type or not proved."""
    found = [_as_proved(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    good = [column for column in found if column is not None and _is_good(column)]
    return good if len(good) == len(found) else None


def _matches(data: bytes, pattern: str) -> bool:
    """Whether the whole text is made of lines of that shape."""
    ends = (0).to_bytes(8, "little") + len(data).to_bytes(8, "little")
    text = pa.Array.from_buffers(pa.large_binary(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])
    return bool(pc.match_substring_regex(text, pattern)[0].as_py())


@cache
def _pattern(kinds: tuple[Kind | None, ...]) -> str:
    cells = [_ANY_CELL.decode() if kind is None or kind is ID else f"(?:{kind.shape})" for kind in kinds]
    return rf"\A(?:{','.join(cells)}\r?\n)*\z"


def _as_proved(column: pa.Array, kind: Kind | None) -> pa.Array | None:
    found = column.type
    if kind is ID and pa.types.is_dictionary(found) and pa.types.is_string(found.value_type):
        return _as_identifiers(column)
    if kind is MONEY and pa.types.is_decimal128(found) and found.scale == _PLACES:
        return column if found == _TYPES[MONEY] else _as_money(column)
    return column if kind is not None and found == _TYPES[kind] else None


def _as_identifiers(column: pa.DictionaryArray) -> pa.Array | None:
    """The column as it is if no word of its dictionary stands twice: rows are then the same where their codes are."""
    words = column.dictionary
    if not _is_good(words):  # before anything is written out: one long word may stand in every row
        return None
    return column if len(words.unique()) == len(words) else words.take(column.indices)


def _as_money(column: pa.Array) -> pa.Array | None:
    try:
        return column.cast(_TYPES[MONEY])
    except pa.ArrowInvalid:
        return None


def _is_good(column: pa.Array) -> bool:
    """Whether no value is missing or out of its range; the shape of an identifier is left for later."""
    if column.null_count:
        return False
    if not len(column):
        return True
    if pa.types.is_dictionary(column.type):
        return True
    if pa.types.is_string(column.type):
        return bool(pc.max(pc.binary_length(column)).as_py() <= _LONGEST_ID)
    if pa.types.is_date32(column.type):
        bounds = pc.min_max(column.view(pa.int32()))
        return bool(_FIRST_DAY <= bounds["min"].as_py() and bounds["max"].as_py() <= _LAST_DAY)
    bounds = pc.min_max(column)
    return bool(-_MOST_MONEY <= bounds["min"].as_py() and bounds["max"].as_py() <= _MOST_MONEY)
