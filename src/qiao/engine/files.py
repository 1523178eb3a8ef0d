"""Every byte that Qiao stores goes through here: written beside its place, flushed, then renamed into it.

Only plain `os` calls are used, so a test can kill, starve or shorten each of them; whatever happens, the place shows
either what was there before or the whole of what comes after.
"""

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from glob import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.engine import holds
from qiao.engine.ahead import drawn
from qiao.engine.errors import RequestError, StorageError

_MODE = 0o600
_FOLDER_MODE = 0o700
_TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}
_REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.EACCES, errno.EPERM}
_NO_LINKS = {errno.EXDEV, errno.EMLINK, errno.EPERM, errno.ENOTSUP, errno.ENOSYS}
ROW_GROUP = 16_384  # small, since a client's rows are found by the bounds of a group and read with all of it
_ROWS_AT_ONCE = 8 * ROW_GROUP
_PIECE = 1 << 20


class TakenError(RequestError):
    """Another process put something at the place meanwhile."""

    def __init__(self, place: Path) -> None:
        """Name the place."""
        super().__init__(
            f"{place} 刚被另一个进程写入,本次结果未存;请查看后重试或换一个位置。",
            f"Another process has just written {place}, and this result was not stored; look there and try again, or "
            "choose another place.",
        )


@contextlib.contextmanager
def refusals(place: Path) -> Iterator[None]:
    """Turn the disk's refusals into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        reason = os.strerror(error.errno or 0)
        raise StorageError(
            f"无法写入 {place}:{reason}。未留下任何半成品;请腾出空间或检查权限后重试。",
            f"Cannot write {place}: {reason}. Nothing was left half done; free some space or check permissions and try again.",
        ) from error


class Sink(io.RawIOBase):
    """A new file written by whole `os.write` calls and hashed on the way."""

    _handle = -1

    def __init__(self, path: Path) -> None:
        """Create the file; it must not exist."""
        super().__init__()
        while self._handle < 0:
            with contextlib.suppress(holds.SweptError):
                self._handle = holds.hold(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        self._is_settled = False
        self._digest = hashlib.sha256()
        self._size = 0
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]
        """Take all of `data`; it reaches the disk in large pieces."""
        view = memoryview(data).cast("B")
        self._digest.update(view)
        self._size += len(view)
        self._waiting += view
        if len(self._waiting) >= _PIECE:
            self._write_waiting()
        return len(view)

    def _write_waiting(self) -> None:
        """Write what waits, however short the system's writes are."""
        waiting, self._waiting = memoryview(self._waiting), bytearray()
        while waiting:
            waiting = waiting[os.write(self._handle, waiting) :]

    @property
    def sha256(self) -> str:
        """The hash of what was written."""
        return self._digest.hexdigest()

    def settle(self) -> None:
        """Flush all of it to the disk; nothing is written after that."""
        self._write_waiting()
        os.fsync(self._handle)
        self._is_settled = True

    def close(self) -> None:
        """Flush to the disk and close, once, whatever the system says to it."""
        if self.closed:
            return
        super().close()
        if self._handle < 0:
            return
        try:
            if not self._is_settled:
                self.settle()
        finally:
            os.close(self._handle)


def write_new(path: Path, data: bytes) -> str:
    """Write a new file inside a folder that is not published yet; its SHA-256."""
    with Sink(path) as sink:
        sink.write(data)
    return sink.sha256


def write_parquet(
    path: Path, data: pa.Table | pa.RecordBatchReader, *, varied: Collection[str] = ()
) -> tuple[str, int]:
    """Write a new Parquet file, always the same bytes for the same rows; its SHA-256 and row count.

    Columns in `varied` hold so many values that a dictionary of them would take more room and time than it spares.
    """
    rows = 0
    coded: bool | list[str] = [name for name in data.schema.names if name not in varied] if varied else True
    with Sink(path) as sink, contextlib.closing(drawn(_regrouped(data))) as groups:
        # Every piece that reaches Python waits for its turn among the threads that work in it, so few and large ones do.
        stream = pa.BufferedOutputStream(pa.PythonFile(sink, mode="w"), _PIECE)
        with pq.ParquetWriter(
            stream, data.schema, compression="zstd", write_statistics=True, use_dictionary=coded
        ) as writer:
            for group in groups:
                writer.write_table(group, row_group_size=ROW_GROUP)
                rows += group.num_rows
        stream.flush()
    return sink.sha256, rows


