"""Getting ready to run: the environment that the settings read, and the database behind it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from qiao.desk.errors import SetupError
from qiao.desk.server import keys, postgres


@contextmanager
def ready(*, as_owner: bool = False) -> Iterator[None]:
    """Django set up on the bank's database, or on a private one that runs for as long as the context lasts.

    Args:
        as_owner: connect as the role that owns the tables, to change them.

    Raises:
        SetupError: something that the environment should say is missing.
    """
    home = Path(os.environ.get("QIAO_HOME", "~/.qiao")).expanduser()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.desk.settings")
    if not os.environ.get("QIAO_SECRET_KEY"):
        os.environ["QIAO_SECRET_KEY"] = keys.make(home) if as_owner else keys.read(home)
    if os.environ.get("DATABASE_URL"):
        if as_owner:
            os.environ["DATABASE_URL"] = _owner_url()
        django.setup()
        yield
        return
    with postgres.running(home) as cluster:
        os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER if as_owner else postgres.APP)
        django.setup()
        yield


def _owner_url() -> str:
    url = os.environ.get("DATABASE_OWNER_URL")
    if not url:
        raise SetupError(
            "qiao migrate 要改表结构,只有表的所有者可以:请将 DATABASE_OWNER_URL 设为 qiao_owner 的数据库地址。",
            "qiao migrate changes tables, which only their owner may: set DATABASE_OWNER_URL to the database as qiao_owner.",
        )
    return url
