"""Keep a store in order (台账库的维护): how it stands, its ledger in one piece again, and proof of every byte."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from qiao.engine import files
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import QiaoError, Text
from qiao.engine.holds import Hold
from qiao.engine.ledger import deltas, prepared, store
from qiao.engine.ledger.batches import Batch
from qiao.engine.ledger.prepared import KEPT, NUMBERS, Prepared
from qiao.engine.scratch import Scratch


@dataclass(frozen=True)
class Layers:
    """A prepared table in several files: rows of its base, rows gone and added since, and the bytes of all and of the two."""

    table: str
    rows: int
    gone: int
    added: int
    size: int
    more: int


@dataclass(frozen=True)
class Status:
    """A store: its batches, and the tables of its newest ledger; no tables where that would have to be made again."""

    batches: tuple[Batch, ...]
    tables: tuple[Layers, ...]

    @property
    def layered(self) -> tuple[Layers, ...]:
        """The tables that compacting would put into one file each."""
        return tuple(table for table in self.tables if table.gone or table.added)


def status(place: Path) -> Status:
    """How a store stands; nothing is made again for it. RequestError when it is none."""
    found = store.read_batches(place)
    folder = store.place_of(place, found)
    try:
        ledger = prepared.load(folder)
    except prepared.NoLedgerError:
        return Status(tuple(found), ())
    return Status(tuple(found), tuple(_layers(ledger, made.name) for made in KEPT))


def _layers(ledger: Prepared, name: str) -> Layers:
    entry = ledger.manifest["files"][name]
    parts = ("minus", "plus") if ledger.has_layers(name) else ()
    gone, added = (entry[part]["rows"] for part in parts) if parts else (0, 0)
    more = sum(ledger.file(name, part).stat().st_size for part in parts)
    return Layers(name, entry["rows"] - gone + added, gone, added, ledger.file(name).stat().st_size + more, more)


def compact(place: Path) -> bool:
    """Put each table of a store's newest ledger into one file, whole or not at all; False where each is so already.

    Whoever reads the ledger as it was goes on reading it.
    """
    with files.refusals(place), files.locked(place):
        old, found = store.ledger(place)
        if not old.is_layered:
            return False
        target = old.folder.with_name(f"{old.folder.name}-compact")
        with files.new_folder(target) as new, Database() as db:
            deltas.compacted(db, old, new.path)
        files.clear_away(old.folder)
        store.sweep(place, store.place_of(place, found))
    return True


def check(place: Path) -> Iterator[Text]:
    """Every fault of a store: bytes of a batch or ledger that are not those stored, and a ledger that is not what its batches say.

    Raises:
        RequestError: `place` is no store, or a batch is gone or cannot be read.
    """
    with _held(place) as (found, folder):
        faulty = list(_batch_faults(place, found))
        yield from faulty
        if folder:
            yield from _ledger_faults(place, found, folder, is_faulty=bool(faulty))


@contextmanager
def _held(place: Path) -> Iterator[tuple[list[Batch], Path | None]]:
    """A store's batches, and the ledger of them where it stands, which is held: imports may go on meanwhile."""
    while True:
        found = store.read_batches(place)
        folder = store.place_of(place, found)
        if not found or not folder.exists():
            yield found, None
            return
        with suppress(FileNotFoundError):  # cleared away this instant: there are other batches now, or it is compact
            hold = Hold(folder)
            break
    with closing(hold):
        yield found, folder


def _batch_faults(place: Path, of: Sequence[Batch]) -> Iterator[Text]:
    """Faults of batches; of one that has been withdrawn meanwhile nothing is missed."""
    if faulty := {batch.digest for batch in of if _fault(batch)}:
        still = (batch for batch in store.read_batches(place) if batch.digest in faulty)
        yield from filter(None, map(_fault, still))


def _fault(batch: Batch) -> Text | None:
    try:
        store.need_sound([batch])
    except QiaoError as error:
        return error.text
    return None


def _ledger_faults(place: Path, of: list[Batch], folder: Path, *, is_faulty: bool) -> Iterator[Text]:
    """Faults of the ledger of these batches; it is made again to compare unless a batch is faulty."""
    try:
        ledger = prepared.load(folder)
    except QiaoError as error:
        yield error.text
        return
    damaged = ledger.damaged()
    yield from (
        Text(
            f"{folder / name} 缺失或已损坏;请删除该文件夹,使用时会由批次重新整理。",
            f"{folder / name} is gone or damaged; remove this folder, it is made again from the batches when it is needed.",
        )
        for name in damaged
    )
    if is_faulty or damaged:
        return
    try:
        yield from _differences(ledger, of)
    except Exception:  # whatever the engine says of a file that is gone
        if [batch.digest for batch in store.read_batches(place)[: len(of)]] == [batch.digest for batch in of]:
            raise  # no batch has been withdrawn meanwhile


def _differences(ledger: Prepared, of: list[Batch]) -> Iterator[Text]:
    """Tables that say something else than they do when the ledger is made again from nothing."""
    with Scratch() as folder, Database() as db:
        anew = store.rebuild(folder, of)
        for prefix, each in (("was.", ledger), ("anew.", anew)):
            db.run(f"CREATE SCHEMA {prefix[:-1]}")
            each.open(db, prefix)
        for made in KEPT:
            first, second = (_by_identifiers(db, prefix, made.name) for prefix in ("was.", "anew."))
            count = db.value(
                f"SELECT COUNT(*) FROM (({first} EXCEPT ALL {second}) UNION ALL ({second} EXCEPT ALL {first}))"
            )
            if count:
                yield Text(
                    f"{ledger.folder} 的 {made.name} 与由批次重新整理的结果有 {count} 行不同;请删除该文件夹,使用时会重新整理。",
                    f"{ledger.folder}: {made.name} differs in {count} rows from what the batches make; remove this folder, it is made "
                    "again when it is needed.",
                )


_IDENTIFIERS = {
    "client_no": ("clients", "client_id"),
    "account_no": ("accounts", "account_id"),
    "product_no": ("products", "product_code"),
}


def _by_identifiers(db: Database, prefix: str, name: str) -> str:
    """SQL: the rows of a table with identifiers in the place of numbers, which may differ between two ledgers of one content."""
    columns = [column for (column, *_) in db.rows(f"DESCRIBE {prefix}{name}")]
    told, joins = [], []
    for column in columns:
        if NUMBERS.get(name) == column:
            continue
        if column in _IDENTIFIERS:
            table, identifier = _IDENTIFIERS[column]
            told.append(f"{table}_.{identifier}")
            joins.append(f"LEFT JOIN {prefix}{table} {table}_ ON {table}_.{column} = t.{column}")
        else:
            told.append(f"t.{column}")
    return f"SELECT {', '.join(told)} FROM {prefix}{name} t {' '.join(joins)}"
