"""Bringing the database to this version, and refusing to run on one that is not."""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ModelState, ProjectState

from qiao.desk.errors import SetupError
from qiao.desk.server import database, marks
from qiao.desk.server.postgres import APP


class State(ProjectState):
    """Django's own, which makes the classes of all related models anew for nearly every operation; here only what it changes.

    In a fresh database that takes two thirds off the time. As with Django's own delays, a migration that runs Python is
    given classes that were all made anew.
    """

    def add_model(self, model_state: ModelState) -> None:
        """A model that is new changes none that was there before."""
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state])
            self.is_delayed = True

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """A change that is delayed touches no relation, so that the classes related to its model stay as they are."""
        if delay and "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]
        else:
            super().reload_model(app_label, model_name, delay)

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj: object) -> None:
        """An index or a constraint that is new stands in no class but its model's."""
        options = self.models[app_label, model_name].options
        options[option_name] = [*options[option_name], obj]
        if "apps" in self.__dict__:
            meta = self.apps.get_model(app_label, model_name)._meta
            setattr(meta, option_name, [*getattr(meta, option_name), obj])
            self.is_delayed = True


class Executor(MigrationExecutor):
    """Django's own, with the record of a migration in the migration's transaction.

    Django commits a migration that has deferred statements before it records it: killed between the two, it would be
    applied a second time and fail.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply and record, or neither."""
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        with transaction.atomic():
            return super().apply_migration(state, migration, fake, fake_initial)

    def run(self) -> None:
        """Apply everything that is lacking, between the signals by which applications fill their tables."""
        targets = self.loader.graph.leaf_nodes()
        plan: Any = self.migration_plan(targets)
        state = self._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
        emit_pre_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)
        self.migrate(targets, plan=plan, state=State(state.clone().models, state.real_apps))
        with transaction.atomic():
            emit_post_migrate_signal(0, False, connection.alias)


def migrate(*, only_if_behind: bool = False) -> None:
    """Bring the database to this version and give the desk's role its rights; killed anywhere, it can be run again.

    Args:
        only_if_behind: leave a database alone that is at this version; tables restored without rights stay without.
    """
    if only_if_behind and is_current():
        return
    with database.lost_is_told("qiao migrate"), marks.alone():
        need_not_newer(Executor(connection))
        with marks.marked():
            _migrate()


def _migrate() -> None:
    Executor(connection).run()
    call_command("createcachetable", verbosity=0)
    grant()


def is_current() -> bool:
    """Whether the database is exactly at this version, and no migration is at work or was cut short."""
    try:
        need_current()
    except SetupError:
        return False
    return True


def need_current() -> None:
    """SetupError unless the database is exactly at this version."""
    marks.need_unmarked()
    behind = SetupError(
        "数据库不是本版本:请先运行 qiao migrate,再启动。",
        "The database is not at this version of Qiao: run `qiao migrate`, then start again.",
    )
    try:
        executor = Executor(connection)
    except ProgrammingError as error:  # tables without rights, as in a database restored from a dump
        raise behind from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise behind
    need_not_newer(executor)


def need_not_newer(executor: MigrationExecutor) -> None:
    """SetupError if the database knows a migration that this version does not."""
    known = set(executor.loader.disk_migrations)
    if unknown := sorted(set(executor.loader.applied_migrations) - known):
        named = ".".join(unknown[0])
        raise SetupError(
            f"数据库属于更新的版本(含 {named}):请安装该版本。",
            f"The database is at a newer version of Qiao (it knows {named}): install that version.",
        )


@transaction.atomic
def grant() -> None:
    """The desk's role reads and writes rows and changes no table; rows of append-only tables it may only add."""
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
        cursor.execute("SELECT quote_ident(current_database())")
        cursor.execute(
            f"GRANT TEMPORARY ON DATABASE {cursor.fetchone()[0]} TO {APP}"
        )  # a ledger is staged before it counts
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
        marks.protect(cursor)
        for model in apps.get_models():
            if getattr(model, "is_append_only", False):
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {model._meta.db_table} FROM {APP}")
