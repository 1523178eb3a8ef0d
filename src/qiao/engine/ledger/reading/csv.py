"""Ledger tables as comma-separated text (CSV), streamed in blocks.

A block that Arrow reads without any doubt (no NUL, quotes only around whole one-line cells, every row as wide as the
header) goes through Arrow; any other block goes through the exact reader of `records`. Both give the same rows, which a
test holds them to.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from qiao.engine.ahead import ahead
from qiao.engine.errors import Text
from qiao.engine.ledger.encoding import CHUNK, Encoded, UnreadableError, probe
from qiao.engine.ledger.reading import records
from qiao.engine.ledger.reading.parts import Broken, Layout, RawBatch
from qiao.engine.ledger.reading.proving import Cells, proved_lines
from qiao.engine.ledger.reading.records import LONGEST_CELL, LONGEST_RECORD, Record, Scanner

MOST_COLUMNS = 200

_BATCH = 1 << 14
_BOM = b"\xef\xbb\xbf"
_ONE_LINE_QUOTED = re.compile(rb'(?:(?<=[,\n\r])|\A)"[^"\r\n]*+(?:""[^"\r\n]*+)*+"(?=[,\r\n]|\Z)')

PROBLEMS: dict[str, Text] = {
    records.OPEN: Text(
        "有引号没有配对;请补上右引号,或去掉多余的引号。", "a quote is never closed; close it or take it away."
    ),
    records.AFTER_QUOTE: Text(
        "右引号之后还有文字;单元格内的引号须写成两个引号。",
        "text follows a closing quote; a quote inside a quoted cell is written twice.",
    ),
    records.NUL: Text(
        "含有空字符(NUL);文件已损坏或不是文本,请从源系统重新导出。",
        "holds a NUL character; the file is damaged or not text, export it from its system again.",
    ),
    records.MANY_CELLS: Text(
        f"单元格超过 {records.MOST_CELLS} 个;请检查该行。",
        f"has more than {records.MOST_CELLS} cells; look at this row.",
    ),
    records.LONG_CELL: Text("有单元格超过 1 MiB;请缩短。", "a cell is longer than 1 MiB; shorten it."),
    records.LONG_RECORD: Text(
        "一行超过 4 MiB;请检查换行和引号。", "the row is longer than 4 MiB; look at its line ends and quotes."
    ),
}


def open_csv(path: Path) -> tuple[Encoded, Record]:
    """The file's encoding and its header.

    Raises:
        UnreadableError: another encoding, no header, a header that cannot be one.
        OSError: it cannot be read.
    """
    encoded = probe(path)
    header = take_header(encoded.utf8(), Scanner())
    if header is None:
        raise UnreadableError(
            "empty_file", Text("是空文件;请至少给出表头一行。", "is empty; give at least a header row.")
        )
    if header.problem and header.problem != records.MANY_CELLS:
        problem = PROBLEMS[header.problem]
        raise UnreadableError(
            "header", Text(f"表头读不了:{problem.zh}", f"has a header that cannot be read: {problem.en}")
        )
    check_width(len(header.cells))
    _check_separator(header.cells)
    return encoded, header


def check_width(count: int) -> None:
    """Raise UnreadableError when there are more columns than any ledger has."""
    if count > MOST_COLUMNS:
        raise UnreadableError(
            "many_columns",
            Text(
                f"的列数超过 {MOST_COLUMNS};请删去多余的列。",
                f"has more than {MOST_COLUMNS} columns; remove those that are not needed.",
            ),
        )


def _check_separator(cells: list[str]) -> None:
    found = next((sign for sign in ";\t|" if len(cells) == 1 and sign in cells[0]), None)
    if found is not None:
        name = {"\t": Text("制表符", "tabs")}.get(found, Text(f"“{found}”", f'"{found}"'))
        raise UnreadableError(
            "separator",
            Text(
                f"以{name.zh}分列;请改用逗号分隔的 CSV。",
                f"is separated by {name.en}; save it as CSV separated by commas.",
            ),
        )


def take_header(chunks: Iterator[bytes], scanner: Scanner) -> Record | None:
    """Take records off until the first that is not blank; None when there is none."""
    last = False
    while True:
        header = scanner.first(b"", last)
        if header is not None and not header.is_blank:
            return header
        if header is None:
            if last:
                return None
            chunk = next(chunks, b"")
            last = not chunk
            scanner.waiting += chunk
            if len(scanner.waiting) > records.LONGEST_RECORD:
                last = True


@dataclass(frozen=True)
class CsvContent:
    """The rows of one CSV file."""

    encoded: Encoded
    source: str
    layout: Layout

    def batches(self, places: Sequence[int], cells: Cells = ()) -> Iterator[RawBatch]:
        """The rows, with the columns at these places; where `cells` says what all columns are, proved where they can be."""
        try:
            yield from self._blocks(places, cells)
        except UnreadableError as error:
            yield stopped(error.rule, error.text, len(places))
        except OSError as error:
            yield stopped("unreadable", unreadable(error), len(places))

    def _blocks(self, places: Sequence[int], cells: Cells) -> Iterator[RawBatch]:
        scanner, chunks = Scanner(), self.encoded.utf8()
        take_header(chunks, scanner)
        begun, scanner.waiting = scanner.waiting, b""
        lines = whole_lines(chain([begun], chunks))
        for data, proved in ahead(lines, lambda data: proved_lines(data, cells, places)) if cells else _unproved(lines):
            if proved is not None and not scanner.waiting and scanner.is_at_record:
                yield RawBatch(scanner.number(len(proved[0])), proved, [], is_proved=True)
            else:
                found = self._plain_block(scanner, data, places)
                yield from [found] if found is not None else self._exact_blocks(scanner.feed(data, False), places)
        yield from self._exact_blocks(scanner.feed(b"", last=True), places)

    def _plain_block(self, scanner: Scanner, chunk: bytes, places: Sequence[int]) -> RawBatch | None:
        """The whole lines of what is waiting and the chunk, read by Arrow; None where only the exact reader will do."""
        data = scanner.waiting + chunk
        cut = data.rfind(b"\n") + 1
        if not cut or not places or not scanner.is_at_record or not _is_plain(data[:cut]):
            return None
        columns = _read_by_arrow(pa.py_buffer(data).slice(0, cut), len(self.layout.headings), places)
        if columns is None:
            return None
        scanner.waiting = data[cut:]
        return RawBatch(scanner.number(len(columns[0])), columns, [])

    def _exact_blocks(self, found: Iterator[Record], places: Sequence[int]) -> Iterator[RawBatch]:
        while block := list(islice(found, _BATCH)):
            yield self._exact_block(block, places)

    def _exact_block(self, found: list[Record], places: Sequence[int]) -> RawBatch:
        width = len(self.layout.headings)
        good = [record for record in found if not record.problem and len(record.cells) == width]
        broken = [
            self._broken(record)
            for record in found
            if record.problem or (len(record.cells) != width and not record.is_blank)
        ]
        columns = [pa.array([record.cells[place] or None for record in good], pa.string()) for place in places]
        return RawBatch(pa.array([record.row for record in good], pa.int64()), columns, broken)

    def _broken(self, record: Record) -> Broken:
        if record.problem:
            rule, problem = f"csv_{record.problem}", PROBLEMS[record.problem]
        else:
            rule, problem = "cells", wrong_width(len(record.cells), len(self.layout.headings))
        return Broken(rule, problem, record.row, cells=tuple(record.cells))


def whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text, cut where a line ends; only what has no line end for long is cut elsewhere."""
    waiting = b""
    for chunk in chunks:
        data = waiting + chunk
        cut = len(data) if len(data) > LONGEST_RECORD + CHUNK else data.rfind(b"\n") + 1
        waiting = data[cut:]
        if cut:
            yield data[:cut]
    if waiting:
        yield waiting


