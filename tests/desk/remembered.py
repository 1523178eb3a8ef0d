"""What many tests begin with, done once a process: the rows and the runs that it left are written again for every other test."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

Rows = Mapping[str, list[bytes]]  # of each table, in the order in which they were written
_OTHERS = {"django_migrations", "django_content_type", "auth_permission"}
_EVENTS = "audit_event"  # the database numbers and dates them itself, whatever is written


@dataclass(frozen=True)
class _Done:
    """The rows of every table before but the events, those that were added, and a copy of the runs."""

    before: Mapping[str, frozenset[bytes]]
    added: Rows
    runs: Path


# Numbers of rows are free whenever a test begins: it leaves nothing behind, and what counts them never goes back.
_done: dict[tuple[str, Path], _Done] = {}
_copies = TemporaryDirectory(prefix="qiao-remembered-")


def once(name: str, do: Callable[[], object]) -> None:
    """Do what only adds rows, or write again what it added when it was done to the same ledger and the very same rows."""
    there, runs = rows(), Path(settings.HOME) / "runs"
    before = {table: frozenset(lines) for table, lines in there.items()}
    done = _done.get((name, settings.LEDGER))
    if done is not None and done.before == _but_events(before):
        write(done.added)
        if done.runs.exists():
            shutil.copytree(done.runs, runs, dirs_exist_ok=True)
        return
    do()
    if done is None:
        copy = Path(_copies.name) / str(len(_done))
        if runs.exists():
            shutil.copytree(runs, copy)
        _done[name, settings.LEDGER] = _Done(_but_events(before), _added(before, rows()), copy)


def _but_events(found: Mapping[str, frozenset[bytes]]) -> dict[str, frozenset[bytes]]:
    return {table: lines for table, lines in found.items() if table != _EVENTS}


def _added(before: Mapping[str, frozenset[bytes]], after: Rows) -> Rows:
    changed = {table for table, lines in before.items() if not lines <= set(after.get(table, ()))}
    assert not changed, f"rows were changed, not only added: {changed}"
    return {table: [line for line in lines if line not in before.get(table, ())] for table, lines in after.items()}


def rows() -> Rows:
    """The rows of every table that has any, as PostgreSQL writes them."""
    with connection.cursor() as cursor:
        # Nothing of the queue's: what called a worker has been done.
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%'"
        )
        found = {}
        for (table,) in cursor.fetchall():
            if table not in _OTHERS:
                with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                    found[table] = [bytes(line) for line in copy]
    return {table: lines for table, lines in found.items() if lines}


def write(added: Rows) -> None:
    """Have these rows in their tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, lines in added.items():
            if lines:
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(b"".join(lines))
