"""The store (台账库): batches that are never rewritten, and the prepared ledger of their sum.

    STORE/store.json                     marks a store and its format
    STORE/batches/000001-<hash>/         one folder a batch: typed Parquet named by content, manifest.json and its hash
    STORE/ledgers/<hash>/                the prepared ledger after a given list of batches; can always be made again

A batch exists from the moment its folder is renamed into place; before that instant nothing of it is seen.
"""

import contextlib
import getpass
import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from qiao.engine import files
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import QiaoError, RequestError, Text
from qiao.engine.ledger import batches, deltas, merging, prepared, whole
from qiao.engine.ledger.batches import Batch
from qiao.engine.ledger.gate import Admission, Request, StoredBeforeError, admit
from qiao.engine.ledger.prepared import MadeOf, Prepared, digest_of
from qiao.engine.ledger.tables import BY_NAME
from qiao.engine.progress import Progress, silent

FORMAT = batches.FORMAT
_MARK = "store.json"
_LEDGERS_KEPT = 2
# What a batch's digest does not cover: itself, and who imported it when and onto what; the manifest's own hash does.
_NOT_COUNTED = ("digest", "replaced", "warnings", "imported_at", "imported_by")


@dataclass(frozen=True)
class Imported:
    """What an import did: the batch, how many rows took the place of earlier ones, and the warnings.

    Not `is_new`: no batch was made. Either it is in the store already (`is_repeat`), as `batch`; or the desk delivered
    only what was in force, and `batch` is the newest one.
    """

    batch: Batch
    ledger: Prepared
    replaced: dict[str, int]
    admission: Admission | None
    is_new: bool = True
    is_repeat: bool = False


def is_store(path: Path) -> bool:
    """Whether `path` is a store."""
    return (path / _MARK).is_file()


def read_batches(store: Path) -> list[Batch]:
    """The store's batches in order; RequestError when `store` is none, or of a format that this version does not read."""
    if not is_store(store):
        raise RequestError(
            f"{store} 不是台账库;请先用 qiao import 建立。", f"{store} is not a store; make one with qiao import."
        )
    _need_format(store)
    return batches.read_all(store / "batches")


