"""A bank's first administrator, appointed from the command line."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from cast import Cast
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from psycopg import sql
from server.commands import qiao

from qiao.desk.audit.models import Event
from qiao.desk.common.roles import Role
from qiao.desk.errors import SetupError
from qiao.desk.people import founding
from qiao.desk.people.actions import branches
from qiao.desk.people.models import Branch, User
from qiao.desk.server import postgres
from qiao.desk.server.models import Installation


def accepts(password: str) -> bool:
    return authenticate(RequestFactory().get("/"), username="000001", password=password) is not None


@pytest.mark.django_db
def test_an_empty_database_gets_its_head_office_and_administrator(client: Client) -> None:
    password = founding.appoint("000001", "张守正")
    admin = User.objects.get()
    assert (admin.name, admin.has_role(Role.ADMIN), Branch.objects.get().name) == ("张守正", True, "总行")
    assert not Installation.objects.get().is_sample
    codes = list(Event.objects.order_by("pk").values_list("code", flat=True))
    assert codes[:4] == ["branch.created", "user.created", "post.given", "user.password_given"]
    client.post("/account/login/", {"login": "000001", "password": password})
    assert client.get("/").headers["Location"] == "/account/password/"
    with pytest.raises(SetupError, match="already"):  # they were here
        founding.appoint("000001", "张守正")


@pytest.mark.django_db
def test_a_password_that_was_lost_is_given_anew_until_the_first_sign_in() -> None:
    lost, found = founding.appoint("000001", "张守正"), founding.appoint("000001", "张守正")
    assert (accepts(lost), accepts(found)) == (False, True)
    assert User.objects.count() == 1
    with pytest.raises(SetupError, match="already"):
        founding.appoint("000002", "李守正")


@pytest.mark.django_db
def test_an_administrator_who_lost_everything_is_let_in_again() -> None:
    founding.appoint("000001", "张守正")
    admin = User.objects.get()
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    password = founding.let_in("000001")
    assert accepts(password)
    assert not Authenticator.objects.exists()
    codes = list(Event.objects.order_by("-pk").values_list("code", "by")[:4])
    assert codes == [
        (code, None)
        for code in ("user.sessions_ended", "user.password_given", "user.sessions_ended", "user.factors_removed")
    ]


def test_only_an_administrator_is_let_in(cast: Cast) -> None:
    for number in ("rm", "hr", "nobody"):
        with pytest.raises(SetupError, match="no administrator"):
            founding.let_in(number)


def test_a_sample_stays_a_sample(cast: Cast) -> None:
    with pytest.raises(SetupError, match="sample"):
        founding.appoint("000001", "张守正")


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "name"), [("有空格 1", "张守正"), ("", "张守正"), ("000001", ""), ("1" * 21, "张")])
def test_a_number_or_a_name_that_will_not_do_leaves_nothing(number: str, name: str) -> None:
    with pytest.raises(SetupError):
        founding.appoint(number, name)
    assert not User.objects.exists()
    assert not Installation.objects.exists()
    assert branches.create(by=None, code="HO", name="总行")  # nothing stands in its way


@pytest.fixture
def bank(cluster: postgres.Cluster) -> Iterator[dict[str, str]]:
    """The environment of an empty database of a bank's."""
    name = f"bank_{time.monotonic_ns()}"
    with psycopg.connect(cluster.url(postgres.SUPERUSER, "postgres"), autocommit=True) as superuser:
        words = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        superuser.execute(words.format(sql.Identifier(name), sql.Identifier(postgres.OWNER)))
        yield {
            "DATABASE_URL": cluster.url(postgres.APP, name),
            "DATABASE_OWNER_URL": cluster.url(postgres.OWNER, name),
            "QIAO_SECRET_KEY": "a key for tests alone, which guards nothing at all",
            "QIAO_LANG": "en",
        }
        superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.slow
def test_the_verb_prints_the_password_alone_and_refuses_in_one_sentence(bank: dict[str, str], tmp_path: Path) -> None:
    words = ("people", "first-admin", "000001", "张守正")
    early = qiao(tmp_path, *words, **bank)
    assert (early.returncode, early.stdout) == (2, "")
    assert qiao(tmp_path, "migrate", **bank).returncode == 0
    done = qiao(tmp_path, *words, **bank)
    assert done.returncode == 0
    assert len(done.stdout.strip()) == 19
    assert "000001" in done.stderr
    refused = qiao(tmp_path, "people", "first-admin", "000002", "李守正", **bank)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr
