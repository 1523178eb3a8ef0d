"""Open a ledger for a run: a store's prepared one, or a raw folder that is read, checked and prepared on the way."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qiao.engine import files
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import DataError, RequestError
from qiao.engine.ledger import checks, gate, store, whole
from qiao.engine.ledger.batches import Batch
from qiao.engine.ledger.prepared import Prepared
from qiao.engine.periods import Period, day_number, from_number
from qiao.engine.progress import Progress, silent
from qiao.engine.scratch import Scratch
from qiao.engine.standards.measures import Flow
from qiao.engine.standards.model import Standard


@dataclass(frozen=True)
class Source:
    """Where a ledger comes from: a folder or workbook with its mapping and stated data date, or a store.

    Of a store its first batches may be named, or an instant at which they were known.
    """

    path: Path
    mapping: Path | None = None
    data_date: date | None = None
    batches: tuple[str, ...] = ()
    known_at: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """A ledger opened in a database, ready to be measured."""

    source: dict[str, Any]
    warnings: list[dict[str, Any]]
    prepared: Prepared

    @property
    def data_date(self) -> date | None:
        """The latest day that the bank's data covers."""
        return self.prepared.data_date

    @property
    def present(self) -> frozenset[str]:
        """The tables that were delivered."""
        return self.prepared.present

    @property
    def is_of_a_folder(self) -> bool:
        """Whether it was prepared of a raw folder, for this run alone."""
        return bool(self.source["kind"] == "folder")


def open_ledger(db: Database, source: Source, period: Period, progress: Progress = silent) -> Opened:
    """Open a store's prepared ledger, or read, check and prepare a raw folder, in `db`."""
    if not source.path.exists():
        raise RequestError(f"找不到台账 {source.path}。", f"There is no ledger at {source.path}.")
    if store.is_store(source.path):
        _need_no_reading(source)
        return _open_store(db, source)
    if source.known_at:
        raise RequestError(
            f"{source.path} 不是台账库,没有入库时间;--known-at 只用于台账库。",
            f"{source.path} is no store, so nothing says when it became known; --known-at is for stores.",
        )
    return _open_folder(db, source, period, progress)


def _need_no_reading(source: Source) -> None:
    """RequestError where it is said how to read what was read long ago, when it came into the store."""
    if source.mapping or source.data_date:
        raise RequestError(
            f"{source.path} 是台账库,其各批入库时已读取;--mapping、--data-date 只用于文件夹或工作簿,台账库请在 qiao import 时给出。",
            f"{source.path} is a store, whose batches were read when they came; --mapping and --data-date are for a folder or a "
            "workbook, give them to qiao import.",
        )


def _open_folder(db: Database, source: Source, period: Period, progress: Progress) -> Opened:
    """A folder's ledger in files of its own, which are there as long as the database is open."""
    first = min(period.base.start, period.year_end_before.start)
    needed = checks.Needed(balances=first, flows=period.start, stop=period.so_far.stop)
    request = gate.Request(source.path, source.mapping, source.data_date, period.label, needed, is_complete=True)
    place = Scratch()
    db.hold(place)
    with Database() as reading:
        admission = gate.admit(reading, request, progress=progress)
        with files.refusals(place.path):
            whole.prepare(reading, admission.present)
            ledger = whole.publish(reading, place.path, present=admission.present, data_date=admission.data_date)
    ledger.open(db)
    origin = {
        "kind": "folder",
        "files": sorted(
            ({"file": part.source, "sha256": part.sha256} for item in admission.delivered for part in item.parts),
            key=lambda entry: entry["file"],
        ),
        "mapping": admission.mapping.as_json(),
    }
    return Opened(origin, [fault.as_json() for fault in admission.faults.warnings], ledger)


def _open_store(db: Database, source: Source) -> Opened:
    try:
        ledger, batches = _open_ledger(db, source)
    except FileNotFoundError:  # an import has just put a newer ledger in its place
        ledger, batches = _open_ledger(db, source)
    origin: dict[str, Any] = {"kind": "store", "batches": [batch.digest for batch in batches]}
    if source.known_at:
        origin["known_at"] = source.known_at.isoformat()
    warnings = [warning for batch in batches for warning in batch.manifest["warnings"]]
    return Opened(origin, warnings, ledger)


def _open_ledger(db: Database, source: Source) -> tuple[Prepared, list[Batch]]:
    ledger, batches = store.ledger(source.path, source.batches or None, known_at=source.known_at)
    gate.need_tables(ledger.present, source.path)
    ledger.open(db)
    return ledger, batches


def cut(period: Period, data_date: date | None, as_of: date | None) -> Period:
    """The period with its as-of: its last day, the data's date, or the earlier day asked for; RequestError for a later one."""
    last = min(period.end, data_date or period.end)
    if as_of and as_of > last:
        raise RequestError(
            f"截至日 {as_of} 晚于数据日期 {data_date or '(无)'} 或期末 {period.end}。",
            f"The as-of {as_of} is later than the data's date {data_date or '(none)'} or the period's end {period.end}.",
        )
    found = as_of or last
    if found < period.start:
        raise RequestError(
            f"数据只到 {found},期间 {period.label} 自 {period.start} 才开始。",
            f"The data ends on {found}; the period {period.label} begins on {period.start}.",
        )
    return period.cut_at(found)


def check_translated(db: Database, standard: Standard, period: Period) -> None:
    """DataError when an amount that a run under this standard needs could not be translated."""
    bounds = {
        "start": day_number(period.base.start),
        "stop": day_number(period.so_far.stop),
        "first": day_number(period.start),
    }
    query = """SELECT source, id, currency, GREATEST(from_day, $start) FROM untranslated
        WHERE to_day > CASE WHEN source = 'flows' THEN $first ELSE $start END AND from_day < $stop ORDER BY ALL"""
    found = db.rows(query, bounds)
    kinds = {
        kind for m in standard.measures.values() if isinstance(m, Flow) and m.currency == "USD" for kind in m.flow_kinds
    }
    if kinds:
        listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
        found += db.rows(
            f"""SELECT 'flows', flow_id, 'USD', day FROM flows
                WHERE kind IN ({listed}) AND usd_cents IS NULL AND day >= $first AND day < $stop ORDER BY ALL""",
            {"first": bounds["first"], "stop": bounds["stop"]},
        )
    if found:
        table, name, currency, day = found[0]
        raise DataError(
            f"本次考评需要的 {len(found)} 笔金额无法折算:例如 {table} 的 {name} 在 {from_number(day)} 没有 {currency} 汇率;请补充 fx_rates。",
            f"{len(found)} amounts that this run needs cannot be translated: {table} {name} has no {currency} rate "
            f"on or before {from_number(day)}; add it to fx_rates.",
        )
