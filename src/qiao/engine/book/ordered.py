"""A prepared Parquet file that is ordered by a key: the rows of one key are found by the bounds of its row groups.

Only the row groups that can hold the key are read, so a client's rows cost the same in a bank of any size. The file stays
open: once open it can be read to its end even after the store has forgotten it. Any number of threads may read at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_PIECE = 16_384


class OrderedFile:
    """One open file, ordered by `key`."""

    def __init__(self, path: Path, key: str, *, repeating: Sequence[str] = ()) -> None:
        """Open it and keep the bounds of its row groups; columns of `repeating` texts are read faster."""
        self.key = key
        self._repeating = list(repeating)
        self._source = pa.OSFile(str(path))
        self._metadata = pq.read_metadata(self._source)
        self._schema = self._metadata.schema.to_arrow_schema()
        self._lows, self._highs = self._bounds(key)

    @property
    def row_count(self) -> int:
        """How many rows it has."""
        return int(self._metadata.num_rows)

    def lowest(self, column: str) -> Any:
        """The lowest value of a column, by the bounds of its row groups; None without rows."""
        place = self._schema.get_field_index(column)
        groups = (self._metadata.row_group(number) for number in range(self._metadata.num_row_groups))
        return min((group.column(place).statistics.min for group in groups if group.num_rows), default=None)

    def _bounds(self, key: str) -> tuple[list[Any], list[Any]]:
        place = self._schema.get_field_index(key)
        groups = (self._metadata.row_group(number) for number in range(self._metadata.num_row_groups))
        found = [group.column(place).statistics for group in groups if group.num_rows]
        return [each.min for each in found], [each.max for each in found]

    def _reader(self) -> pq.ParquetFile:
        """A reader of its own for each call: the file and its description are shared, what is being read is not."""
        return pq.ParquetFile(self._source, metadata=self._metadata, read_dictionary=self._repeating)

    def rows(self, value: Any, columns: Sequence[str], *, to: Any = None) -> pa.Table:
        """The rows whose key is `value` (or lies from it up to and with `to`), in the file's order."""
        last = value if to is None else to
        groups = range(bisect_left(self._highs, value), bisect_right(self._lows, last))
        if not groups:
            return self._schema.empty_table().select(list(columns))
        wanted = list(dict.fromkeys([self.key, *columns]))
        read = self._reader().read_row_groups(list(groups), columns=wanted, use_threads=False)
        key = read.column(self.key)
        found = pc.equal(key, value) if to is None else pc.and_(pc.greater_equal(key, value), pc.less_equal(key, last))
        return read.filter(found).select(list(columns))

    def batches(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """All rows in pieces, in the file's order."""
        for batch in self._reader().iter_batches(batch_size=_PIECE, columns=list(columns), use_threads=False):
            yield pa.Table.from_batches([batch])

    def all(self, columns: Sequence[str]) -> pa.Table:
        """All rows at once; for files that are small by nature."""
        return self._reader().read(columns=list(columns), use_threads=False)
