"""The mark of a migration at work: set before its first step, removed after its last, so that one cut short is seen.

A plain table that no migration makes, for it must be there before the first of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from qiao.desk.errors import SetupError
from qiao.desk.server.postgres import APP

_LOCK = 0x71_69_61_6F  # one migration at a time, whoever starts it
_TABLE = "server_migrationmark"


@contextmanager
def alone() -> Iterator[None]:
    """Be the only migration of this database; another one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # gone with the connection, however it ends
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def marked() -> Iterator[None]:
    """Leave the mark behind unless everything inside succeeds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE} (began_at timestamptz NOT NULL)")
        cursor.execute(f"GRANT SELECT ON {_TABLE} TO {APP}")
        cursor.execute(f"INSERT INTO {_TABLE} SELECT now() WHERE NOT EXISTS (SELECT FROM {_TABLE})")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_TABLE}")


def need_unmarked() -> None:
    """SetupError if a migration is at work or was cut short; a database without the table was never migrated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [_TABLE])
        if cursor.fetchone() == (None,):
            return
        cursor.execute(f"SELECT 1 FROM {_TABLE}")
        if cursor.fetchone() is None:
            return
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [_LOCK])
        (is_free,) = cursor.fetchone()
        cursor.execute("SELECT pg_advisory_unlock_shared(%s) WHERE %s", [_LOCK, is_free])
    if not is_free:
        raise SetupError(
            "数据库正在升级:请等 qiao migrate 结束后再启动。",
            "The database is being migrated right now: start again when `qiao migrate` has ended.",
        )
    raise SetupError(
        "数据库的升级中途中断,尚未完成:请再次运行 qiao migrate,再启动。",
        "A migration of the database was cut short: run `qiao migrate` again, which finishes it, then start.",
    )


def protect(cursor: CursorWrapper) -> None:
    """The desk reads the mark and changes it never; the same goes for the list of migrations."""
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {_TABLE}, django_migrations FROM {APP}")
