"""Ledger tables as Parquet: every type that stands for exact text is taken, any other is a fault of its column."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qiao.engine.ahead import ahead, drawn
from qiao.engine.errors import Text
from qiao.engine.ledger import scalars
from qiao.engine.ledger.columns import ID, Column
from qiao.engine.ledger.encoding import Stamp, UnreadableError
from qiao.engine.ledger.faults import Faults, placed, shortened
from qiao.engine.ledger.reading.arrow_text import LONGEST, Odd, is_binary_number, is_taken, texts
from qiao.engine.ledger.reading.csv import check_width, stopped, unreadable
from qiao.engine.ledger.reading.parts import Broken, Layout, RawBatch
from qiao.engine.ledger.reading.proving import Cells, proved_columns
from qiao.engine.ledger.tables import Table

_BATCH = 1 << 18
_WORTH_A_LOOK = 1 << 20  # rows
_BATCH_BYTES = 32 << 20
_SMALL = 4 << 20
_LONGEST_ROW = 4 << 20
# What a damaged footer may make Arrow set aside.
_LONGEST_NAME = 16 << 20
_MOST_PARTS = 1 << 20
_DAMAGED = Text(
    "不是完好的 Parquet 文件(或过大);请从源系统重新导出。",
    "is not a sound Parquet file, or too large a one; export it from its system again.",
)
_LONG_ROWS = Text("各行平均超过 4 MiB;请缩短单元格。", "has rows of more than 4 MiB on average; shorten their cells.")

_PROBLEMS: dict[str, Text] = {
    "digits": Text(
        "不能精确表示为十进制数;请改存为 DECIMAL 或文本。",
        "has more digits than its binary number keeps; store the column as DECIMAL or text.",
    ),
    "not_a_number": Text("不是数字;请改正。", "is not a number; correct it."),
    "time_of_day": Text(
        "带有时刻;台账只收日期,请改存为 DATE。",
        "has a time of day; the ledger takes dates only, store the column as DATE.",
    ),
    "date_range": Text("不是可用的日期;请改正。", "is no date that could be used; correct it."),
    "long_cell": Text("超过 1 MiB;请缩短。", "is longer than 1 MiB; shorten it."),
}


@dataclass(frozen=True, slots=True)
class ParquetInfo:
    """A Parquet file that was found sound so far."""

    path: Path
    stamp: Stamp
    sha256: str
    schema: pa.Schema
    rows: int


def open_parquet(path: Path) -> ParquetInfo:
    """The file's columns and hash.

    Raises:
        UnreadableError: it is damaged, or has too many columns or two of one name.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        stamp = Stamp.of(file)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with _opened(path) as parquet:
        schema, rows = parquet.schema_arrow, parquet.metadata.num_rows
    check_width(len(schema))
    if twice := [name for name, count in Counter(schema.names).items() if count > 1]:
        shown = shortened(twice[0])
        raise UnreadableError(
            "duplicate_column",
            Text(f"有两列同名“{shown}”;请改名或删去一列。", f'has two columns named "{shown}"; rename or remove one.'),
        )
    return ParquetInfo(path, stamp, digest, schema, rows)


def check_types(info: ParquetInfo, layout: Layout, table: Table, source: str, faults: Faults) -> Layout:
    """The layout without the columns whose type cannot be taken; each of these is a fault."""
    columns = list(layout.columns)
    for place, name in enumerate(layout.columns):
        kind = info.schema.field(place).type
        problem = _type_problem(kind, table.column(name)) if name else None
        if name and problem:
            text = placed(problem, source, column=name)
            faults.add("column_type", text, table=table.name, column=name, value=str(kind), source=source)
            columns[place] = None
    return replace(layout, columns=tuple(columns))


def _type_problem(kind: pa.DataType, column: Column) -> Text | None:
    if not is_taken(kind):
        return Text(
            f"类型 {kind} 无法读取;请改存为文本、整数、DECIMAL、DATE 或布尔。",
            f"the type {kind} is not taken; store it as text, integer, DECIMAL, DATE or boolean.",
        )
    if column.kind is ID and is_binary_number(kind):
        return Text(
            f"标识符存成了浮点数({kind});请改存为文本。",
            f"an identifier is stored as a binary number ({kind}); format as text and write it again.",
        )
    return None


