"""The bank's Parquet tables as arrays of numbers: identifiers by their place in an index, days since 1970, amounts in fen.

No amount passes through a binary number: an Arrow decimal of up to 18 digits has its whole number in the lower of two words.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from numpy_reference.exact import Whole

Column = pa.Array | pa.ChunkedArray
NEVER = 2**31 - 1  # the day of what has not come, or has no end


def day(text: str) -> int:
    """A date's number of days since 1970."""
    return int(np.datetime64(text, "D").astype(np.int64))


def read(folder: Path, table: str, *columns: str) -> pa.Table:
    """Columns of a table, its texts as places in a dictionary."""
    path = folder / f"{table}.parquet"
    return pq.read_table(path, columns=list(columns), read_dictionary=_texts(path, columns))


def batches(folder: Path, table: str, *columns: str) -> Iterator[pa.RecordBatch]:
    """The same of a large table, two million rows at a time, which takes little memory; the next are read meanwhile."""
    path = folder / f"{table}.parquet"
    with pq.ParquetFile(path, read_dictionary=_texts(path, columns)) as rows, ThreadPoolExecutor(1) as side:
        parts = rows.iter_batches(2_000_000, columns=list(columns))
        coming = side.submit(next, parts, None)
        while (batch := coming.result()) is not None:
            coming = side.submit(next, parts, None)
            yield batch


def _texts(path: Path, columns: tuple[str, ...]) -> list[str]:
    return [field.name for field in pq.read_schema(path) if field.name in columns and pa.types.is_string(field.type)]


def numbers(column: Column, places: int = 0) -> Whole:
    """Whole numbers, or decimals in units of so many places; none may be missing."""
    if column.null_count:
        raise ValueError("a number is missing")
    if not pa.types.is_decimal(column.type):
        return column.to_numpy()
    if column.type.precision > 18:
        raise ValueError(f"{column.type} does not fit 64 bits")
    found, begun = np.empty(len(column), np.int64), 0
    for part in _parts(column):
        words = np.frombuffer(part.buffers()[1], np.int64)[2 * part.offset :]
        found[begun : begun + len(part)] = words[: 2 * len(part) : 2]
        begun += len(part)
    return found * 10 ** (places - column.type.scale) if places > column.type.scale else found


def days(column: Column, missing: int = NEVER) -> Whole:
    """Days since 1970."""
    return pc.fill_null(column.cast(pa.int32()), missing).to_numpy(zero_copy_only=False)


def codes(column: Column, known: pd.Index) -> Whole:
    """Where each text stands in an index, -1 for none and for a missing one."""
    found, begun = np.empty(len(column), np.int32), 0
    for part in _parts(column):
        places = np.append(known.get_indexer(part.dictionary.to_pandas()), -1).astype(np.int32)
        found[begun : begun + len(part)] = places[pc.fill_null(part.indices, len(places) - 1).to_numpy()]
        begun += len(part)
    return found


def _parts(column: Column) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def texts(column: Column) -> pd.Index:
    """The texts themselves, of a small table."""
    return pd.Index(column.cast(pa.string()).to_pandas())
