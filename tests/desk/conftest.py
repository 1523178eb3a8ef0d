"""A real PostgreSQL for every test of the desk, which connects as `qiao_app` and has no more rights than in a bank."""

import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from cast import Cast, gather
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from psycopg import sql
from server.commands import database_of

from qiao.desk.audit import actions, limits
from qiao.desk.audit.witness import witness
from qiao.desk.clients import finding
from qiao.desk.people import proof
from qiao.desk.server import migrating, postgres

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps an event loop in the test's own thread

KEPT = {"django_migrations", "django_content_type", "auth_permission", "cache"}


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """The private server that all test processes share."""
    with database_of(Path(settings.HOME)) as running:
        yield running


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: postgres.Cluster, worker_id: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """A database of this process's own, migrated by its owner and then used as `qiao_app`."""
    name = f"test_{worker_id}"
    with psycopg.connect(cluster.url(postgres.SUPERUSER, "postgres"), autocommit=True) as superuser:
        superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        superuser.execute(words.format(sql.Identifier(name), sql.Identifier(postgres.OWNER)))
    with django_db_blocker.unblock():
        _connect_as(cluster, postgres.OWNER, name)
        migrating.migrate()
        _connect_as(cluster, postgres.APP, name)
        with pytest.MonkeyPatch.context() as patch:
            url = cluster.url(postgres.SUPERUSER, name)
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: _empty(url))
            yield
        witness.close()
        connection.close()


@pytest.fixture(scope="session")
def empty_tables(cluster: postgres.Cluster, django_db_setup: None) -> Callable[[], None]:
    """Empties every table after a worker that outlived its last test: until its end it began its daily work anew."""

    def empty() -> None:
        url = cluster.url(postgres.SUPERUSER, str(connection.settings_dict["NAME"]))
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name LIKE 'qiao-job-%'"
            )
        _empty(url)

    return empty


def _connect_as(cluster: postgres.Cluster, role: str, name: str) -> None:
    connection.close()
    connection.settings_dict.update(
        NAME=name, USER=role, PASSWORD=cluster.passwords[role], HOST=str(cluster.socket), PORT="", CONN_MAX_AGE=0
    )


def _empty(url: str) -> None:
    """Empty every table, also those that the desk itself may only add to."""
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        found = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = [sql.Identifier(name) for (name,) in found if name not in KEPT]
        emptying = sql.SQL("; ").join(
            sql.SQL("DELETE FROM {}").format(name) for name in names
        )  # few rows: TRUNCATE is slow
        for _ in range(10):  # a worker at work may read the same tables in another order
            with suppress(psycopg.errors.DeadlockDetected):
                superuser.execute(emptying)
                break


@pytest.fixture(autouse=True)
def how_common_words_are_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process asks the database now and then: no page's number of questions hangs on the moment. No word is common."""
    monkeypatch.setattr(finding, "_known", (math.inf, {}))


@pytest.fixture(autouse=True)
def no_refusal_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refusals are written on a connection of their own, so they are there when the test's transaction is rolled back."""
    before = witness.written
    yield
    if witness.written != before:
        url = request.getfixturevalue("cluster").url(postgres.SUPERUSER, connection.settings_dict["NAME"])
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("DELETE FROM audit_event")
    actions.limiter = limits.Limiter()


@pytest.fixture
def cast(db: None) -> Cast:
    """The bank's named people, who play in every test."""
    return gather()


@pytest.fixture
def sign_in() -> "type[Client]":
    """`sign_in(person)` gives that person's browser; `proved=True` as if they had just proved who they are."""

    def signed_in(person: object, *, proved: bool = False) -> Client:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        if proved:
            session = client.session
            session[proof.KEY] = time.time()
            session.save()
        return client

    return signed_in
