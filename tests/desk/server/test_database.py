"""What is wrong with the database is one sentence in each language, and never holds the password."""

from pathlib import Path

import psycopg
import pytest
from server.commands import qiao

from qiao.desk.errors import SetupError
from qiao.desk.server import database, keys, postgres
from qiao.desk.server.database import Database, look


def refusal(url: str, *, as_owner: bool = False) -> str:
    """The English sentence; the Chinese one is there too."""
    with pytest.raises(SetupError) as caught:
        look(url, variable="DATABASE_URL", as_owner=as_owner)
    assert caught.value.exit_status == 2
    zh, en = caught.value.text
    assert all(len(text.splitlines()) == 1 for text in (zh, en))
    return en


@pytest.mark.parametrize(
    "url",
    ["mysql://qiao:hidden@host/qiao", "qiao", "host=localhost password=hidden", "postgresql://host?nonsense=hidden"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    said = refusal(url)
    assert "DATABASE_URL is no address of PostgreSQL" in said
    assert "hidden" not in said


def test_nobody_there() -> None:
    assert "localhost:1 cannot be reached" in refusal("postgresql://qiao_app:hidden@localhost:1/qiao")


def test_a_wrong_password(cluster: postgres.Cluster) -> None:
    url = cluster.url(postgres.APP).replace(cluster.passwords[postgres.APP], "guess")
    assert refusal(url) == "The database refuses the password of qiao_app: check DATABASE_URL."


def test_no_such_database(cluster: postgres.Cluster) -> None:
    assert "has no database nowhere" in refusal(cluster.url(postgres.APP, "nowhere"))


def test_the_desk_never_runs_as_the_owner(cluster: postgres.Cluster) -> None:
    assert "names qiao_owner: the desk runs as qiao_app only" in refusal(cluster.url(postgres.OWNER))
    assert "names qiao_super" in refusal(cluster.url(postgres.SUPERUSER))


def test_tables_are_never_changed_as_the_desk(cluster: postgres.Cluster) -> None:
    assert "who may not change tables" in refusal(cluster.url(postgres.APP), as_owner=True)


def test_an_old_server(cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    assert "Qiao needs 99 or later" in refusal(cluster.url(postgres.APP))


def test_a_lost_connection_is_a_sentence() -> None:
    with pytest.raises(SetupError, match="run `qiao migrate` again"), database.lost_is_told("qiao migrate"):
        raise psycopg.OperationalError("the server closed the connection unexpectedly")


@pytest.mark.parametrize(
    ("is_sample", "is_used", "is_refused"), [(True, True, False), (False, False, False), (False, True, True)]
)
def test_a_sample_is_made_in_an_empty_database_or_its_own(is_sample: bool, is_used: bool, is_refused: bool) -> None:
    found = Database(is_sample, is_used)
    if is_refused:
        with pytest.raises(SetupError, match="only ever made in an empty one"):
            database.need_free(found)
    else:
        database.need_free(found)


def test_without_a_key_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="There is no secret key"):
        keys.read(tmp_path)
    made = keys.make(tmp_path)
    assert keys.read(tmp_path) == made
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_binaries_that_are_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QIAO_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(SetupError, match="lacks postgres, initdb or pg_ctl"):
        postgres._binaries.__wrapped__()


@pytest.mark.slow
def test_a_home_that_is_no_folder_is_refused_without_a_traceback(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file")
    refused = qiao(home, "migrate")
    assert refused.returncode == 2
    assert str(home) in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 2
