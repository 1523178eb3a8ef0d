"""A private PostgreSQL is shared by its users and gone after the last of them, however it ended."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from qiao.desk.server import postgres

USER = """
import sys, time
from pathlib import Path
from qiao.desk.server import postgres
with postgres.running(Path(sys.argv[1])) as cluster:
    print(cluster.folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose cluster is stopped and swept after the test."""
    return tmp_path / "home"


def is_gone(folder: Path) -> bool:
    """Whether the server stops within a while."""
    for _ in range(100):
        if not postgres.is_running(folder):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_the_server_outlives_one_user_and_not_the_last(home: Path) -> None:
    with postgres.running(home) as first:
        with postgres.running(home) as second:
            assert second == first
        with psycopg.connect(first.url(postgres.APP)) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (postgres.APP,)
    assert is_gone(first.folder)


@pytest.mark.slow
def test_a_user_killed_by_force_leaves_no_server(home: Path) -> None:
    user = subprocess.Popen([sys.executable, "-c", USER, str(home)], stdout=subprocess.PIPE, text=True)
    assert user.stdout is not None
    with user, user.stdout:
        folder = Path(user.stdout.readline().strip())
        assert postgres.is_running(folder)
        user.kill()
    assert is_gone(folder)


@pytest.mark.slow
def test_no_one_enters_without_a_password(home: Path) -> None:
    with postgres.running(home) as cluster:
        url = cluster.url(postgres.SUPERUSER).replace(cluster.passwords[postgres.SUPERUSER], "guess")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url)
        assert all(path.stat().st_mode & 0o077 == 0 for path in cluster.folder.glob("*.password"))
        assert cluster.folder.stat().st_mode & 0o077 == 0
