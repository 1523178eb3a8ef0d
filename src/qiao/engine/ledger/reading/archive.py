"""A ZIP archive of tables, taken apart with care: its names are no paths, and it never unpacks to more than it may."""

import re
import shutil
import zipfile
from pathlib import Path, PurePosixPath

from qiao.engine.errors import DataError, Text
from qiao.engine.ledger.encoding import UnreadableError
from qiao.engine.ledger.reading.workbook import MOST_RATIO, SMALL_PART, ZIP_ERRORS

MOST_FILES = 200
MOST_BYTES = 8 << 30
_LONGEST_NAME = 200  # bytes; file systems take 255, and what is put beside a file adds to its name
_UTF8 = 0x800
_KEPT_OUT = re.compile(r'[\x00-\x1f<>:"|?*\\/]')
_BOMB = Text(
    "解压后过大(超过 8 GiB、200 个文件或压缩比超过 200:1),予以拒绝;请分批报送。",
    "would unpack to too much (over 8 GiB, 200 files or 200 to 1) and is refused; send it in several batches.",
)
_LOCKED = Text("是加密的压缩包;请去掉密码。", "is an encrypted archive; take off the password.")
_DAMAGED = Text("不是完好的 ZIP 压缩包;请重新打包。", "is not a sound ZIP archive; pack it again.")
_TWICE = Text(
    "内有两个同名文件“%s”;请把各表放在同一层。", 'holds two files named "%s"; put all tables into one folder.'
)


def plain_name(name: str) -> str:
    """A file's name without any folder and without what no file system takes; empty for what systems hide.

    Of one that is too long the end is kept, which says what kind of file it is.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.name.startswith((".", "~$")) or "__MACOSX" in path.parts:
        return ""
    told = _KEPT_OUT.sub("_", path.name).strip().encode("utf-8", "replace")
    return told[-_LONGEST_NAME:].decode("utf-8", "ignore").lstrip(" .")


def unpack(archive: Path, folder: Path) -> list[str]:
    """Put the files of an archive, whatever folders they lie in, into one folder; their names.

    Raises:
        DataError: it is damaged, encrypted or too large; the folder is then not to be used.
    """
    try:
        with zipfile.ZipFile(archive) as found:
            parts = [part for part in found.infolist() if not part.is_dir()]
            _check(parts)
            return [_unpack(found, part, folder) for part in parts if plain_name(_name(part))]
    except UnreadableError as error:
        raise DataError(f"该文件{error.text.zh}", f"The file {error.text.en}") from error
    except ZIP_ERRORS as error:
        raise DataError(f"该文件{_DAMAGED.zh}", f"The file {_DAMAGED.en}") from error


def _check(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise UnreadableError("zip_bomb", _BOMB)
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > MOST_RATIO * part.compress_size:
            raise UnreadableError("zip_bomb", _BOMB)
        if part.flag_bits & 1:
            raise UnreadableError("encrypted", _LOCKED)


def _unpack(found: zipfile.ZipFile, part: zipfile.ZipInfo, folder: Path) -> str:
    name = plain_name(_name(part))
    place = folder / name
    if place.exists():
        raise UnreadableError("twice", Text(_TWICE.zh % name, _TWICE.en % name))
    with found.open(part) as stream, place.open("xb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
    if place.stat().st_size != part.file_size:  # the header lied
        raise UnreadableError("damaged", _DAMAGED)
    return name


def _name(part: zipfile.ZipInfo) -> str:
    """The name as it was meant: archives made on Chinese Windows write GBK and do not say so."""
    if part.flag_bits & _UTF8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename
