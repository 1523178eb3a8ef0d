"""A backup: the database, the ledger's store, runs and documents as they stood at one moment, while the desk is at work.

What holds it together: feeding the desk and adding to the store for it both wait for one lock, so while it is ours the
database's snapshot and the list of files are of the same moment. Files of the store and of runs are never rewritten, and
the newest batch is held where it is until the backup ends; so their bytes can be copied afterwards.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from qiao.desk.audit import actions as audit
from qiao.desk.audit import anchoring
from qiao.desk.clients.actions import deliveries
from qiao.desk.errors import SetupError
from qiao.desk.server import dumps, keys
from qiao.engine import Archive, Text, Writing, files_below, new_archive

HEADS = "store/audit-heads"
_SOON = ("incoming", "documents")  # what may be taken away meanwhile is copied first
_LATER = (HEADS, "runs", "ledger")
Told = Callable[[Text, int, int | None], None]
_log = logging.getLogger(__name__)


def places() -> dict[str, Path]:
    """The folders that are backed up, by their place in a home."""
    ledger = Path(settings.LEDGER)
    return {
        "ledger": ledger,
        "incoming": ledger.with_name("incoming"),
        "documents": Path(settings.DOCUMENTS),
        "runs": Path(settings.HOME) / "runs",
        HEADS: anchoring.folder(),
    }


def make(inside: Path, *, told: Told) -> Archive:
    """Make a backup in this folder, whole or not at all.

    Raises:
        SetupError: it would lie in what it holds, or PostgreSQL's programs are lacking.
        StorageError: the disk is full.
    """
    _need_outside(inside)
    program = dumps.find("pg_dump", connection.cursor().connection.info.server_version // 10_000)
    told(Text("等待台账带入结束", "Waiting until the ledger is at rest"), 0, None)
    with new_archive(inside) as writing, deliveries.at_rest() as let_go, transaction.atomic():
        # Heads come first: one that leaves the database after the snapshot would stand for events that the backup lacks.
        listed = {HEADS: files_below(anchoring.folder())}
        snapshot = _snapshot()
        listed |= {part: files_below(place) for part, place in places().items() if part != HEADS}
        # Prepared ledgers are left out: they can be made again from their batches, and old ones are swept at any time.
        listed["ledger"] = [name for name in listed["ledger"] if not name.startswith("ledgers/")]
        at, about = timezone.now(), _about()
        let_go()
        _copy(writing, listed, _SOON, told)
        told(Text("导出数据库", "Dumping the database"), 0, None)
        writing.add_stream(dumps.FILE, dumps.dumped(os.environ["DATABASE_URL"], program, snapshot))
        _copy(writing, listed, _LATER, told)
        made = writing.seal({**about, "made_at": at.isoformat(timespec="seconds")}, _name(at))
    audit.record("backup.made", by=None, seal=made.seal, files=len(made.files), size=made.size)
    _log.info("A backup was made: %s files, %s bytes, seal %s", len(made.files), made.size, made.seal[:16])
    return made


def _need_outside(inside: Path) -> None:
    for place in places().values():
        if inside.resolve().is_relative_to(place.resolve()):
            raise SetupError(
                f"{inside} 在要备份的 {place} 之内:请把备份放在别处,最好是另一块磁盘。",
                f"{inside} lies in {place}, which is backed up itself: put backups elsewhere, best on another disk.",
            )


def _snapshot() -> str:
    """The database's state from now on in this transaction, by a name that pg_dump takes."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def _about() -> dict[str, Any]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "qiao": version("qiao"),
        "postgresql": connection.cursor().connection.info.server_version // 10_000,
        "migrations": sorted(".".join(one) for one in applied),
        "key": keys.fingerprint(settings.SECRET_KEY),
        "ledger": str(Path(settings.LEDGER).resolve()),
    }


def _copy(writing: Writing, listed: dict[str, list[str]], parts: tuple[str, ...], told: Told) -> None:
    """Copy the files that were there at the moment, some of which may have been taken away since."""
    for part in parts:
        told(Text("复制文件", "Copying files"), 0, None)
        gone = writing.add_folder(part, places()[part], listed[part], may_vanish=part in _SOON)
        if gone:
            _log.warning("%s files of %s were removed while the backup was made and are not in it", gone, part)


def _name(at: datetime) -> str:
    return f"qiao-{timezone.localtime(at):%Y%m%d-%H%M%S}"
