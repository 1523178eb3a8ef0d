"""A migration is whole, or it is seen to be cut short and is finished by the next one."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from server.commands import becomes, environment, qiao

from qiao.desk.server import postgres

MARKED = "SELECT EXISTS (SELECT FROM server_migrationmark)"
KEY = "a key for tests alone, which guards nothing at all"
SCHEMA = """
    SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull::text, attidentity::text
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '' FROM pg_trigger WHERE NOT tgisinternal
"""
PLAINLY = """
from django.core.management import call_command
from qiao.desk.server import setup
with setup.ready(as_owner=True):
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
"""
# Told apart by what the database shows while `qiao migrate` is at work, in their order.
MOMENTS = {
    "the mark is set": "SELECT to_regclass('server_migrationmark') IS NOT NULL",
    "the first migration is applied": "SELECT to_regclass('django_migrations') IS NOT NULL",
    "people are there": "SELECT to_regclass('people_user') IS NOT NULL",
    "half of it is applied": "SELECT to_regclass('django_session') IS NOT NULL",
    "every migration is applied": "SELECT to_regclass('cache') IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Bank:
    """An empty database of a bank's, and the environment that names it."""

    home: Path
    name: str
    cluster: postgres.Cluster

    @property
    def environment(self) -> dict[str, str]:
        """As an administrator sets it."""
        return {
            "DATABASE_URL": self.cluster.url(postgres.APP, self.name),
            "DATABASE_OWNER_URL": self.cluster.url(postgres.OWNER, self.name),
            "QIAO_SECRET_KEY": KEY,
            "QIAO_HTTPS": "off",
            "QIAO_LANG": "en",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a verb."""
        return qiao(self.home, *words, **self.environment)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Begin a verb."""
        command = [sys.executable, "-m", "qiao", *words]
        pipe = subprocess.PIPE
        given = environment(self.home, **self.environment)
        return subprocess.Popen(command, env=given, stdout=pipe, stderr=pipe, text=True)

    def is_true(self, query: str) -> bool:
        """What the database answers; False where it cannot."""
        try:
            with psycopg.connect(self.cluster.url(postgres.SUPERUSER, self.name), autocommit=True) as connection:
                return bool(connection.execute(query.encode()).fetchone()[0])  # type: ignore[index]
        except psycopg.errors.UndefinedTable:
            return False

    def write(self, statement: str) -> None:
        """Change the database as nobody should."""
        with psycopg.connect(self.cluster.url(postgres.SUPERUSER, self.name), autocommit=True) as connection:
            connection.execute(statement.encode())

    def schema(self) -> set[tuple[str, ...]]:
        """All that migrations make: columns, indexes, constraints and triggers, as the database writes them."""
        with psycopg.connect(self.cluster.url(postgres.SUPERUSER, self.name)) as connection:
            return set(connection.execute(SCHEMA).fetchall())


@contextmanager
def empty(cluster: postgres.Cluster, home: Path) -> Iterator[Bank]:
    """An empty database on the tests' own PostgreSQL."""
    name = f"bank_{time.monotonic_ns()}"
    with psycopg.connect(cluster.url(postgres.SUPERUSER, "postgres"), autocommit=True) as superuser:
        words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        superuser.execute(words.format(sql.Identifier(name), sql.Identifier(postgres.OWNER)))
        yield Bank(home, name, cluster)
        superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def bank(cluster: postgres.Cluster, tmp_path: Path) -> Iterator[Bank]:
    """A bank's database before anything is in it."""
    with empty(cluster, tmp_path / "home") as made:
        yield made


@pytest.mark.slow
def test_killed_at_any_moment_it_is_seen_and_the_next_one_goes_on(bank: Bank) -> None:
    for moment, query in MOMENTS.items():
        with bank.start("migrate") as process:
            assert becomes(lambda query=query, process=process: bank.is_true(query) or process.poll() is not None), (
                moment
            )
            process.send_signal(signal.SIGKILL)
        if bank.is_true(MARKED):  # or it was quicker than we
            refused = bank.run("serve")
            assert (refused.returncode, "A migration of the database was cut short" in refused.stderr) == (2, True)
    last = bank.run("migrate")
    assert (last.returncode, last.stderr) == (0, "")
    assert not bank.is_true(MARKED)
    assert bank.is_true("SELECT NOT has_table_privilege('qiao_app', 'audit_event', 'DELETE')")
    assert bank.is_true("SELECT NOT has_table_privilege('qiao_app', 'server_migrationmark', 'DELETE')")


@pytest.mark.slow
def test_the_shorter_way_makes_what_django_makes(bank: Bank, cluster: postgres.Cluster, tmp_path: Path) -> None:
    assert bank.run("migrate").returncode == 0
    with empty(cluster, tmp_path / "other") as other:
        given = environment(other.home, **other.environment)
        subprocess.run([sys.executable, "-c", PLAINLY], env=given, check=True, capture_output=True, text=True)
        made, expected = bank.schema(), other.schema()
    assert len(expected) > 1_000
    assert {one for one in made if one[1] != "server_migrationmark"} == expected


@pytest.mark.slow
def test_a_lost_connection_is_one_sentence_and_the_next_one_finishes(bank: Bank) -> None:
    with bank.start("migrate") as process:
        becomes(lambda: bank.is_true(MOMENTS["the mark is set"]) or process.poll() is not None)
        bank.write(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{bank.name}' "
            "AND pid <> pg_backend_pid()"
        )
        _, told = process.communicate()
    assert (process.returncode, "The connection to the database was lost" in told) == (2, True), told
    assert len(told.strip().splitlines()) == 2
    assert bank.run("migrate").returncode == 0


@pytest.mark.slow
def test_a_database_of_another_version_is_refused_by_every_verb(bank: Bank) -> None:
    refused = bank.run("worker")
    assert (refused.returncode, "is not at this version" in refused.stderr) == (2, True)
    assert bank.run("migrate").returncode == 0
    bank.write("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', now())")
    for verb in ("serve", "migrate"):
        refused = bank.run(verb)
        assert (refused.returncode, "newer version of Qiao" in refused.stderr) == (2, True)
    assert not bank.is_true(MARKED), "an older version leaves a newer database as it was"
    bank.write("INSERT INTO server_migrationmark VALUES (now())")
    with psycopg.connect(bank.cluster.url(postgres.OWNER, bank.name)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [0x71_69_61_6F])
        assert "is being migrated right now" in bank.run("serve").stderr


@pytest.mark.slow
def test_the_sample_is_refused_where_there_is_anything_else(bank: Bank) -> None:
    bank.write("CREATE TABLE ledger_of_another_program (id int)")
    refused = bank.run("demo")
    assert (refused.returncode, "only ever made in an empty one" in refused.stderr) == (2, True)
    assert not bank.is_true("SELECT to_regclass('django_migrations') IS NOT NULL"), "nothing was changed"
