"""Sign-on by the bank's directory: a real slapd."""

from collections.abc import Iterator
from pathlib import Path

import directory_server
import pytest
from cast import Cast
from directory_server import Directory
from django.test import Client
from pytest_django import Settings

from qiao.desk.audit.models import Event
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import actions, directory
from qiao.desk.people.signing_on.models import FirstPassword, Guesses

BOTH = [f"qiao.desk.people.signing_on.backends.{name}Backend" for name in ("Directory", "Local")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with directory_server.running(tmp_path_factory.mktemp("directory")) as running:
        yield running


@pytest.fixture
def ask(server: Directory, settings: Settings, cast: Cast) -> Settings:
    """The desk asks the directory, then itself."""
    settings.LDAP = server.settings()
    settings.AUTHENTICATION_BACKENDS = BOTH
    return settings


def sign_on(client: Client, number: str, password: str) -> int:
    return client.post("/account/login/", {"login": number, "password": password}).status_code


def test_a_person_anywhere_in_the_tree_signs_on(ask: Settings, cast: Cast, client: Client) -> None:
    assert sign_on(client, "rm", "directory-rm") == 302
    assert client.get("/").status_code == 200
    before = (cast.rm.name, cast.rm.password)
    cast.rm.refresh_from_db()
    assert (cast.rm.name, cast.rm.password) == before


def test_a_given_password_that_ran_out_bars_nobody_from_the_directory(
    ask: Settings, cast: Cast, client: Client
) -> None:
    actions.give_password(cast.rm, by=cast.admin)
    FirstPassword.objects.update(expires_at=cast.rm.first_password.expires_at - 2 * actions.FIRST_PASSWORD_LASTS)
    assert sign_on(client, "rm", "directory-rm") == 302


def test_a_wrong_password_is_refused(ask: Settings, client: Client) -> None:
    assert sign_on(client, "rm", "directory-rm2") == 422


def test_whoever_only_the_directory_knows_is_refused_and_not_made(ask: Settings, client: Client) -> None:
    before = User.objects.count()
    assert sign_on(client, "stranger", "directory-stranger") == 422
    assert User.objects.count() == before
    assert "stranger" not in str(list(Event.objects.values()))


def test_a_leaver_is_refused(ask: Settings, cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.rm2.pk).update(left_on="2024-06-30")
    assert sign_on(client, "rm2", "directory-rm2") == 422


def test_a_number_that_two_entries_have_is_nobodys(ask: Settings, client: Client) -> None:
    assert sign_on(client, "rm3", "directory-rm3") == 422


@pytest.mark.parametrize("password", ["", "\0"])
def test_a_bind_without_a_password_is_never_tried(ask: Settings, password: str) -> None:
    assert not directory.accepts("rm", password)


@pytest.mark.parametrize(
    "number", ["*", "r*", "rm)(uid=*", "rm)(|(uid=*", "rm\\2a", "rm,ou=people", "\0", "(", "r\\6d"]
)
def test_a_number_is_never_a_filter(ask: Settings, number: str) -> None:
    assert not directory.accepts(number, "directory-rm")


@pytest.mark.parametrize("url", ["ldaps://127.0.0.1:{tls_port}", "ldap://127.0.0.1:{port}"])
def test_both_ways_of_encrypting_work(ask: Settings, server: Directory, url: str) -> None:
    ask.LDAP = server.settings(url=url.format(port=server.port, tls_port=server.tls_port))
    assert directory.accepts("rm", "directory-rm")


@pytest.mark.parametrize("url", ["ldaps://127.0.0.1:{tls_port}", "ldap://127.0.0.1:{port}"])
def test_a_certificate_of_a_stranger_is_refused(ask: Settings, server: Directory, tmp_path: Path, url: str) -> None:
    directory_server.certify(tmp_path / "other", "127.0.0.1")
    address = url.format(port=server.port, tls_port=server.tls_port)
    ask.LDAP = server.settings(url=address, ca=str(tmp_path / "other.pem"))
    with pytest.raises(directory.DirectoryDownError):
        directory.accepts("rm", "directory-rm")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the package drops a socket unclosed
def test_a_certificate_for_another_name_is_refused(ask: Settings, server: Directory) -> None:
    ask.LDAP = server.settings(url=f"ldaps://localhost:{server.tls_port}")
    with pytest.raises(directory.DirectoryDownError):
        directory.accepts("rm", "directory-rm")


def test_when_it_is_down_ones_own_password_works(ask: Settings, server: Directory, client: Client) -> None:
    ask.LDAP = server.settings(url="ldaps://127.0.0.1:1")
    assert sign_on(client, "rm", "directory-rm") == 422
    assert sign_on(client, "rm", "qiao-sample") == 302


def test_when_only_the_directory_counts_its_silence_is_said_and_locks_nobody(
    ask: Settings, server: Directory, client: Client
) -> None:
    ask.LDAP = server.settings(url="ldaps://127.0.0.1:1", only=True)
    ask.AUTHENTICATION_BACKENDS = BOTH[:1]
    answer = client.post("/account/login/", {"login": "rm", "password": "qiao-sample"})
    assert answer.status_code == 422
    assert "目录服务" in answer.content.decode()
    assert not Guesses.objects.filter(failures__gt=0).exists()


def test_a_proof_again_asks_the_directory(ask: Settings, client: Client) -> None:
    sign_on(client, "rm", "directory-rm")
    assert client.post("/account/proof/", {"password": "wrong"}).status_code == 422
    assert (
        client.post("/account/proof/?next=/account/", {"password": "directory-rm"}).headers["Location"] == "/account/"
    )
