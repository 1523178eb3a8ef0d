"""What the readers hand on: tables made of parts, each a stream of text rows in one shape whatever the file was."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.errors import Text
from qiao.engine.ledger.faults import Faults, placed
from qiao.engine.ledger.reading.proving import Cells, Wanted, is_provable
from qiao.engine.ledger.reading.values import Translation, canonical
from qiao.engine.ledger.tables import Table


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's headings as the bank wrote them and, place by place, the ledger's column (None: not read)."""

    headings: tuple[str, ...]
    columns: tuple[str | None, ...]
    header_row: int = 1

    @property
    def places(self) -> tuple[int, ...]:
        """The places that are read."""
        return tuple(place for place, column in enumerate(self.columns) if column is not None)


@dataclass(frozen=True, slots=True)
class Broken:
    """A row, a cell or the rest of a file that could not be read; `cells` is the row as far as it was told apart."""

    rule: str
    problem: Text
    row: int | None = None
    column: str = ""
    value: str = ""
    cells: tuple[str, ...] = ()


class RawBatch(NamedTuple):
    """Some rows as they stand in the file: row numbers, one text column for each place asked for, what was broken.

    `is_proved`: the columns are typed instead, and every value of them is good.
    """

    rows: pa.Array
    columns: list[pa.Array]
    broken: list[Broken]
    is_proved: bool = False


class Content(Protocol):
    """The rows of one file or sheet, read anew at each call and never held whole."""

    def batches(self, places: Sequence[int], cells: Cells = ()) -> Iterator[RawBatch]:
        """The rows, with the columns at these places; where `cells` says what all columns are, proved where they can be."""
        ...


@dataclass(frozen=True)
class Part:
    """One file or sheet that delivers rows of a table."""

    table: Table
    source: str
    path: Path
    sheet: str | None
    sha256: str
    layout: Layout
    content: Content
    translation: Translation
    faults: Faults = field(repr=False, compare=False)

    @property
    def schema(self) -> pa.Schema:
        """`row` (int64, the header is row 1), then every column of the table as text."""
        return pa.schema([("row", pa.int64()), *((column.name, pa.string()) for column in self.table.columns)])

    def reader(self) -> pa.RecordBatchReader:
        """The rows in the ledger's shape; what cannot be read is recorded as a fault on the way, so read it once.

        Blank cells are null, rows without any value are left out, values are in the ledger's own words where known.
        """
        return pa.RecordBatchReader.from_batches(self.schema, self._texts())

    def blocks(self, *, is_told: bool) -> Iterator[pa.RecordBatch]:
        """The rows as from `reader`, but a block proved to be good has only the columns that are there, typed.

        Its texts may be coded by a dictionary, in which then none stands twice.

        `is_told` records what cannot be read as a fault; it is to be told once.
        """
        names = [column for column in self.layout.columns if column is not None]
        cells = [self._wanted(column) for column in self.layout.columns]
        for raw in self.content.batches(self.layout.places, cells if is_provable(cells) else ()):
            self._report(raw.broken if is_told else self._not_told(raw.broken))
            if raw.is_proved:
                yield pa.RecordBatch.from_arrays([raw.rows, *raw.columns], names=["row", *names])
            else:
                columns = dict(zip(names, raw.columns, strict=True))
                yield canonical(self.schema, raw.rows, columns, self.table, self.translation)

    def _wanted(self, column: str | None) -> Wanted | None:
        return None if column is None else Wanted(self.table.column(column), self.translation.get(column))

    def original(self, rows: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The bank's own cells of these rows, in the order of its headings (a broken row may have more or fewer)."""
        wanted = pa.array(sorted(rows), pa.int64())
        found: dict[int, tuple[str, ...]] = {}
        for raw in self.content.batches(range(len(self.layout.headings))):
            found.update({b.row: b.cells for b in raw.broken if b.cells and b.row is not None and b.row in rows})
            chosen = pc.is_in(raw.rows, wanted)
            columns = [column.filter(chosen).fill_null("").to_pylist() for column in raw.columns]
            found.update(zip(raw.rows.filter(chosen).to_pylist(), zip(*columns, strict=True), strict=True))
        return found

    def _texts(self) -> Iterator[pa.RecordBatch]:
        names = [column for column in self.layout.columns if column is not None]
        for raw in self.content.batches(self.layout.places):
            self._report(raw.broken)
            columns = dict(zip(names, raw.columns, strict=True))
            yield canonical(self.schema, raw.rows, columns, self.table, self.translation)

    def _not_told(self, broken: list[Broken]) -> list[Broken]:
        """What ended this reading and did not end the first one: the file was changed or taken away meanwhile."""
        told = {fault.rule for fault in self.faults.faults if fault.source == self.source} if broken else set()
        return [found for found in broken if found.row is None and found.rule not in told]

    def _report(self, broken: list[Broken]) -> None:
        kept = broken[: self.faults.room(self.table.name)]
        for found in kept:
            self.faults.add(
                found.rule, placed(found.problem, self.source, found.row, found.column), table=self.table.name,
                column=found.column, row=found.row, value=found.value or ",".join(found.cells)[:1000], source=self.source,
                unreadable=bool(found.column),
            )  # fmt: skip
        for rule, count in Counter(found.rule for found in broken[len(kept) :]).items():
            self.faults.count_more(rule, count, table=self.table.name)


@dataclass(frozen=True)
class Delivered:
    """One table of a batch, from one file or from several that the mapping lists."""

    table: Table
    parts: tuple[Part, ...]

    @property
    def present(self) -> tuple[str, ...]:
        """The columns that at least one part delivers, in the table's order."""
        delivered = {column for part in self.parts for column in part.layout.columns}
        return tuple(column.name for column in self.table.columns if column.name in delivered)
