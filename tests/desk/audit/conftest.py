"""What the tests of the audit trail share: the database as its owner and as a superuser sees it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection

from qiao.desk.server import postgres


@pytest.fixture
def url_as(cluster: postgres.Cluster, transactional_db: None) -> Callable[[str], str]:
    """The address of this test's database for one of the three roles."""
    return lambda role: cluster.url(role, connection.settings_dict["NAME"])


@pytest.fixture
def forge(url_as: Callable[[str], str]) -> Callable[..., Any]:
    """Run SQL as a superuser with all triggers off: what nobody in the bank may do."""

    def forged(words: str, *parameters: object) -> None:
        with psycopg.connect(url_as(postgres.SUPERUSER), autocommit=True) as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute(words, parameters)  # type: ignore[arg-type]

    return forged


@pytest.fixture
def another(url_as: Callable[[str], str]) -> Iterator[psycopg.Connection]:
    """A second connection of the desk's own role, in a transaction of its own."""
    with psycopg.connect(url_as(postgres.APP)) as connected:
        yield connected
        connected.rollback()


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Path:
    """A home of the test's own, where heads are left."""
    settings.HOME = tmp_path
    return tmp_path
