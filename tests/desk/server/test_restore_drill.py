"""The drill: a bank's desk is backed up while people write, and comes back in an empty folder with a database of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from closing import Officers, locked_run, officers, own_store, reviewed
from django.conf import settings as configured
from django.db import connection
from psycopg import sql
from pytest_django import Settings
from server.commands import qiao, serving

from qiao.desk.audit import actions as audit
from qiao.desk.clients import files
from qiao.desk.server import keys, postgres

__all__ = ["officers"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CONTRACT = b"%PDF-1.4 a contract"
GROWING = {
    "audit_event",
    "audit_seal",
    "cache",
    "django_session",
}  # somebody writes there all the time, also after a restore


@contextmanager
def busy() -> Iterator[None]:
    """Somebody writes all the time."""
    ended = threading.Event()

    def write() -> None:
        while not ended.wait(0.02):
            audit.record("delivery.fed", by=None)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        ended.set()
        writer.join()


def counts(url: str) -> dict[str, int]:
    """Rows of each table."""
    with psycopg.connect(url) as there:
        tables = [row[0] for row in there.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        ask = sql.SQL("SELECT count(*) FROM {}")
        return {name: there.execute(ask.format(sql.Identifier(name))).fetchone()[0] for name in tables}  # type: ignore[index]


def test_a_locked_run_is_verified_where_the_backup_was_restored(
    officers: Officers, settings: Settings, tmp_path: Path, cluster: postgres.Cluster
) -> None:
    home, new = tmp_path / "own", tmp_path / "new"
    own_store(settings, tmp_path)
    settings.HOME, settings.DOCUMENTS = home, home / "documents"
    run = locked_run(reviewed(*officers, tmp_path / "work"), *officers, tmp_path / "work")
    digest = files.digest_of(BytesIO(CONTRACT))
    files.keep(BytesIO(CONTRACT), digest)

    url = cluster.url(postgres.APP, str(connection.settings_dict["NAME"]))
    bank = {"DATABASE_URL": url, "QIAO_SECRET_KEY": configured.SECRET_KEY, "QIAO_LANG": "en", "QIAO_HTTPS": "off"}
    before = counts(url)
    with busy():
        made = qiao(home, "backup", str(tmp_path / "backups"), **bank)
    assert made.returncode == 0, made.stderr
    (backup,) = (tmp_path / "backups").iterdir()
    checked = qiao(home, "verify-backup", str(backup), QIAO_LANG="en")
    assert (checked.returncode, "The backup is sound" in checked.stdout) == (0, True), checked.stderr
    occupied = qiao(new, "restore", str(backup), **bank, DATABASE_OWNER_URL=url.replace(postgres.APP, postgres.OWNER))
    assert occupied.returncode == 2, "the database is in use"

    home.rename(tmp_path / "lost")  # nothing of the old place may be of help
    new.mkdir(exist_ok=True)
    (new / keys.FILE).write_text(configured.SECRET_KEY)
    restored = qiao(new, "restore", str(backup), QIAO_LANG="en")
    assert restored.returncode == 0, restored.stderr
    assert "1 batches, 1 runs, 1 documents" in restored.stdout
    with postgres.running(new) as other:
        after = counts(other.url(postgres.APP))
        there = {name: count for name, count in after.items() if name not in GROWING}
        assert there == {name: count for name, count in before.items() if name not in GROWING}
        assert after["audit_event"] > before["audit_event"]
        assert (new / "documents" / digest[:2] / digest).read_bytes() == CONTRACT
        verified = qiao(new, "verify", str(new / "runs" / run.uuid.hex), QIAO_LANG="en")
        assert (verified.returncode, run.seal in verified.stdout) == (0, True), verified.stdout
        assert qiao(new, "audit", "verify", QIAO_LANG="en").returncode == 0
        with serving(new, tmp_path / "log", "--no-worker", "--processes", "1", QIAO_HTTPS="off") as server:
            assert server.get("/account/login/")[0] == 200
