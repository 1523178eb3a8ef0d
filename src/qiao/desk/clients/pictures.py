"""Pictures without what they tell beside what they show: where, when and by whom they were taken, and remarks.

Whole pieces of the file are left out, and those that make up the picture stay byte for byte: nothing is packed anew. Which side
is up is told beside the picture too; of all that the camera wrote this alone is kept.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from qiao.desk.clients.contents import Flaw, FlawError
from qiao.desk.clients.models.documents import Kind

KINDS = {Kind.JPEG, Kind.PNG}
_MOST_PIECES = 100_000
_EXIF = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3  # a tag of Exif and the kind of its value
_UPRIGHT, _LAST = 1, 8  # the orientations that there are

_SOI, _EOI, _SOS, _APP1, _COM = 0xD8, 0xD9, 0xDA, 0xE1, 0xFE
_APPS = range(0xE0, 0xF0)
# Of the segments of applications those that say how colours are meant, by how they begin.
_KEPT_APPS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
# A marker with a segment, or the end: neither a byte of the picture, nor a restart within it, nor one that fills.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Of the chunks that a reader may pass over those that say how the picture is shown, moving ones included.
_KEPT_CHUNKS = {
    b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"tRNS", b"pHYs", b"sPLT",
    b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip


def stripped(file: BinaryIO, kind: Kind) -> bytes:
    """A picture's bytes, bare of everything that it is shown without.

    Raises:
        FlawError: it cannot be told where its pieces begin and end.
    """
    file.seek(0)
    try:
        return _jpeg(file.read()) if kind == Kind.JPEG else _png(file.read())
    except struct.error as error:  # it ends within a piece
        raise FlawError(Flaw.DAMAGED) from error


def _jpeg(data: bytes) -> bytes:
    pieces = list(_segments(data))
    if _SOS not in {marker for marker, _ in pieces}:
        raise FlawError(Flaw.DAMAGED)
    kept = [piece for marker, piece in pieces if _is_shown(marker, piece)]
    exif = next((piece[10:] for marker, piece in pieces if marker == _APP1 and piece[4:10] == _EXIF), b"")
    if (turned := _orientation(exif)) != _UPRIGHT:
        body = _EXIF + _tag(turned)
        at = 1 if kept[0][1] in _KEPT_APPS else 0  # JFIF wants to be the first
        kept.insert(at, struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body)
    return b"".join([bytes([0xFF, _SOI]), *kept, bytes([0xFF, _EOI])])


def _is_shown(marker: int, piece: bytes) -> bool:
    if marker in _APPS:
        return marker in _KEPT_APPS and piece[4:].startswith(_KEPT_APPS[marker])
    return marker != _COM


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The pieces between a JPEG's beginning and its end, by marker, each scan with its data; what lies between or behind is none."""
    place = 2
    for _ in range(_MOST_PIECES):
        start = _marker(data, place)
        marker = data[start + 1]
        if marker == _EOI:
            return
        (size,) = struct.unpack_from(">H", data, start + 2)
        place = start + 2 + size
        if marker == _SOI or size < 2 or place > len(data):
            break
        if marker == _SOS:
            place = _marker(data, place)
        yield marker, data[start:place]
    raise FlawError(Flaw.DAMAGED)


def _marker(data: bytes, place: int) -> int:
    """Where the next marker stands."""
    if not (found := _MARKER.search(data, place)):
        raise FlawError(Flaw.DAMAGED)
    return found.start()


def _png(data: bytes) -> bytes:
    pieces = list(_chunks(data))
    names = [name for name, _ in pieces]
    if names[0] != b"IHDR" or b"IDAT" not in names:
        raise FlawError(Flaw.DAMAGED)
    kept = [piece for name, piece in pieces if name[:1].isupper() or name in _KEPT_CHUNKS]
    exif = next((piece[8:-4] for name, piece in pieces if name == b"eXIf"), b"")
    if (turned := _orientation(exif)) != _UPRIGHT:
        body = b"eXIf" + _tag(turned)
        kept.insert(1, struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
    return b"".join([_SIGNATURE, *kept])


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """A PNG's chunks by name, to the last; what lies behind is none."""
    place = len(_SIGNATURE)
    for _ in range(_MOST_PIECES):
        size, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + size
        if not name.isalpha() or end > len(data):
            break
        yield name, data[place:end]
        if name == b"IEND":
            return
        place = end
    raise FlawError(Flaw.DAMAGED)


def _orientation(exif: bytes) -> int:
    """Which side is up, by what the camera wrote; as it stands where that is not said or cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return _UPRIGHT
    try:
        (first,) = struct.unpack_from(f"{order}I", exif, 4)
        (tags,) = struct.unpack_from(f"{order}H", exif, first)
        for place in range(first + 2, first + 2 + 12 * tags, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, place)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return value if _UPRIGHT <= value <= _LAST else _UPRIGHT
    except struct.error:
        pass  # the tags are damaged, which the picture need not be
    return _UPRIGHT


def _tag(orientation: int) -> bytes:
    """What a camera would write that tells nothing but which side is up."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, _SHORT, 1, orientation, 0, 0)
