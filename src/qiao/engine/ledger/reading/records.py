"""The exact reader of comma-separated text: one record after another, every broken one told and stepped over.

A cell may be quoted, then a quote inside it is doubled and it may hold commas and line ends; a quote inside a cell that
does not begin with one stands for itself. Lines end in LF, CR LF or CR. A record with a quote that never closes is
broken on its first line, and reading goes on with the next.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

LONGEST_CELL = 1 << 20
LONGEST_RECORD = 1 << 22
MOST_CELLS = 1000
# How much of each cell of a broken record is kept to be shown.
_SHOWN = 1000

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BARE = re.compile(rb"[^,\r\n]*")
_QUOTED = re.compile(rb'"([^"]*+(?:""[^"]*+)*+)"')

OPEN, AFTER_QUOTE, NUL = "open_quote", "after_quote", "nul"
MANY_CELLS, LONG_CELL, LONG_RECORD = "many_cells", "long_cell", "long_row"


@dataclass(slots=True)
class Record:
    """One record: its row number (every record and blank line counts), its cells, and what is wrong with it."""

    row: int
    cells: list[str]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything but blanks."""
        return not self.problem and not "".join(self.cells).strip()


@dataclass(slots=True)
class Scanner:
    """Takes records off a stream of UTF-8 bytes."""

    row: int = 0
    waiting: bytes = b""
    _skipping: bool = field(default=False)

    @property
    def is_at_record(self) -> bool:
        """Whether what comes next is the beginning of a record, not the rest of one that was too long."""
        return not self._skipping

    def number(self, count: int) -> pa.Array:
        """The row numbers of so many records that were read without the scanner."""
        self.row += count
        return pa.arange(self.row - count + 1, self.row + 1)

    def feed(self, data: bytes, last: bool) -> Iterator[Record]:
        """The records that end in what was fed so far, to be taken to the end; the rest waits for more, if more comes."""
        data, position = self.waiting + data, 0
        if self._skipping:
            position = self._skip(data)
        while position < len(data):
            step = self._record(data, position, last)
            if step is None:
                break
            record, position = step
            yield record
        self.waiting = data[position:]
        if len(self.waiting) > LONGEST_RECORD:
            yield self._too_long()

    def first(self, data: bytes, last: bool) -> Record | None:
        """Only the first record, None when it does not end yet; what follows it is left waiting."""
        data = self.waiting + data
        step = self._record(data, 0, last) if data else None
        self.waiting = data[step[1] :] if step else data
        return step[0] if step else None

    def _too_long(self) -> Record:
        self.row += 1
        pieces = self.waiting.split(b",", MOST_CELLS)
        self.waiting, self._skipping = b"", True
        return Record(self.row, [_text(piece[:_SHOWN]) for piece in pieces], LONG_RECORD)

    def _skip(self, data: bytes) -> int:
        end = _LINE_END.search(data)
        self._skipping = end is None
        return end.end() if end else len(data)

    def _record(self, data: bytes, start: int, last: bool) -> tuple[Record, int] | None:
        """The record at `start` and where the next begins; None when more is needed to tell."""
        end = _LINE_END.search(data, start)
        stop, following = (end.start(), end.end()) if end else (len(data), len(data))
        if not last and (end is None or (following == len(data) and data[stop:] == b"\r")):
            return None
        line = data[start:stop]
        if b'"' not in line:
            return self._plain(line), following
        found = _quoted(data, start, last) if len(line) <= LONGEST_RECORD else _Quoted(problem=LONG_RECORD)
        if found is None:
            return None
        if found.problem:
            return self._made(line.split(b",", MOST_CELLS), found.problem), following
        return self._made(found.cells, _problem(found.cells)), found.end

    def _plain(self, line: bytes) -> Record:
        """The record of a line without quotes."""
        if len(line) <= LONGEST_CELL and b"\0" not in line:
            self.row += 1
            cells = _text(line).split(",", MOST_CELLS)
            return Record(self.row, cells, MANY_CELLS if len(cells) > MOST_CELLS else "")
        pieces = line.split(b",", MOST_CELLS)
        return self._made(pieces, _problem(pieces) if len(line) <= LONGEST_RECORD else LONG_RECORD)

    def _made(self, cells: list[bytes], problem: str) -> Record:
        self.row += 1
        return Record(self.row, [_text(cell[:_SHOWN] if problem else cell) for cell in cells], problem)


@dataclass(slots=True)
class _Quoted:
    """A record with quotes in it: its cells and where the next record begins."""

    cells: list[bytes] = field(default_factory=list)
    end: int = 0
    problem: str = ""


def _quoted(data: bytes, start: int, last: bool) -> _Quoted | None:
    """The record at `start`; None when more is needed to tell where it ends."""
    found, position = _Quoted(), start
    while True:
        cell = _cell(data, position)
        if cell is None or (cell[1] == len(data) and not last):
            return _unclosed(data, start, last)
        value, position = cell
        found.cells.append(value)
        if position - start > LONGEST_RECORD:
            found.problem = OPEN
            return found
        following = data[position : position + 1]
        if following == b"," and len(found.cells) <= MOST_CELLS:
            position += 1
            continue
        if following not in (b"", b"\r", b"\n"):
            found.problem = MANY_CELLS if following == b"," else AFTER_QUOTE
            return found
        end = _LINE_END.match(data, position)
        found.end = end.end() if end else position
        return None if following == b"\r" and found.end == len(data) and not last else found


def _cell(data: bytes, position: int) -> tuple[bytes, int] | None:
    """The cell at `position` and where it ends; None when its quote does not close."""
    if data[position : position + 1] != b'"':
        bare = _BARE.match(data, position)
        assert bare is not None  # the pattern matches the empty text
        return bare.group(), bare.end()
    quoted = _QUOTED.match(data, position)
    return (quoted.group(1).replace(b'""', b'"'), quoted.end()) if quoted else None


def _unclosed(data: bytes, start: int, last: bool) -> _Quoted | None:
    return _Quoted(problem=OPEN) if last or len(data) - start > LONGEST_RECORD else None


def _problem(cells: list[bytes]) -> str:
    if len(cells) > MOST_CELLS:
        return MANY_CELLS
    if any(b"\0" in cell for cell in cells):
        return NUL
    return LONG_CELL if any(len(cell) > LONGEST_CELL for cell in cells) else ""


def _text(cell: bytes) -> str:
    return cell.decode("utf-8", "replace")
