"""Bringing a backup back, into an empty home and an empty database, whole or not at all.

A mark stands in the home from the first step to the last: nothing starts on a home that has it, and the same restore run
again goes on. The database comes in one transaction, each folder in one rename.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Delivery
from qiao.desk.errors import SetupError
from qiao.desk.server import dumps, homes, migrating
from qiao.desk.server.backup import Told
from qiao.engine import Archive, Text, read_batches

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now."""

    people: int
    batches: int
    runs: int
    documents: int


def restore(archive: Archive, home: Path, how: homes.Mark, *, told: Told) -> Restored:
    """Fill the home and the database; Django is set up as the tables' owner, and the home is marked.

    Raises:
        SetupError: the database is not empty, older than the backup's, or the backup is of a newer version of Qiao.
    """
    if not how["is_begun"]:
        _need_fit(archive)
        homes.mark(home, homes.Mark(seal=archive.seal, is_begun=True))
    told(Text("复制文件", "Copying files"), 0, None)
    homes.fill(home, archive)
    told(Text("恢复数据库", "Restoring the database"), 0, None)
    if _is_empty():
        program = dumps.find("pg_restore", _server())
        dumps.restored(os.environ["DATABASE_URL"], program, archive.folder / dumps.FILE)
    found = _take_in(archive, home, told)
    homes.unmark(home)
    _log.info("A backup was restored: seal %s", archive.seal[:16])
    return found


def _need_fit(archive: Archive) -> None:
    if not _is_empty():
        raise SetupError(
            "数据库不是空的,备份只能恢复到空库:请另建一个空库。",
            "The database is not empty, and a backup is only ever restored into an empty one: create another.",
        )
    if _server() < archive.about["postgresql"]:
        there, needed = _server(), archive.about["postgresql"]
        raise SetupError(
            f"备份来自 PostgreSQL {needed},而这里是 {there}:请用 {needed} 或更新的版本。",
            f"The backup is of PostgreSQL {needed} and this is {there}: use {needed} or later.",
        )
    known = {".".join(one) for one in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(archive.about["migrations"]) - known):
        raise SetupError(
            f"备份属于更新的版本(含 {newer[0]}):请安装 Qiao {archive.about['qiao']}。",
            f"The backup is of a newer version of Qiao (it knows {newer[0]}): install {archive.about['qiao']}.",
        )


def _take_in(archive: Archive, home: Path, told: Told) -> Restored:
    """Bring the database to this version, give the desk its rights, see that database and store agree, and write the event."""
    migrating.migrate(only_if_behind=True)
    migrating.grant()
    batches = [batch.digest for batch in read_batches(home / "ledger")] if "ledger" in archive.parts else []
    told(Text("整理台账", "Preparing the ledger"), 0, None)
    _need_known(batches)
    audit.record("backup.restored", by=None, seal=archive.seal, batches=len(batches))
    runs = len(list((home / "runs").glob("[0-9a-f]*")))
    documents = sum(1 for name in archive.files if name.startswith("documents/"))
    return Restored(_count("people_user"), len(batches), runs, documents)


def _need_known(batches: list[str]) -> None:
    """SetupError where the desk shows a batch that the store lacks; one that the desk has not taken in yet it takes in later."""
    shown = Delivery.objects.standing().order_by("-number").first()
    if shown is not None and shown.digest not in batches:
        raise SetupError(
            f"工作台已有第 {shown.number} 批,台账库中却没有:请换一份备份。",
            f"The desk knows batch {shown.number} and the store lacks it: use another backup.",
        )
    if batches:
        ledger.book()  # made again from the batches, each of which is proved on the way
        if shown is None or shown.digest != batches[-1]:
            deliveries.feed_later(by=None)


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
        return bool(cursor.fetchone()[0])


def _server() -> int:
    return int(connection.cursor().connection.info.server_version) // 10_000


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        return int(cursor.fetchone()[0])