@dataclass(frozen=True)
class ParquetContent:
    """The rows of one Parquet file; the first row is row 2, as if a header stood above it."""

    info: ParquetInfo
    source: str
    table: Table
    layout: Layout

    def batches(self, places: Sequence[int], cells: Cells = ()) -> Iterator[RawBatch]:
        """The rows, with the columns at these places; where `cells` says what all columns are, proved where they can be."""
        try:
            yield from self._batches(places, cells)
        except UnreadableError as error:
            yield stopped(error.rule, error.text, len(places))
        except OSError as error:
            yield stopped("unreadable", unreadable(error), len(places))

    def _batches(self, places: Sequence[int], cells: Cells) -> Iterator[RawBatch]:
        fields = [self.info.schema.field(place) for place in places]
        readable = [field.name for field in fields if is_taken(field.type)]
        texts = [
            field.name
            for field, place in zip(fields, places, strict=True)
            if _is_text(field.type) and not self._is_key(place)
        ]
        row = 2
        with _opened(self.info.path, self._repeating(texts)) as parquet:
            self.info.stamp.check_path(self.info.path)
            step = _rows_at_once(parquet.metadata)
            batches = parquet.iter_batches(step, columns=readable, use_threads=False) if readable else iter(())
            with closing(drawn(batches)) as coming:  # nothing is drawn any more once the file is closed
                looked_at = ahead(coming, lambda batch: self._looked_at(batch, places, cells))
                for piece, proved in chain.from_iterable(found for _, found in looked_at):
                    if proved is None:
                        yield self._raw(piece, places, row)
                    else:
                        yield RawBatch(pa.arange(row, row + piece.num_rows), proved, [], is_proved=True)
                    row += piece.num_rows
            self.info.stamp.check_path(self.info.path)

    def _repeating(self, names: list[str]) -> list[str]:
        """Those whose words mostly come again within a block, as the first one shows: of others codes cost more than they spare."""
        if not names or self.info.rows < _WORTH_A_LOOK:
            return names
        with _opened(self.info.path, names) as parquet:
            step = _rows_at_once(parquet.metadata)
            first = next(parquet.iter_batches(step, columns=names, use_threads=False), None)
        if first is None:
            return names
        return [name for name in names if 2 * len(first.column(name).dictionary) <= first.num_rows]

    def _is_key(self, place: int) -> bool:
        """Whether each row has a word of its own there, of which a dictionary would be as long as the column."""
        return self.table.key == (self.layout.columns[place],)

    def _looked_at(
        self, batch: pa.RecordBatch, places: Sequence[int], cells: Cells
    ) -> list[tuple[pa.RecordBatch, list[pa.Array] | None]]:
        """The pieces of a sound batch, each with its typed columns where it is proved."""
        batch.validate(full=True)
        return [(piece, self._proved(piece, places, cells)) for piece in _pieces(batch)]

    def _proved(self, batch: pa.RecordBatch, places: Sequence[int], cells: Cells) -> list[pa.Array] | None:
        wanted = [found for place in places if cells and (found := cells[place]) is not None]
        if not wanted or batch.num_columns < len(places):
            return None
        names = [self.info.schema.field(place).name for place in places]
        return proved_columns([batch.column(name) for name in names], wanted)

    def _raw(self, batch: pa.RecordBatch, places: Sequence[int], row: int) -> RawBatch:
        broken: list[Broken] = []
        columns = []
        for place in places:
            name, heading = self.layout.columns[place], self.info.schema.field(place).name
            index = batch.schema.get_field_index(heading)
            scale = self.table.column(name).kind.scale if name else None
            array, odd = (
                texts(batch.column(index), scale) if index >= 0 else (pa.nulls(batch.num_rows, pa.string()), [])
            )
            columns.append(array)
            broken.extend(self._broken(found, row, name or heading) for found in odd)
        return RawBatch(pa.arange(row, row + batch.num_rows), columns, broken)

    def _broken(self, odd: Odd, first: int, column: str) -> Broken:
        problem, shown = _PROBLEMS[odd.rule], odd.value[:40]
        text = Text(f"“{shown}”{problem.zh}", f'"{shown}" {problem.en}')
        return Broken(odd.rule, text, first + odd.at, column, odd.value)


@contextmanager
def _opened(path: Path, coded: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """The open file; whatever a damaged one makes Arrow say becomes one sentence."""
    try:
        with pa.OSFile(os.fspath(path)) as file:
            yield pq.ParquetFile(
                file,
                read_dictionary=list(coded),
                pre_buffer=False,
                coerce_int96_timestamp_unit="us",
                page_checksum_verification=True,
                thrift_string_size_limit=_LONGEST_NAME,
                thrift_container_size_limit=_MOST_PARTS,
            )
    except OSError as error:
        if error.errno is not None:
            raise
        raise UnreadableError("damaged", _DAMAGED) from error
    except (pa.ArrowException, ValueError, LookupError, TypeError, RuntimeError) as error:
        raise UnreadableError("damaged", _DAMAGED) from error


def _rows_at_once(metadata: pq.FileMetaData) -> int:
    """How many rows to hold: fewer where the file says that they are large once unpacked.

    The sizes are those of whole row groups, because Arrow ends the process when it is asked about one column of a damaged footer.
    """
    largest = 1
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        largest = max(largest, group.total_byte_size // max(1, group.num_rows))
    if largest > _LONGEST_ROW:
        raise UnreadableError("long_row", _LONG_ROWS)
    return min(_BATCH, _BATCH_BYTES // largest)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch, cut so that no piece is many times larger as plain text than it is in the file."""
    size = sum(_plain_bytes(column) for column in batch.columns)
    count = max(1, min(batch.num_rows, -(-size // _BATCH_BYTES)))
    step = -(-batch.num_rows // count) or 1
    for start in range(0, batch.num_rows, step):
        yield batch.slice(start, step)


def _plain_bytes(column: pa.Array) -> int:
    """How many bytes a dictionary column's texts take at most when written out, cells that are too long aside."""
    if not isinstance(column, pa.DictionaryArray):
        return 0
    lengths = pc.binary_length(column.dictionary)
    longest = pc.max(lengths).as_py() or 0
    if longest * len(column) <= _SMALL:
        return longest * len(column)
    short = pc.if_else(pc.greater(lengths, scalars.int32(LONGEST)), scalars.int32(0), lengths)
    return pc.sum(pc.cast(short.take(column.indices), pa.int64())).as_py() or 0
