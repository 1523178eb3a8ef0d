"""Archives (备份): files of several places in one new folder, with size and hash of each, sealed; there whole or not at all.

ARCHIVE/archive.json     what it is, every file with its size and SHA-256, and a seal over all of that
ARCHIVE/<part>/…         the files of a part, as they lay in their place

A folder without a readable manifest is no archive, however much lies in it.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from qiao.engine import files
from qiao.engine.errors import DataError, RequestError, Text

FORMAT = 1
MANIFEST = "archive.json"
_PIECE = 1 << 20
Entry = tuple[int, str]  # size and SHA-256


@dataclass(frozen=True)
class Archive:
    """A finished archive: its folder and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def about(self) -> dict[str, Any]:
        """What its maker said of it."""
        return dict(self.manifest["about"])

    @property
    def seal(self) -> str:
        """The hash over everything that the manifest says."""
        return str(self.manifest["seal"])

    @property
    def files(self) -> dict[str, Entry]:
        """Size and SHA-256 of each file, by its path inside."""
        return {path: (size, sha256) for path, (size, sha256) in self.manifest["files"].items()}

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(size for size, _ in self.files.values())

    @property
    def parts(self) -> list[str]:
        """The folders at its top."""
        return sorted({path.split("/")[0] for path in self.files if "/" in path})


def files_below(place: Path) -> list[str]:
    """Every finished file below a place, by its path there; what is hidden is a lock, or not finished."""
    found: list[str] = []
    for folder, inside, names in os.walk(place, onerror=_still_there):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        at = Path(folder).relative_to(place)
        found += [(at / name).as_posix() for name in sorted(names) if not name.startswith(".")]
    return found


def _still_there(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


# --- making one ------------------------------------------------------------------------------------------------------


class Writing:
    """An archive that is being filled."""

    def __init__(self, new: files.NewFolder) -> None:
        """Fill `new`."""
        self._new = new
        self._tree = _Tree(new.path)
        self._files: dict[str, Entry] = {}

    def add_folder(self, part: str, source: Path, names: Iterable[str], *, may_vanish: bool = False) -> int:
        """Copy files from a place; how many of them were gone already, which is refused unless they may."""
        gone = 0
        for name in names:
            try:
                with (source / name).open("rb") as file:
                    self.add_stream(f"{part}/{name}", _pieces(file))
            except FileNotFoundError:
                if not may_vanish:
                    raise
                gone += 1
        return gone

    def add_stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write one file from its pieces."""
        self._files[name] = self._tree.write(name, pieces)

    def seal(self, about: Mapping[str, Any], name: str) -> Archive:
        """Say what it is; it appears by this name when the block that fills it ends."""
        listed = {name: list(self._files[name]) for name in sorted(self._files)}
        said = {"format": FORMAT, "about": dict(about), "files": listed}
        manifest = {**said, "seal": _digest(said)}
        files.write_new(self._new / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
        self._tree.flush()
        self._new.place = self._new.place.with_name(name)
        return Archive(self._new.place, manifest)


class _Tree:
    """Files and their folders below one new folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[Path, None] = {}

    def write(self, name: str, pieces: Iterable[bytes]) -> Entry:
        path = self._root / name
        self._make_folder(path.parent)
        with files.Sink(path) as sink:
            for piece in pieces:
                sink.write(piece)
        return sink.tell(), sink.sha256

    def flush(self) -> None:
        """Let the disk know every folder, so that a name never comes to it before what it names."""
        for folder in reversed(self._folders):
            files.sync_folder(folder)

    def _make_folder(self, folder: Path) -> None:
        if folder == self._root or folder in self._folders:
            return
        self._make_folder(folder.parent)
        files.make_folder(folder)
        self._folders[folder] = None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


@contextmanager
def new_archive(inside: Path) -> Iterator[Writing]:
    """An archive to fill, in this folder; what a killed process left there of another one is swept first."""
    with files.new_folder(inside / "qiao") as new:
        yield Writing(new)


# --- reading one -----------------------------------------------------------------------------------------------------


def load_archive(folder: Path) -> Archive:
    """The archive in `folder`.

    Raises:
        RequestError: there is none.
        DataError: what it says of itself was changed.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        written, seal = manifest["format"], manifest["seal"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise RequestError(
            f"{folder} 不是一份完整的备份(没有可读的 {MANIFEST});请给出 qiao backup 显示的文件夹。",
            f"{folder} is no whole backup (it has no readable {MANIFEST}); name a folder that qiao backup printed.",
        ) from error
    if written != FORMAT:
        raise RequestError(
            f"{folder} 的格式版本不受支持。", f"{folder} is of a format that this version does not read."
        )
    if seal != _digest({name: value for name, value in manifest.items() if name != "seal"}) or not _is_inside(manifest):
        raise DataError(
            f"{folder / MANIFEST} 与封存校验码不符,已被改动;请换一份备份。",
            f"{folder / MANIFEST} does not match its seal and was changed; use another backup.",
        )
    return Archive(folder, manifest)


def _is_inside(manifest: dict[str, Any]) -> bool:
    """Whether no file leads out of the archive."""
    paths = [PurePosixPath(path) for path in manifest["files"]]
    return not any(path.is_absolute() or ".." in path.parts for path in paths)


def faults(archive: Archive) -> Iterator[Text]:
    """A sentence for each file that is gone, changed or too many."""
    for name, (size, sha256) in archive.files.items():
        path = archive.folder / name
        if not path.is_file():
            yield Text(f"缺少文件 {name}", f"{name} is gone")
        elif path.stat().st_size != size or files.sha256_of(path) != sha256:
            yield Text(f"{name} 已被改动", f"{name} has been changed")
    for name in files_below(archive.folder):
        if name not in archive.files and name != MANIFEST:
            yield Text(f"多出文件 {name}", f"{name} does not belong to it")


def unpack_part(archive: Archive, part: str, into: Path) -> int:
    """Put a part's folder into a place, whole or not at all, over what is there of it; how many files.

    Raises:
        DataError: a file's bytes are not those that were stored.
    """
    wanted = {name: entry for name, entry in archive.files.items() if name.startswith(f"{part}/")}
    files.remove(into / part)
    with files.new_folder(into / part) as new:
        tree = _Tree(new.path)
        for name, entry in wanted.items():
            with (archive.folder / name).open("rb") as file:
                written = tree.write(name.removeprefix(f"{part}/"), _pieces(file))
            if written != entry:
                raise DataError(
                    f"备份中的 {name} 已被改动;请换一份备份。", f"{name} in the backup was changed; use another backup."
                )
        tree.flush()
    return len(wanted)


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
