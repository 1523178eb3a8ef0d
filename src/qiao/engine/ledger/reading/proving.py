"""Whole blocks of rows proved to be good, so that they need not be looked at cell by cell.

Of a block of text one regular expression, made of the shapes of the columns, is held against all its lines at once; of
typed columns it is the type, the least and greatest value, and each word once. What is not proved may well be good too: it
takes the exact way, cell by cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from qiao.engine.ledger.columns import BOOLEAN, CHOICE, CURRENCY, DATE, ID, MONEY, TEXT, Column

_CODED = pa.dictionary(pa.int32(), pa.string())
_TYPES = {
    ID: pa.string(), TEXT: pa.string(), CHOICE: _CODED, CURRENCY: _CODED, DATE: pa.date32(), MONEY: pa.decimal128(18, 2),
    BOOLEAN: pa.bool_(),
}  # fmt: skip
_ANY_CELL = r'[^,"\r\n\x00]*'
# As wide as any notion of blanks around a text is: what has some takes the exact way.
_BLANKS = r"\x{9}-\x{d}\x{1c}-\x{20}\x{85}\p{Z}"
_TRIMMED = rf'[^,"\x00{_BLANKS}](?:{_ANY_CELL}[^,"\x00{_BLANKS}])?'
_TEXTS = (ID, TEXT, CHOICE, CURRENCY)
_BOM = b"\xef\xbb\xbf"
_FIRST_DAY, _LAST_DAY = -25567, 376199  # 1900-01-01 and 2999-12-31, counted from 1970-01-01
_FIRST_VISIBLE, _LAST_VISIBLE = ord("!"), ord("~")
_MOST_MONEY = Decimal("99999999999999.99")
_PLACES = 2


@dataclass(frozen=True)
class Wanted:
    """A column that is read, and what the bank's words for its values come to (None: nothing but themselves)."""

    column: Column
    translate: Callable[[str], str] | None = None

    @property
    def is_provable(self) -> bool:
        """Whether its cells can be proved at all."""
        kind = self.column.kind
        if kind is BOOLEAN:
            return all(self._stands_for_itself(word) for word in ("true", "false"))
        return kind in _TYPES and (self.translate is None or _TYPES[kind] is _CODED)

    @property
    def is_needed(self) -> bool:
        """Whether a cell may not be blank."""
        return not self.column.blank

    def is_good(self, word: str) -> bool:
        """Whether a word may stand in a column of a few words, and is the ledger's own."""
        return self._stands_for_itself(word) and word in (value for value, _ in self.column.choices)

    def _stands_for_itself(self, word: str) -> bool:
        return self.translate is None or self.translate(word) == word


Cells = Sequence[Wanted | None]


def is_provable(cells: Cells) -> bool:
    """Whether blocks of such columns can be proved at all; without a column that must be filled, no row is known to be one."""
    read = [wanted for wanted in cells if wanted is not None]
    return any(wanted.is_needed for wanted in read) and all(wanted.is_provable for wanted in read)


def proved_lines(data: bytes, cells: Cells, places: Sequence[int]) -> list[pa.Array] | None:
    """The columns at these places of whole lines of CSV; None where the lines are not proved.

    Args:
        data: lines of UTF-8 text, each with its line end.
        cells: what each column of the file is, None where it is not read.
        places: the columns wanted.
    """
    if data.startswith(_BOM) or not _matches(data, _pattern(tuple(map(_shape, cells)))):
        return None
    names = [str(place) for place in range(len(cells))]
    read = {place: wanted for place in places if (wanted := cells[place]) is not None}
    types = {str(place): _TYPES[wanted.column.kind] for place, wanted in read.items()}
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
    return columns if all(map(_is_good, columns, read.values())) else None


def proved_columns(columns: Sequence[pa.Array], cells: Sequence[Wanted]) -> list[pa.Array] | None:
    """The typed columns in the ledger's types; None where they are of another type or not proved."""
    found = []
    for column, wanted in zip(columns, cells, strict=True):
        proved = _as_proved(column, wanted)
        if proved is None or not _is_good(proved, wanted):
            return None
        found.append(proved)
    return found


def _matches(data: bytes, pattern: str) -> bool:
    """Whether the whole text is made of lines of that shape."""
    ends = (0).to_bytes(8, "little") + len(data).to_bytes(8, "little")
    text = pa.Array.from_buffers(pa.large_binary(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])
    return bool(pc.match_substring_regex(text, pattern)[0].as_py())


