"""An .xlsx workbook opened with care: what kind of file it is, its sheets, shared strings and date formats.

It is read by our own streaming reader because the usual libraries lose what the ledger's rules ask for: an error cell
or a formula without a value reads as blank there, and one cell far down a sheet makes them fill the machine's memory.
"""

import hashlib
import posixpath
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from xml.parsers import expat

from qiao.engine.errors import Text
from qiao.engine.ledger.encoding import Stamp, UnreadableError

MOST_UNPACKED = 2 << 30
MOST_SHARED = 256 << 20
SMALL_PART = 10 << 20
MOST_RATIO = 200
MOST_PARTS = 10_000
MOST_ELEMENTS = 500_000
LONGEST_TEXT = 32_767  # characters of a cell, Excel's own limit
LONGEST_TOKEN = 4 << 20

_CHUNK = 1 << 18
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError, struct.error,
    expat.ExpatError,
)  # fmt: skip

DAMAGED = Text(
    "不是完好的 .xlsx 工作簿;请在 Excel 中重新另存为 .xlsx。",
    "is not a sound .xlsx workbook; save it again as .xlsx in Excel.",
)
_OLD = Text(
    "是加密的工作簿或旧式 .xls 文件;请去掉密码并另存为 .xlsx。",
    "is an encrypted workbook or an old .xls file; take off the password and save it as .xlsx.",
)
_MACROS = Text("是含宏的工作簿;请另存为不含宏的 .xlsx。", "is a workbook with macros; save it as .xlsx without them.")
_BOMB = Text(
    "解压后过大(超过 2 GiB 或压缩比超过 200:1),予以拒绝;请改用 CSV。",
    "would unpack to too much (over 2 GiB or 200 to 1) and is refused; use CSV instead.",
)
_LONG = Text("有单元格的文字过长;请缩短。", "holds a cell whose text is far too long; shorten it.")


@contextmanager
def sound() -> Iterator[None]:
    """Turn whatever a damaged workbook makes its parsers say into one sentence."""
    try:
        yield
    except ZIP_ERRORS as error:
        raise UnreadableError("damaged", DAMAGED) from error


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name and its part of the archive."""

    name: str
    part: str


@dataclass(frozen=True)
class Workbook:
    """A workbook that was found sound so far; its sheets are read from the file each time."""

    path: Path
    stamp: Stamp
    sha256: str
    sheets: tuple[Sheet, ...]
    dates_from_1904: bool
    date_styles: frozenset[int]
    strings_part: str | None

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, by number."""
        if self.strings_part is None:
            return []
        with self.open(self.strings_part) as stream:
            return _strings(stream)

    @contextmanager
    def open(self, part: str) -> Iterator[IO[bytes]]:
        """One part of the archive as a stream.

        Raises:
            UnreadableError: the archive is damaged there, or the file changed.
            OSError: it cannot be read.
        """
        with sound(), self.path.open("rb") as file:
            self.stamp.check(file)
            with zipfile.ZipFile(file) as archive, archive.open(part) as stream:
                yield stream
            self.stamp.check(file)


