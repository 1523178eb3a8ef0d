"""The gate (入口): a delivered batch is read, checked against every rule together with what is in force, or refused whole."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import DataError, NoBatchError, QiaoError, RequestError, Text
from qiao.engine.ledger import checks, mapping, merging, ownership, reading, repeats, touching
from qiao.engine.ledger.batches import Batch, latest, staged_rows
from qiao.engine.ledger.faults import Faults, placed
from qiao.engine.ledger.prepared import Prepared
from qiao.engine.ledger.reading import Delivered
from qiao.engine.ledger.tables import ALWAYS_NEEDED, BY_NAME, TABLES
from qiao.engine.ledger.touching import Touched
from qiao.engine.progress import Progress, silent


class RefusedError(DataError):
    """A batch broke rules; carries all its faults and what was delivered, for the report."""

    def __init__(self, source: Path, faults: Faults, delivered: Sequence[Delivered]) -> None:
        """Say how many faults there are and quote the first."""
        first = faults.faults[0].text
        total = faults.count()
        super().__init__(
            f"{source} 有 {total} 处错误,整批退回,未存任何内容。第一处:{first.zh}",
            f"{source} has {total} fault{'s' if total != 1 else ''} and is refused whole; nothing was stored. The first: {first.en}",
        )
        self.source = source
        self.faults = faults
        self.delivered = delivered

    @classmethod
    def of_none(cls, source: Path, error: QiaoError) -> "RefusedError":
        """What was sent is no batch at all: a report with this one sentence."""
        faults = Faults()
        faults.add("no_batch", error.text, source=source.name)
        return cls(source, faults, ())


class StoredBeforeError(Exception):
    """The batch is in the store already."""

    def __init__(self, batch: Batch) -> None:
        """Carry the batch that it is."""
        super().__init__(batch.number)
        self.batch = batch


@dataclass(frozen=True)
class Request:
    """What to admit and how: the folder or workbook, its mapping, the data date stated by hand, and what the caller knows.

    `sender` is `bank` or `desk`, whatever the mapping says, `owned` are the tables that the desk keeps: a bank's file for
    one of them is refused. A batch of the desk's holds only what changed; of its tables in `whole` every row is delivered,
    so that a row in force that is not among them is withdrawn. `by` is who sends it, where that is not whoever runs the process, `today` the
    day on which it comes (None: this one). `is_complete`: it is all that a run is to be made of, so no needed table may lack.
    """

    source: Path
    mapping_file: Path | None = None
    data_date: date | None = None
    blank_period: str | None = None
    needed: checks.Needed | None = None
    is_complete: bool = False
    sender: str = ownership.BANK
    owned: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    by: str = ""
    today: date | None = None


@dataclass(frozen=True)
class Admission:
    """A batch that passed: its tables are in the database as `t_…`, all rows in force as `e_…`.

    `staged` is empty where the desk delivered only what is in force already. With `touched` the rows in force are only those
    that the batch touches.
    """

    request: Request
    mapping: mapping.Mapping
    delivered: tuple[Delivered, ...]
    staged: tuple[str, ...]
    present: frozenset[str]
    batch_date: date | None
    data_date: date | None
    faults: Faults
    sender: str = ownership.BANK
    touched: Touched | None = None


def admit(
    db: Database,
    request: Request,
    *,
    earlier: Sequence[Batch] = (),
    onto: Prepared | None = None,
    progress: Progress = silent,
) -> Admission:
    """Read and check a batch on top of `earlier`.

    With `onto`, the ledger prepared of `earlier`, only what the batch touches is read and checked, where that is little.

    Raises:
        NoBatchError: the place holds nothing that could be a batch.
        StoredBeforeError: one of `earlier` is the same.
        RefusedError: it breaks a rule; with every fault.
    """
    faults = Faults()
    how, delivered = _read(request, faults)
    sender = request.sender
    stated = request.data_date or how.data_date
    if sender == ownership.BANK and not faults and (same := repeats.stored_before(db, delivered, how, stated, earlier)):
        raise StoredBeforeError(same)
    _check_owners(request, how, delivered)
    checks.check_stated(stated, request.today, faults)
    limit = checks.horizon(stated, request.today, is_import=not request.is_complete)
    with _opening(db, delivered, onto):
        staged = checks.stage(db, delivered, faults, limit, blank_period=request.blank_period, progress=progress)
    names = {name for name in BY_NAME if name in staged}
    if sender == ownership.DESK and not faults:
        names = ownership.keep_changes(db, names, request.whole, earlier)
    progress(Text("核对各表之间的关系", "Checking the tables against each other"), 0, None)
    batch_date = stated or latest(db, {name: staged_rows(name) for name in names})
    data_date = max(filter(None, [batch_date, *(batch.data_date for batch in earlier)]), default=None)
    touched = touching.find(db, names, earlier, onto, data_date) if onto and not faults else None
    within = touched.within if touched else None
    present = merging.merge(db, earlier, names, within)
    joined = [item for item in delivered if item.table.name == "balances"]
    if any(checks.open_doubtful(db, item, present) for item in joined):
        present = merging.merge(db, earlier, names, within)
    for name in sorted(names):
        _check_withdrawals(db, name, earlier, faults, staged)
    if request.is_complete:
        _check_complete(present, faults)
    checks.cross_check(db, present, faults, staged=staged, data_date=data_date, needed=request.needed)
    if faults:
        raise RefusedError(request.source, faults, delivered)
    in_order = tuple(table.name for table in TABLES if table.name in names)
    return Admission(
        request, how, tuple(delivered), in_order, frozenset(present), batch_date, data_date, faults, sender, touched
    )


@contextmanager
def _opening(db: Database, delivered: Sequence[Delivered], onto: Prepared | None) -> Iterator[None]:
    """Open the ledger before meanwhile: its largest files take as long to be opened as a few rows to be read."""
    with db.beside() as other, ThreadPoolExecutor(1, thread_name_prefix="qiao-opening") as pool:
        names = {item.table.name for item in delivered}
        opened = pool.submit(touching.open_before, other, names, onto) if onto else None
        yield
        if opened:
            opened.result()


def _read(request: Request, faults: Faults) -> tuple[mapping.Mapping, list[Delivered]]:
    try:
        how = mapping.read(request.source, request.mapping_file, faults)
        return how, reading.deliver(request.source, how, faults)
    except RequestError as error:
        raise NoBatchError(*error.text) from error


def _check_owners(request: Request, how: mapping.Mapping, delivered: Sequence[Delivered]) -> None:
    """Refuse what passes itself off as the desk's, and a table of another owner, before anything else is said of it."""
    faults = Faults()
    ownership.check_sender(request.sender, how.source, faults)
    ownership.check(delivered, request.sender, request.owned, faults)
    if faults:
        raise RefusedError(request.source, faults, delivered)