@cache
def _pattern(shapes: tuple[str, ...]) -> str:
    return rf"\A(?:{','.join(shapes)}\r?\n)*\z"


def _shape(wanted: Wanted | None) -> str:
    """What a cell of CSV must look like to be proved, but for its length and which word it is."""
    if wanted is None or _TYPES[wanted.column.kind] is _CODED:
        return _ANY_CELL
    kind = wanted.column.kind
    shape = "true|false" if kind is BOOLEAN else kind.shape if kind in (DATE, MONEY) else _TRIMMED
    return f"(?:{shape})" if wanted.is_needed else f"(?:{shape})?"


def _as_proved(column: pa.Array, wanted: Wanted) -> pa.Array | None:
    """The column in the ledger's type, its texts known to have no blanks around them; None where that cannot be said."""
    kind, found = wanted.column.kind, column.type
    if pa.types.is_null(found):
        return pa.nulls(len(column), _TYPES[kind])
    if pa.types.is_dictionary(found) and pa.types.is_string(found.value_type) and kind in _TEXTS:
        return _as_words(column, wanted)
    if kind is MONEY and pa.types.is_decimal128(found) and found.scale == _PLACES:
        return column if found == _TYPES[MONEY] else _as_money(column)
    if found != _TYPES[kind]:
        return None
    return column if kind not in _TEXTS or _is_trimmed(column) else None


def _as_words(column: pa.DictionaryArray, wanted: Wanted) -> pa.Array | None:
    """The column as it is if no word of its dictionary stands twice: rows are then the same where their codes are."""
    words = column.dictionary
    # Before anything is written out: one long word may stand in every row.
    if words.null_count or not _are_good(words, wanted) or not _is_trimmed(words):
        return None
    if len(words.unique()) == len(words):
        return column
    return words.take(column.indices).dictionary_encode()


def _is_trimmed(texts: pa.Array) -> bool:
    if _has_no_blanks(texts):
        return True
    return bool(pc.all(pc.equal(pc.utf8_trim_whitespace(texts), texts), min_count=0).as_py())


def _has_no_blanks(texts: pa.Array) -> bool:
    """Whether all letters are of ASCII's visible ones, which takes a look at the bytes, whatever texts they make."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return False
    ends = pa.Array.from_buffers(pa.int32(), len(texts) + 1, [None, offsets], offset=texts.offset)
    first, end = ends[0].as_py(), ends[-1].as_py()
    letters = pc.min_max(pa.Array.from_buffers(pa.uint8(), end - first, [None, data], offset=first))
    least, most = letters["min"].as_py(), letters["max"].as_py()
    return least is not None and least >= _FIRST_VISIBLE and most <= _LAST_VISIBLE


def _as_money(column: pa.Array) -> pa.Array | None:
    try:
        return column.cast(_TYPES[MONEY])
    except pa.ArrowInvalid:
        return None


def _is_good(column: pa.Array, wanted: Wanted) -> bool:
    """Whether no value is missing, out of its range, too long or a word that is not the ledger's."""
    if column.null_count and wanted.is_needed:
        return False
    if column.null_count == len(column):
        return True
    if wanted.column.kind in _TEXTS:
        return _are_good(column.dictionary if pa.types.is_dictionary(column.type) else column, wanted)
    if pa.types.is_boolean(column.type):  # a row that withdraws has rules of its own
        return wanted.column.name != "withdrawn" or not pc.any(column).as_py()
    bounds = pc.min_max(column.view(pa.int32()) if pa.types.is_date32(column.type) else column)
    least, most = (_FIRST_DAY, _LAST_DAY) if pa.types.is_date32(column.type) else (-_MOST_MONEY, _MOST_MONEY)
    return bool(least <= bounds["min"].as_py() and bounds["max"].as_py() <= most)


def _are_good(texts: pa.Array, wanted: Wanted) -> bool:
    if _TYPES[wanted.column.kind] is _CODED:
        return all(map(wanted.is_good, texts.to_pylist()))
    lengths = pc.min_max(pc.binary_length(texts))
    least, most = lengths["min"].as_py(), lengths["max"].as_py()
    return least is None or (least > 0 and most <= wanted.column.kind.longest)
