"""Bringing the database to this version, and refusing to run on one that is not."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qiao.desk.errors import SetupError
from qiao.desk.server.postgres import APP

_LOCK = 0x71_69_61_6F  # one migration at a time, whoever starts it


def migrate() -> None:
    """Bring the database to this version and give the desk's role its rights."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            _grant()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def need_current() -> None:
    """SetupError unless the database is exactly at this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise SetupError(
            "数据库不是本版本:请先运行 qiao migrate,再启动。",
            "The database is not at this version of Qiao: run `qiao migrate`, then start again.",
        )
    known = set(executor.loader.disk_migrations)
    if unknown := sorted(set(executor.loader.applied_migrations) - known):
        named = ".".join(unknown[0])
        raise SetupError(
            f"数据库属于更新的版本(含 {named}):请安装该版本。",
            f"The database is at a newer version of Qiao (it knows {named}): install that version.",
        )


def _grant() -> None:
    """The desk's role reads and writes rows and changes no table; rows of append-only tables it may only add."""
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
        for model in apps.get_models():
            if getattr(model, "is_append_only", False):
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {model._meta.db_table} FROM {APP}")
