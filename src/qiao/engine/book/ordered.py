"""Prepared Parquet files that are ordered by a key: the rows of one key are found by the bounds of their row groups.

Where recent rows stand behind all others, each part is ordered by itself, and a key's rows are found in both. Only the row groups
that can hold the key are read, so a client's rows cost the same in a bank of any size. The file stays open: once open it can be
read to its end even after the store has forgotten it. Any number of threads may read at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qiao.engine import files

_PIECE = 16_384
_DESCRIBED = 32


class _Description(NamedTuple):
    """What a file says of itself, the bounds of its row groups by a key, and the stretches of row groups in which they rise."""

    metadata: pq.FileMetaData
    schema: pa.Schema
    lows: list[Any]
    highs: list[Any]
    rising: list[tuple[int, int]]


@lru_cache(_DESCRIBED)
def _described(path: Path, key: str, stamp: tuple[int, ...]) -> _Description:
    """Read once for each file with that size and time: of forty million rows it takes as long as a client's own rows ten times over."""
    metadata = pq.read_metadata(path)
    schema = metadata.schema.to_arrow_schema()
    place = schema.get_field_index(key)
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    found = [group.column(place).statistics for group in groups if group.num_rows]
    lows, highs = [each.min for each in found], [each.max for each in found]
    falls = (number for number in range(1, len(lows)) if lows[number] < highs[number - 1])
    return _Description(metadata, schema, lows, highs, list(pairwise([0, *falls, len(lows)])))