def _check_withdrawals(
    db: Database, name: str, earlier: Sequence[Batch], faults: Faults, staged: checks.Staged
) -> None:
    table = BY_NAME[name]
    if not db.value(f"SELECT COUNT(*) FROM {staged_rows(name)} WHERE withdrawn"):
        return
    count, rows = merging.withdrawn_without_row(db, table, earlier, faults.room(name))
    for part, row, key in rows:
        text = Text(
            f"要撤回的记录({key})在此前的批次中不存在;请核对主键,或删去这一行。",
            f"it withdraws a row ({key}) that no earlier batch gave; check the key or remove this row.",
        )
        source = staged.source(name, part)
        told = placed(text, source, row, "withdrawn")
        faults.add("withdrawn_unknown", told, table=name, column="withdrawn", row=row, value=key, source=source)
    faults.count_more("withdrawn_unknown", count - len(rows), table=name)


def _check_complete(present: set[str], faults: Faults) -> None:
    for name in ALWAYS_NEEDED:
        if name not in present:
            text = Text(
                f"缺少必需的表 {name}({BY_NAME[name].zh});请把它放进台账文件夹后重试。",
                f"The table {name} is always needed and is missing; add it to the ledger's folder and try again.",
            )
            faults.add("missing_table", text, table=name)


def need_tables(present: frozenset[str], source: Path) -> None:
    """RequestError when a table that every run needs was never delivered."""
    missing = [name for name in ALWAYS_NEEDED if name not in present]
    if missing:
        named = ", ".join(missing)
        raise RequestError(f"{source} 缺少必需的表:{named}。", f"{source} lacks tables that every run needs: {named}.")