def _regrouped(data: pa.Table | pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Rows in groups of a fixed size, each in one piece, so that the bytes do not depend on how the engine cut them."""
    if isinstance(data, pa.Table):
        yield data.combine_chunks()
        return
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in data:
        waiting.append(batch)
        count += batch.num_rows
        while count >= _ROWS_AT_ONCE:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, _ROWS_AT_ONCE).combine_chunks()
            waiting, count = table.slice(_ROWS_AT_ONCE).to_batches(), count - _ROWS_AT_ONCE
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def rename(path: Path, to: Path) -> None:
    """Rename within one folder."""
    os.replace(path, to)


def link(path: Path, to: Path) -> None:
    """Let a finished file, which nobody changes any more, stand at another place too; copied where there are no links."""
    try:
        os.link(path, to)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with path.open("rb") as source, Sink(to) as sink:
            while piece := source.read(_PIECE):
                sink.write(piece)


def sync_folder(path: Path) -> None:
    """Flush a folder's entries to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a private folder; it may exist."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, _FOLDER_MODE)


def remove(path: Path) -> None:
    """Remove a file or a folder with all in it; it may be gone already."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`, replacing what is there, all or nothing."""
    beside = _beside(path)
    with refusals(path):
        _sweep_beside(path)
        try:
            with Sink(beside) as sink:
                sink.write(data)
                sink.settle()
                os.replace(beside, path)  # while it is held, so that no sweeper comes between
        except BaseException:
            remove(beside)
            raise
        sync_folder(path.parent)


def _beside(place: Path) -> Path:
    """A new name for what is unfinished, beside the place where it is to stand."""
    return place.parent / f".{place.name}.{secrets.token_hex(4)}.partial"


def _sweep_beside(place: Path) -> None:
    """Remove unfinished files and folders that a killed process left beside `place`."""
    sweep(place.parent, f".{escape(place.name)}.*.partial")


def sweep(folder: Path, named: str = ".*.partial") -> None:
    """Remove every unfinished file and folder that killed processes left in `folder`, whatever its place was."""
    for left in folder.glob(named):
        with holds.alone(left) as is_ours:
            if is_ours:
                remove(left)


class NewFolder:
    """A folder being filled beside its place; `place` may still be changed while it is filled."""

    def __init__(self, partial: Path, place: Path) -> None:
        """Fill `partial`; it becomes `place`."""
        self.path = partial
        self.place = place
        self.is_wanted = True

    def discard(self) -> None:
        """Leave the place as it is after all."""
        self.is_wanted = False

    def __truediv__(self, name: str) -> Path:
        """A path inside."""
        return self.path / name


@contextlib.contextmanager
def new_folder(place: Path) -> Iterator[NewFolder]:
    """A folder to fill that appears at its `place` when the block ends well, and not at all otherwise.

    The place must not exist or be an empty folder. What a killed process left beside it is swept first.
    """
    with refusals(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep_beside(place)
        path, handle = _held_beside(place)
        new = NewFolder(path, place)
        try:
            yield new
            if new.is_wanted:
                _put(new)
            else:
                remove(new.path)
        except BaseException:
            remove(new.path)
            raise
        finally:
            os.close(handle)


def _held_beside(place: Path) -> tuple[Path, int]:
    """A new folder beside `place`, and the handle that holds it."""
    while True:
        path = _beside(place)
        os.mkdir(path, _FOLDER_MODE)
        with contextlib.suppress(FileNotFoundError):  # a sweeper took it away before it was held
            return path, holds.hold(path)


def _put(new: NewFolder) -> None:
    """Rename the filled folder into its place; TakenError when another process was quicker."""
    sync_folder(new.path)
    try:
        os.replace(new.path, new.place)
    except OSError as error:
        if error.errno in _TAKEN:
            raise TakenError(new.place) from error
        raise
    sync_folder(new.place.parent)


def vanish(place: Path, name: str) -> None:
    """Take a folder from its place in one rename, then remove it; whoever next makes `name` beside it sweeps what is left."""
    aside = _beside(place.with_name(name))
    os.replace(place, aside)
    try:
        sync_folder(place.parent)
    finally:
        remove(aside)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; RequestError when another process has it."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, _MODE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RequestError(
                f"{folder} 正被另一个进程更改(导入、撤回或压实),请等它结束后重试。",
                f"Another process is changing {folder} (an import, a withdrawal or compacting); wait until it has ended and try again.",
            ) from error
        yield
    finally:
        os.close(handle)


def clear_away(folder: Path) -> bool:
    """Remove a folder, at once for whoever looks, unless somebody reads it; whether it is gone."""
    with holds.alone(folder) as is_ours, contextlib.suppress(FileNotFoundError):
        if is_ours:
            vanish(folder, folder.name)
    return not folder.exists()


def stamp(path: Path) -> list[int]:
    """The size and time of a file, by which a change of it is noticed; nothing where it is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return []
    return [found.st_size, found.st_mtime_ns]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
