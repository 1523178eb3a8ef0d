"""What an Office file may not hold: macros, links to other files, and objects and controls of other programs.

An archive's parts are told by the types that it states, by their names, and by their first bytes: a VBA project and an object of
another program are compound files (OLE), whatever they are called. A file of 1997 is one itself; its directory names the macros.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from qiao.desk.clients.contents import OLE, TYPES, ZIP, Flaw, FlawError, kind_of
from qiao.desk.clients.models.documents import Kind

_ARCHIVES = {Kind.WORD, Kind.EXCEL, Kind.SLIDES}
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # those that Office writes; their unpacking can be bounded
# Words in the type or the name of a part.
_WORDS = {
    "macroenabled": Flaw.MACROS,
    "vbaproject": Flaw.MACROS,
    "vbadata": Flaw.MACROS,
    "macrosheet": Flaw.MACROS,  # also the international ones
    "externallink": Flaw.LINKS,
    "oleobject": Flaw.OBJECTS,
    "activex": Flaw.OBJECTS,
}
_WITHIN = (".docx", ".xlsx", ".pptx")  # the figures of a chart, say; what they hold is looked at too
_BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError, EOFError, ValueError, LookupError, RuntimeError, struct.error,
)  # fmt: skip
_PROJECT = re.compile(re.escape("_VBA_PROJECT".encode("utf-16-le")), re.IGNORECASE)
_STORAGE = re.compile(b"(?:%b|%b)\\0\\0" % ("VBA".encode("utf-16-le"), "Macros".encode("utf-16-le")), re.IGNORECASE)
_ENTRY = 128  # bytes of one in the directory of a compound file, whose sectors are a multiple of them
# PowerPoint keeps the project among its records ([MS-PPT] 2.4.10): the atom that says whether there are macros.
_SLIDES_PROJECT = re.compile(rb"\x1f\0\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0.{4}(?!\0{4})", re.DOTALL)


@dataclass
class _Left:
    """How much of a file may still be looked at, files within it included, in bytes when it is unpacked."""

    parts: int = 10_000
    xml: int = 8 << 20
    within: int = 64 << 20


def check(file: BinaryIO, kind: Kind) -> None:
    """See that an Office file holds nothing that may act by itself or reach elsewhere; other kinds have no such parts.

    Raises:
        FlawError: it does, or cannot be read.
    """
    file.seek(0)
    if kind in _ARCHIVES:
        _check_archive(file, _Left(), is_within=False)
    elif kind == Kind.OFFICE and _has_macros(file.read()):
        raise FlawError(Flaw.MACROS)


def _has_macros(data: bytes) -> bool:
    """Whether a compound file names a VBA project in its directory, or is slides that say they have one."""
    if _PROJECT.search(data) or _SLIDES_PROJECT.search(data):
        return True
    return any(_is_entry(data, found) for found in _STORAGE.finditer(data))


def _is_entry(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether a name stands where an entry of the directory begins: the length follows in its place, so it is no word of a text."""
    start, size = found.start(), len(found.group())
    return start % _ENTRY == 0 and data[start + 64 : start + 66] == struct.pack("<H", size)


def _check_archive(file: BinaryIO, left: _Left, *, is_within: bool) -> None:
    with _sound(), zipfile.ZipFile(file) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        _check_whole(parts, left)
        found = {*_by_name(parts), *_by_type(archive, parts, left), *_by_relation(archive, parts, left)}
        for flaw in Flaw:  # the gravest first
            if flaw in found:
                raise FlawError(flaw)
        _check_bytes(archive, parts, left, is_within=is_within)


@contextmanager
def _sound() -> Iterator[None]:
    """Whatever a damaged archive makes its parsers say is one sentence."""
    try:
        yield
    except _BROKEN as error:
        raise FlawError(Flaw.DAMAGED) from error


def _check_whole(parts: list[zipfile.ZipInfo], left: _Left) -> None:
    """See that each part is there once and can be unpacked in bounds; of two of one name a program may take the other."""
    names = {part.filename.lower() for part in parts}
    unreadable = any(part.flag_bits & 1 or part.compress_type not in _METHODS for part in parts)
    left.parts -= len(parts)
    if left.parts < 0 or len(names) < len(parts) or TYPES.lower() not in names or unreadable:
        raise FlawError(Flaw.DAMAGED)


def _by_name(parts: list[zipfile.ZipInfo]) -> Iterator[Flaw]:
    for part in parts:
        name = part.filename.lower()
        yield from _by_word(name)
        if "/embeddings/" in name and not name.endswith((*_WITHIN, ".rels")):
            yield Flaw.OBJECTS


def _by_word(text: str) -> Iterator[Flaw]:
    return (flaw for word, flaw in _WORDS.items() if word in text)


def _by_type(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], left: _Left) -> set[Flaw]:
    """What the archive states of its parts: each by its name, or all that end alike, if there are any."""
    endings = {part.filename.lower().rpartition(".")[2] for part in parts}
    found: set[Flaw] = set()

    def state(name: str, attributes: dict[str, str]) -> None:
        if name == "Override" or attributes.get("Extension", "").lower() in endings:
            found.update(_by_word(attributes.get("ContentType", "").lower()))

    _read(archive, [part for part in parts if part.filename.lower() == TYPES.lower()], left, state)
    return found


def _by_relation(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], left: _Left) -> set[Flaw]:
    """Links that a program follows by itself: all to outside but hyperlinks, and the file that a text took its styles from."""
    found: set[Flaw] = set()

    def relate(_: str, attributes: dict[str, str]) -> None:
        kind = posixpath.basename(attributes.get("Type", "")).lower()
        is_local_template = kind == "attachedtemplate" and attributes.get("Target", "").lower().startswith("file:")
        if attributes.get("TargetMode", "").lower() == "external" and kind != "hyperlink" and not is_local_template:
            found.add(Flaw.LINKS)

    _read(archive, [part for part in parts if part.filename.lower().endswith(".rels")], left, relate)
    return found


def _read(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], left: _Left, start: Callable[[str, dict[str, str]], None]
) -> None:
    """Hand on every element of these parts, which are small, by local name and attributes."""
    left.xml -= sum(part.file_size for part in parts)
    if left.xml < 0:
        raise FlawError(Flaw.DAMAGED)
    for part in parts:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse  # no document type, so no entities of a file's own
        parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
        with archive.open(part) as stream:
            parser.Parse(stream.read(part.file_size), True)  # without a number it would unpack more than is stated


def _refuse(*_: object) -> NoReturn:
    raise FlawError(Flaw.DAMAGED)


def _check_bytes(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], left: _Left, *, is_within: bool) -> None:
    """See that no part is a compound file, nor an archive but an Office file as harmless as this one, with none in it."""
    for part in parts:
        with archive.open(part) as stream:
            head = stream.read(len(OLE))
            if head != OLE and not head.startswith(ZIP):
                continue
            left.within -= part.file_size
            if left.within < 0 or (is_within and head != OLE):
                raise FlawError(Flaw.OBJECTS)
            data = head + stream.read(part.file_size)
        if head == OLE:
            raise FlawError(Flaw.MACROS if _has_macros(data) else Flaw.OBJECTS)
        if kind_of(io.BytesIO(data)) is None:
            raise FlawError(Flaw.OBJECTS)
        _check_archive(io.BytesIO(data), left, is_within=True)