def open_workbook(path: Path) -> Workbook:
    """Look at a workbook and list its sheets.

    Raises:
        UnreadableError: it is no .xlsx workbook, or a dangerous one.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise UnreadableError("encrypted", _OLD)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        with sound(), zipfile.ZipFile(file) as archive:
            _check_archive(archive.infolist())
            return _described(path, Stamp.of(file), digest, archive)


def _check_archive(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableError("zip_bomb", _BOMB)
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > MOST_RATIO * part.compress_size:
            raise UnreadableError("zip_bomb", _BOMB)
        if part.flag_bits & 1 or part.compress_type not in _METHODS:
            raise UnreadableError("damaged", DAMAGED)
        if posixpath.basename(part.filename).casefold() == "vbaproject.bin":
            raise UnreadableError("macros", _MACROS)


def _described(path: Path, stamp: Stamp, digest: str, archive: zipfile.ZipFile) -> Workbook:
    names = {name.casefold(): name for name in archive.namelist()}
    top = _relations(archive, names, "")
    book = next((target for kind, target in top.values() if kind == "officeDocument"), "xl/workbook.xml")
    if book.casefold() not in names:
        raise UnreadableError("damaged", DAMAGED)
    relations = _relations(archive, names, book)
    by_kind = {kind: names.get(target.casefold()) for kind, target in relations.values()}
    sheets, from_1904 = [], False
    for name, attributes in _elements(archive, names[book.casefold()]):
        if name == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            sheets.append(_sheet(attributes, relations, names))
    styles = by_kind.get("styles")
    return Workbook(
        path, stamp, digest, tuple(sheet for sheet in sheets if sheet is not None), from_1904,
        _date_styles(_elements(archive, styles)) if styles else frozenset(), by_kind.get("sharedStrings"),
    )  # fmt: skip


def _sheet(attributes: dict[str, str], relations: dict[str, tuple[str, str]], names: dict[str, str]) -> Sheet | None:
    """The worksheet of a `sheet` element; None for a chart, a dialogue or a macro sheet."""
    identity = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
    kind, target = relations.get(identity, ("worksheet", ""))
    if kind != "worksheet":
        return None
    if target.casefold() not in names:
        raise UnreadableError("damaged", DAMAGED)
    return Sheet(attributes.get("name", ""), names[target.casefold()])


def _relations(archive: zipfile.ZipFile, names: dict[str, str], part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: identity -> (last word of the kind, name of the other part)."""
    folder, base = posixpath.split(part)
    listed = names.get(posixpath.join(folder, "_rels", f"{base}.rels").casefold())
    found = {}
    for name, attributes in _elements(archive, listed) if listed else ():
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = (posixpath.basename(attributes.get("Type", "")), target)
    return found


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a small part, in order: local name and attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    left = MOST_ELEMENTS
    parser = new_parser(lambda name, attributes: found.append((name.rpartition(":")[2], attributes)))
    with archive.open(part) as stream:
        for _ in parsed(parser, stream):
            yield from found
            left -= len(found)
            found.clear()
            if left < 0:
                raise UnreadableError("damaged", DAMAGED)


def new_parser(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None
) -> expat.XMLParserType:
    """A parser that knows no document types, so no entities of a file's own."""

    def refuse(*_: object) -> None:
        raise UnreadableError("damaged", DAMAGED)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    return parser


def parsed(parser: expat.XMLParserType, stream: IO[bytes]) -> Iterator[None]:
    """Parse the whole stream, a chunk at a time; a name, attribute or comment of many chunks is refused."""
    fed = 0
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
            raise UnreadableError("damaged", DAMAGED)
        yield
    parser.Parse(b"", True)
    yield


def check_length(texts: list[str]) -> None:
    """Raise UnreadableError when the text of one cell, of which these are the pieces so far, is far too long."""
    if sum(map(len, texts)) > LONGEST_TOKEN:
        raise UnreadableError("long_cell", _LONG)


def _strings(stream: IO[bytes]) -> list[str]:
    """The shared strings: the runs of each joined, phonetic guides left out; one that is too long is cut just past."""
    strings: list[str] = []
    runs: list[str] = []
    guide = False
    size = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal guide
        name = name.rpartition(":")[2]
        if name == "si":
            runs.clear()
        elif name == "rPh":
            guide = True
        elif name == "t" and not guide:
            parser.CharacterDataHandler = runs.append

    def end(name: str) -> None:
        nonlocal guide, size
        name = name.rpartition(":")[2]
        if name == "si":
            strings.append(unescaped("".join(runs))[: LONGEST_TEXT + 1])
            size += sys.getsizeof(strings[-1])
            if size > MOST_SHARED:
                raise UnreadableError("zip_bomb", _BOMB)
        elif name == "rPh":
            guide = False
        elif name == "t":
            parser.CharacterDataHandler = None

    parser = new_parser(start, end)
    for _ in parsed(parser, stream):
        check_length(runs)
    return strings


def unescaped(text: str) -> str:
    """The text with Excel's own escapes (`_x000D_`) undone."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape.group(1), 16)
    return escape.group() if 0xD800 <= code <= 0xDFFF else chr(code)


def _date_styles(elements: Iterable[tuple[str, dict[str, str]]]) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a date or a time."""
    dates, styles, number, inside = set(_DATE_FORMATS), set(), 0, False
    for name, attributes in elements:
        if name == "numFmt" and _shows_date(attributes.get("formatCode", "")):
            dates.add(_whole(attributes.get("numFmtId")))
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            if _whole(attributes.get("numFmtId")) in dates:
                styles.add(number)
            number += 1
    return frozenset(styles)


def _shows_date(code: str) -> bool:
    return bool(set("ymdhs") & set(_LITERALS.sub("", code).lower())) and "general" not in code.lower()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