class OrderedFile:
    """One open file, ordered by `key`, in one part or in two."""

    def __init__(self, path: Path, key: str, *, repeating: Sequence[str] = ()) -> None:
        """Open it and keep the bounds of its row groups; columns of `repeating` texts are read faster."""
        self.key = key
        self._repeating = list(repeating)
        self._source = pa.OSFile(str(path))
        described = _described(path, key, tuple(files.stamp(path)))
        self._metadata, self._schema, self._lows, self._highs, self._rising = described

    @property
    def row_count(self) -> int:
        """How many rows it has."""
        return int(self._metadata.num_rows)

    def lowest(self, column: str) -> Any:
        """The lowest value of a column, by the bounds of its row groups; None without rows."""
        place = self._schema.get_field_index(column)
        groups = (self._metadata.row_group(number) for number in range(self._metadata.num_row_groups))
        return min((group.column(place).statistics.min for group in groups if group.num_rows), default=None)

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return list(self._schema.names)

    def _reader(self) -> pq.ParquetFile:
        """A reader of its own for each call: the file and its description are shared, what is being read is not."""
        return pq.ParquetFile(self._source, metadata=self._metadata, read_dictionary=self._repeating)

    def _groups(self, first: Any, last: Any) -> list[int]:
        """The row groups that may hold a key from the first to the last."""
        return [
            number
            for start, stop in self._rising
            for number in range(
                bisect_left(self._highs, first, start, stop), bisect_right(self._lows, last, start, stop)
            )
        ]

    def rows(self, value: Any, columns: Sequence[str], *, to: Any = None) -> pa.Table:
        """The rows whose key is `value` (or lies from it up to and with `to`), in the file's order."""
        last = value if to is None else to
        groups = self._groups(value, last)
        if not groups:
            return self._schema.empty_table().select(list(columns))
        wanted = list(dict.fromkeys([self.key, *columns]))
        read = self._reader().read_row_groups(groups, columns=wanted, use_threads=False)
        key = read.column(self.key)
        found = pc.equal(key, value) if to is None else pc.and_(pc.greater_equal(key, value), pc.less_equal(key, last))
        return read.filter(found).select(list(columns))

    def rows_of(self, values: Sequence[Any], columns: Sequence[str]) -> pa.Table:
        """The rows whose key is one of these values, in the file's order; several row groups are read at a time."""
        groups = sorted(set(chain.from_iterable(self._groups(value, value) for value in values)))
        if not groups:
            return self._schema.empty_table().select(list(columns))
        wanted = list(dict.fromkeys([self.key, *columns]))
        read = self._reader().read_row_groups(groups, columns=wanted)
        key = read.column(self.key)
        return read.filter(pc.is_in(key, pa.array(values, key.type))).select(list(columns))

    def batches(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """All rows in pieces, in the file's order."""
        for batch in self._reader().iter_batches(batch_size=_PIECE, columns=list(columns), use_threads=False):
            yield pa.Table.from_batches([batch])

    def all(self, columns: Sequence[str]) -> pa.Table:
        """All rows at once; for files that are small by nature."""
        return self._reader().read(columns=list(columns), use_threads=False)


class Layered:
    """A table that stands in a base, ordered by `order`, of which rows are gone and to which others were added since.

    It is read as one file in the same order would be.
    """

    def __init__(self, base: OrderedFile, gone: OrderedFile, added: OrderedFile, order: Sequence[str]) -> None:
        """Open files; `gone` tells rows of the base by some of its columns."""
        self.key = base.key
        self._base, self._gone, self._added = base, gone, added
        self._order = [(name, "ascending") for name in order]

    @property
    def row_count(self) -> int:
        """How many rows it has."""
        return self._base.row_count - self._gone.row_count + self._added.row_count

    def lowest(self, column: str) -> Any:
        """The lowest value of a column; None without rows."""
        lowest = self._base.lowest(column)
        if lowest is None or column not in self._gone.names or self._gone.lowest(column) != lowest:
            found = [lowest, self._added.lowest(column)]
        else:  # the lowest of the base is gone, so every row is looked at
            found = [pc.min(piece.column(0)).as_py() for piece in self.batches((column,))]
        return min((value for value in found if value is not None), default=None)

    def rows(self, value: Any, columns: Sequence[str], *, to: Any = None) -> pa.Table:
        """The rows whose key is `value` (or lies from it up to and with `to`), in order."""
        wanted = self._with_order(columns)
        kept = self._without(self._base.rows(value, wanted, to=to), self._gone.rows(value, self._gone.names, to=to))
        return self._merged(kept, self._added.rows(value, wanted, to=to)).select(list(columns))

    def rows_of(self, values: Sequence[Any], columns: Sequence[str]) -> pa.Table:
        """The rows whose key is one of these values, in order."""
        wanted = self._with_order(columns)
        kept = self._without(self._base.rows_of(values, wanted), self._gone.rows_of(values, self._gone.names))
        return self._merged(kept, self._added.rows_of(values, wanted)).select(list(columns))

    def batches(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """All rows in pieces, in order; the rows gone and added, which are few, stay in memory meanwhile."""
        wanted = self._with_order(columns)
        gone, coming = self._gone.all(self._gone.names), self._added.all(wanted)
        waiting = coming.slice(0, 0)
        for piece in self._base.batches(wanted):
            last = piece.column(self.key)[-1]
            here = pa.concat_tables([waiting, self._without(piece, gone)])
            # What has the piece's last key waits, since more of it may come.
            before, after = pc.less(here.column(self.key), last), pc.less(coming.column(self.key), last)
            yield self._merged(here.filter(before), coming.filter(after)).select(list(columns))
            waiting, coming = here.filter(pc.invert(before)), coming.filter(pc.invert(after))
        yield self._merged(waiting, coming).select(list(columns))

    def all(self, columns: Sequence[str]) -> pa.Table:
        """All rows at once; for files that are small by nature."""
        return pa.concat_tables(self.batches(columns))

    def _with_order(self, columns: Sequence[str]) -> list[str]:
        return list(dict.fromkeys([*columns, *(name for name, _ in self._order), *self._gone.names]))

    def _without(self, rows: pa.Table, gone: pa.Table) -> pa.Table:
        if not gone.num_rows or not rows.num_rows:
            return rows
        told = rows.select(gone.column_names).append_column("place", pa.array(range(rows.num_rows), pa.int64()))
        kept = told.join(gone, keys=gone.column_names, join_type="left anti", use_threads=False)
        return rows.take(kept.sort_by("place").column("place"))

    def _merged(self, kept: pa.Table, added: pa.Table) -> pa.Table:
        if not added.num_rows:
            return kept
        if not kept.num_rows:  # of a client beyond all bounds nothing is read, and so no dictionary
            return added
        return pa.concat_tables([kept, added]).unify_dictionaries().sort_by(self._order)
