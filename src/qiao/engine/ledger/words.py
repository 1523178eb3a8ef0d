"""The words by which tables, columns and values are known, and the nearest one to a word that is not."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from qiao.engine.ledger.columns import BOOLEAN, Column
from qiao.engine.ledger.tables import TABLES, Table

BOOLEANS = {"true": "true", "1": "true", "是": "true", "false": "false", "0": "false", "否": "false"}

_LONGEST = 60
_GAPS = re.compile(r"[\s\-]+")


def plain(word: str) -> str:
    """The word as it is compared: width, case, surrounding blanks and the sort of gap do not matter."""
    return _GAPS.sub("_", unicodedata.normalize("NFKC", word).strip().casefold())


@cache
def _tables() -> dict[str, Table]:
    return {plain(heading): table for table in TABLES for heading in table.headings}


@cache
def _columns(table_name: str) -> dict[str, Column]:
    table = next(table for table in TABLES if table.name == table_name)
    return {plain(heading): column for column in table.columns for heading in column.headings}


def find_table(word: str) -> Table | None:
    """The table known by this file, sheet or mapping name."""
    return _tables().get(plain(word))


def find_column(table: Table, word: str) -> Column | None:
    """The table's column known by this heading."""
    return _columns(table.name).get(plain(word))


def nearest_table(word: str) -> str:
    """The table name or alias most like this word; empty when none is like it."""
    return nearest(word, _tables())


def nearest_column(table: Table, word: str) -> str:
    """The heading of this table most like this word; empty when none is like it."""
    return nearest(word, _columns(table.name))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one; empty when none is like it."""
    found = difflib.get_close_matches(plain(word[:_LONGEST]), known, n=1, cutoff=0.5)
    return found[0] if found else ""


@cache
def vocabulary(column: Column) -> dict[str, str]:
    """Each word for a listed value of this column, and that value; empty where any value may stand."""
    if column.kind is BOOLEAN:
        return BOOLEANS
    return {word: value for value, aliases in column.choices for word in (value, *aliases)}