def _need_format(store: Path) -> None:
    try:
        written = json.loads((store / _MARK).read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise RequestError(
            f"{store / _MARK} 已损坏;请从备份恢复该文件。",
            f"{store / _MARK} is damaged; restore this file from a backup.",
        ) from error
    if written != FORMAT:
        raise RequestError(
            f"{store} 的格式版本不受支持;请用建立它的版本打开。",
            f"{store} is of a format that this version does not read; use the version that made it.",
        )


def import_batch(request: Request, store: Path, *, progress: Progress = silent) -> Imported:
    """Check a delivered batch on top of what the store holds and add it, whole or not at all; one that is there stays.

    Raises:
        NoBatchError: the place holds nothing that could be a batch.
        RefusedError: it breaks a rule; nothing was stored.
        RequestError: `store` is none, damaged, or another process is changing it.
        StorageError: the disk refused.
    """
    _need_place(store)
    with files.refusals(store), files.locked(store), Database() as db:
        _found(store)
        earlier = read_batches(store)
        standing = _standing(store, earlier)
        need_sound(earlier, standing)
        try:
            admission = admit(db, request, earlier=earlier, onto=standing, progress=progress)
        except StoredBeforeError as found:
            return Imported(found.batch, ledger(store)[0], {}, None, is_new=False, is_repeat=True)
        if not admission.staged and earlier:
            return Imported(earlier[-1], ledger(store)[0], {}, admission, is_new=False)
        progress(Text("整理并写入台账库", "Preparing and storing the ledger"), 0, None)
        return _add(db, store, earlier, admission)


def need_sound(of: Sequence[Batch], standing: Prepared | None = None) -> None:
    """RequestError when a byte of the batches is not as it was stored.

    Files that the ledger made of them has proved are hashed again only if their size or time has changed since.
    """
    for batch in of:
        counted = {name: value for name, value in batch.manifest.items() if name not in _NOT_COUNTED}
        if digest_of(counted) != batch.digest:
            raise batches.damaged(batch.folder / batches.MANIFEST)
        batch.need_sound(standing.stamps if standing else batches.NOTHING_PROVED)


def _need_place(store: Path) -> None:
    """RequestError unless a store is there or can be made; then there is a folder, which can be locked."""
    if is_store(store):
        return
    if store.exists() and (
        not store.is_dir()
        or any(
            entry.name not in (".lock", "batches", "ledgers")
            for entry in store.iterdir()
            if not entry.name.endswith(".partial")
        )
    ):
        raise RequestError(
            f"{store} 不是台账库,也不是空文件夹;请换一个位置。",
            f"{store} is neither a store nor an empty folder; choose another place.",
        )
    with files.refusals(store):
        store.parent.mkdir(parents=True, exist_ok=True)
        files.make_folder(store)


def _found(store: Path) -> None:
    """Make an empty store, where there is none yet."""
    if not is_store(store):
        for folder in (store / "batches", store / "ledgers"):
            files.make_folder(folder)
        files.write_bytes(store / _MARK, (json.dumps({"format": FORMAT}) + "\n").encode())


def _add(db: Database, store: Path, earlier: Sequence[Batch], admission: Admission) -> Imported:
    number = earlier[-1].number + 1 if earlier else 1
    waiting = store / "batches" / f"{number:06d}"
    with files.new_folder(waiting) as new:
        tables, replaced = _write_and_prepare(db, new.path, earlier, admission)
        manifest = _manifest(number, admission, tables, replaced)
        batch = Batch(store / "batches" / f"{number:06d}-{manifest['digest'][:16]}", manifest)
        proved = {name: stamp for one in earlier for name, stamp in one.stamps(one.folder).items()} | batch.stamps(
            new.path
        )
        ledger = _publish(db, store, [*earlier, batch], admission, proved)
        manifest["imported_at"] = datetime.now(UTC).isoformat(timespec="seconds")  # last: before that nobody knew of it
        batches.write_manifest(new.path, manifest)
        new.place = batch.folder
    sweep(store, ledger.folder)
    return Imported(batch, ledger, replaced, admission)


def _write_and_prepare(
    db: Database, folder: Path, earlier: Sequence[Batch], admission: Admission
) -> tuple[dict[str, Any], dict[str, int]]:
    """Prepare the ledger after the batch in `db` while the batch is written; what its manifest says of its tables, and replaces."""
    with db.beside() as other, ThreadPoolExecutor(1, thread_name_prefix="qiao-writing") as pool:
        written = pool.submit(_write, other, folder, earlier, admission.staged)
        if admission.touched:
            deltas.prepare(db, admission.touched, admission.present)
        else:
            whole.prepare(db, admission.present)
        return written.result()


def _write(
    db: Database, folder: Path, earlier: Sequence[Batch], names: Sequence[str]
) -> tuple[dict[str, Any], dict[str, int]]:
    """Write a batch's tables; the entry of each, and how many rows of each stand in the place of earlier ones, where any do."""
    counts = {name: merging.replaced(db, BY_NAME[name], earlier) for name in names}
    written = {name: batches.write_table(db, BY_NAME[name], folder) for name in names}
    return written, {name: count for name, count in counts.items() if count}


def _manifest(number: int, admission: Admission, tables: dict[str, Any], replaced: dict[str, int]) -> dict[str, Any]:
    counted = {
        "format": FORMAT,
        "number": number,
        "source": admission.sender,
        "data_date": admission.batch_date.isoformat() if admission.batch_date else None,
        "tables": tables,
        "mapping": admission.mapping.as_json(),
        "files": [{"file": part.source, "sha256": part.sha256} for item in admission.delivered for part in item.parts],
    }
    return {
        **counted,
        "digest": digest_of(counted),
        "replaced": replaced,
        "warnings": [fault.as_json() for fault in admission.faults.warnings],
        "imported_by": admission.request.by or _who(),
    }


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def withdraw_batch(store: Path, number: int, *, used: Collection[str] = ()) -> Batch:
    """Take the newest batch away again, in one instant; the batch that was taken away.

    `used` are the digests of batches that runs were made of (`Run.batches`): such a batch stays.

    Raises:
        RequestError: there is no such batch, a later one stands on it, or a run was made of it.
    """
    with files.refusals(store), files.locked(store):
        found = read_batches(store)
        if number not in [batch.number for batch in found]:
            raise RequestError(f"{store} 没有第 {number} 批。", f"{store} has no batch {number}.")
        newest = found[-1]
        if newest.number != number:
            raise RequestError(
                f"第 {number} 批之后还有第 {newest.number} 批;只能撤回最新一批,较早的请用更正批次更正。",
                f"Batch {newest.number} stands on batch {number}; only the newest batch can be taken back, correct an "
                "earlier one by a batch of corrections.",
            )
        if newest.digest in used:
            raise RequestError(
                f"第 {number} 批已被考评使用,不能撤回;请用更正批次更正。",
                f"A run was made of batch {number}, so it stays; correct it by a batch of corrections.",
            )
        if len(found) > 1:  # what readers find the instant it is gone
            ledger(store, [batch.digest for batch in found[:-1]])
        files.vanish(newest.folder, f"{number:06d}")
    return newest


def _digest(of: Sequence[Batch]) -> str:
    """The digest of the ledger of these batches, whatever files it stands in."""
    return digest_of([prepared.FORMAT, *(batch.digest for batch in of)])


def place_of(store: Path, of: Sequence[Batch]) -> Path:
    """Where the ledger of these batches stands, or would: once it is compacted, beside where it was."""
    place = store / "ledgers" / _digest(of)[:32]
    compact = place.with_name(f"{place.name}-compact")
    return compact if compact.exists() else place


def _standing(store: Path, of: Sequence[Batch]) -> Prepared | None:
    """The ledger of these batches, if it stands there and nobody has changed its files."""
    try:
        found = prepared.load(place_of(store, of))
    except prepared.NoLedgerError:
        return None
    return found if found.is_unchanged else None


def _loaded(place: Path) -> Prepared | None:
    """The ledger at this place; None where there is none, and what is left of one that cannot be read is cleared away.

    NoLedgerError where that is not possible since somebody still reads what is left.
    """
    try:
        return prepared.load(place)
    except prepared.NoLedgerError:
        if place.exists() and not files.clear_away(place):
            raise
        return None


def _publish(
    db: Database, store: Path, of: Sequence[Batch], admission: Admission, proved: dict[str, list[int]]
) -> Prepared:
    place = place_of(store, of)
    if found := _loaded(place):
        return found
    with files.new_folder(place) as new:
        made = _written(db, new.path, admission, MadeOf(_digest(of), proved))
    return Prepared(place, made.manifest)


def _written(db: Database, folder: Path, admission: Admission, made_of: MadeOf) -> Prepared:
    """The ledger after a batch: by deltas where little is touched, else made as a whole."""
    present, data_date = admission.present, admission.data_date
    if admission.touched:
        return deltas.publish(db, folder, admission.touched, present=present, data_date=data_date, made_of=made_of)
    return whole.publish(db, folder, present=present, data_date=data_date, made_of=made_of)


def sweep(store: Path, *keep: Path) -> None:
    """Forget unfinished ledgers, and finished ones of long ago that nobody reads; they can be made again from their batches.

    By whoever has the store's lock, since an import builds on a ledger that it does not hold.
    """
    files.sweep(store / "ledgers")
    others = sorted(
        (path for path in (store / "ledgers").glob("[0-9a-f]*") if path not in keep and path.is_dir()),
        key=lambda path: path.stat().st_mtime,
    )
    for path in others[: max(0, len(others) + len(set(keep)) - _LEDGERS_KEPT)]:
        files.clear_away(path)


def ledger(
    store: Path, of: Sequence[str] | None = None, *, known_at: datetime | None = None
) -> tuple[Prepared, list[Batch]]:
    """The prepared ledger of the store's batches, made again if it, or a file of it, is gone or its manifest is damaged.

    Of all batches, or just of those whose digests are in `of`, or of those that were there at `known_at`.
    """
    chosen = there = read_batches(store)
    if known_at is not None:
        chosen = known(chosen, known_at)
    if of is not None:
        chosen = [batch for batch in chosen if batch.digest in set(of)]
        if [batch.digest for batch in chosen] != list(of):
            raise RequestError(
                f"{store} 不再含有该次考评所用的全部批次。",
                f"{store} no longer holds every batch that the run was made of.",
            )
    if not chosen:
        raise RequestError(
            f"台账库 {store} {'当时' if known_at else ''}还没有任何批次。",
            f"The store {store} {'held no batch at that time' if known_at else 'holds no batch yet'}.",
        )
    place = place_of(store, chosen)
    found = _loaded(place)
    if not found:
        found = _remake(place, chosen)
        _sweep_if_free(store, place, place_of(store, there))
    return found, chosen


def _sweep_if_free(store: Path, *keep: Path) -> None:
    """Sweep, unless somebody has the store's lock: then they sweep, or whoever comes next."""
    with contextlib.suppress(QiaoError), files.refusals(store), files.locked(store):
        sweep(store, *keep)


def known(of: Sequence[Batch], at: datetime) -> list[Batch]:
    """The first of these batches, as many as had been stored by an instant."""
    return list(takewhile(lambda batch: batch.imported_at <= at, of))


def _remake(place: Path, of: list[Batch]) -> Prepared:
    try:
        with files.new_folder(place) as new:
            made = rebuild(new.path, of)
    except files.TakenError:  # another reader has made the same meanwhile
        return prepared.load(place)
    return Prepared(place, made.manifest)


def rebuild(folder: Path, of: Sequence[Batch]) -> Prepared:
    """Make the ledger of these batches, each byte of which is proved, from nothing into `folder` (new and empty)."""
    data_date = max((batch.data_date for batch in of if batch.data_date), default=None)
    need_sound(of)
    proved = {name: stamp for batch in of for name, stamp in batch.stamps(batch.folder).items()}
    with Database() as db:
        present = merging.merge(db, of, set())
        whole.prepare(db, present)
        return whole.publish(db, folder, present=present, data_date=data_date, made_of=MadeOf(_digest(of), proved))