def _unproved(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, None]]:
    return ((block, None) for block in blocks)


@cache
def wrong_width(found: int, expected: int) -> Text:
    """What is said of a row that has another number of cells than the header."""
    return Text(
        f"有 {found} 个单元格,而表头有 {expected} 个;请补齐,或给含逗号的单元格加引号。",
        f"has {found} cells where the header has {expected}; add what is missing, or quote a cell that holds a comma.",
    )


def stopped(rule: str, problem: Text, columns: int) -> RawBatch:
    """The last batch of a file that cannot be read on."""
    empty = pa.array([], pa.string())
    return RawBatch(pa.array([], pa.int64()), [empty] * columns, [Broken(rule, problem)])


def unreadable(error: OSError) -> Text:
    """What the system said when a file could not be read."""
    reason = error.strerror or type(error).__name__
    return Text(
        f"无法读取:{reason};请检查文件和权限。", f"cannot be read: {reason}; look at the file and its permissions."
    )


def _is_plain(data: bytes) -> bool:
    """Whether Arrow reads these lines as the exact reader would."""
    if b"\0" in data or data.startswith(_BOM) or _has_long_line(data):
        return False
    return b'"' not in data or b'"' not in _ONE_LINE_QUOTED.sub(b"", data)


def _has_long_line(data: bytes) -> bool:
    """Whether a line is longer than a cell may be."""
    start = 0
    while len(data) - start > LONGEST_CELL:
        end = data.rfind(b"\n", start, start + LONGEST_CELL)
        if end < 0:
            return True
        start = end + 1
    return False


def _read_by_arrow(data: pa.Buffer, width: int, places: Sequence[int]) -> list[pa.Array] | None:
    """The columns at these places; None when a row is not as wide as the header."""
    names = [str(place) for place in range(width)]
    uneven: list[arrow_csv.InvalidRow] = []
    wanted = [str(place) for place in places]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=data.size + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=_noting(uneven)),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=wanted,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return None if uneven else [table.column(name).combine_chunks() for name in wanted]


def _noting(uneven: list[arrow_csv.InvalidRow]) -> Callable[[arrow_csv.InvalidRow], str]:
    def note(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    return note
