"""A text file's encoding, told and never guessed: BOM, else strict UTF-8, else strict GB18030, else a fault."""

import codecs
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qiao.engine.errors import Text

CHUNK = 1 << 21
_OTHER_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableError(Exception):
    """A file or sheet that cannot be read; `rule` is the fault's code, `text` its sentence without the place."""

    def __init__(self, rule: str, text: Text) -> None:
        """Keep both."""
        super().__init__(text.en)
        self.rule = rule
        self.text = text


class ChangedError(UnreadableError):
    """The file changed between the two times it was read."""

    def __init__(self) -> None:
        """Always the same sentence."""
        super().__init__(
            "changed",
            Text(
                "读取期间文件被改动;请等写入结束后重试。",
                "was changed while it was being read; wait until it is written, then try again.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was first read, to notice that it changed."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, file: BinaryIO) -> "Stamp":
        """The stamp of an open file."""
        return cls._from(os.fstat(file.fileno()))

    @classmethod
    def _from(cls, state: os.stat_result) -> "Stamp":
        return cls(state.st_size, state.st_mtime_ns, state.st_ino)

    def check(self, file: BinaryIO) -> None:
        """Raise ChangedError unless the open file is still the same."""
        if Stamp.of(file) != self:
            raise ChangedError

    def check_path(self, path: Path) -> None:
        """Raise ChangedError unless the file at this path is still the same."""
        if Stamp._from(path.stat()) != self:
            raise ChangedError


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text file whose encoding is known."""

    path: Path
    encoding: str
    sha256: str
    stamp: Stamp

    def utf8(self) -> Iterator[bytes]:
        """The text as UTF-8 without BOM, in chunks of about `CHUNK` bytes.

        Raises:
            ChangedError: the file is no longer what it was.
        """
        with self.path.open("rb") as file:
            self.stamp.check(file)
            yield from _without_bom(file) if self.encoding == "utf-8" else _transcoded(file, self.encoding)
            self.stamp.check(file)


def probe(path: Path) -> Encoded:
    """Read the whole file once for its encoding and hash.

    Raises:
        UnreadableError: it is in another encoding.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        stamp = Stamp.of(file)
        if file.read(4).startswith(_OTHER_BOMS):
            raise UnreadableError("encoding", _UTF16)
        file.seek(0)
        digest = hashlib.sha256()
        bad_utf8 = _first_bad(file, "utf-8", digest.update)
        encoding = "utf-8"
        if bad_utf8 is not None:
            encoding = "gb18030"
            bad_gb18030 = _first_bad(file, encoding)
            if bad_gb18030 is not None:
                raise UnreadableError("encoding", _neither(file, bad_utf8, bad_gb18030))
        return Encoded(path, encoding, digest.hexdigest(), stamp)


def decoded(data: bytes) -> str:
    """A short text in UTF-8 or GB18030, without BOM; UnreadableError for anything else."""
    if data.startswith(_OTHER_BOMS):
        raise UnreadableError("encoding", _UTF16)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise UnreadableError(
        "encoding",
        Text(
            "既不是 UTF-8 也不是 GB18030 文本;请另存为 UTF-8。", "is neither UTF-8 nor GB18030 text; save it as UTF-8."
        ),
    )


def _first_bad(file: BinaryIO, encoding: str, seen: Callable[[bytes], object] | None = None) -> int | None:
    """The offset of the first byte that the encoding forbids; every chunk is handed to `seen` even after it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    bad, offset, last = None, 0, False
    file.seek(0)
    while not last:
        chunk = file.read(CHUNK)
        last = not chunk
        if seen is not None:
            seen(chunk)
        if bad is None:
            bad = _bad_in(decoder, chunk, offset, last)
        if bad is not None and seen is None:
            return bad
        offset += len(chunk)
    return bad


def _bad_in(decoder: codecs.IncrementalDecoder, chunk: bytes, offset: int, last: bool) -> int | None:
    waiting = decoder.getstate()[0]
    if not waiting and not last and chunk.isascii():  # which both encodings allow
        return None
    try:
        decoder.decode(chunk, last)
    except UnicodeDecodeError as error:
        return offset - len(waiting) + error.start
    return None


def _without_bom(file: BinaryIO) -> Iterator[bytes]:
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _transcoded(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    bom = "\ufeff"
    while chunk := file.read(CHUNK):
        if text := decoder.decode(chunk):
            data, bom = text.removeprefix(bom).encode("utf-8", "replace"), ""
            if data:
                yield data


_UTF16 = Text(
    "是 UTF-16 或 UTF-32 文本;请在 Excel 中另存为“CSV UTF-8(逗号分隔)”。",
    'is UTF-16 or UTF-32 text; save it in Excel as "CSV UTF-8 (Comma delimited)".',
)


def _neither(file: BinaryIO, utf8: int, gb18030: int) -> Text:
    first, second = _place(file, utf8), _place(file, gb18030)
    return Text(
        f"既不是 UTF-8({first.zh}起不符)也不是 GB18030({second.zh}起不符);请另存为“CSV UTF-8(逗号分隔)”。",
        f"is neither UTF-8 (first bad byte at {first.en}) nor GB18030 (at {second.en}); "
        'save it as "CSV UTF-8 (Comma delimited)".',
    )


def _place(file: BinaryIO, offset: int) -> Text:
    file.seek(0)
    line, left = 1, offset
    while left > 0 and (chunk := file.read(min(left, CHUNK))):
        line += chunk.count(b"\n")
        left -= len(chunk)
    return Text(f"第 {offset} 字节、第 {line} 行", f"offset {offset}, line {line}")
