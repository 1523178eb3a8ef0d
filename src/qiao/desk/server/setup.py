"""Getting ready to run: the environment that the settings read, and the database behind it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django

from qiao.desk.errors import SetupError
from qiao.desk.server import database, environment, homes, keys, postgres


@contextmanager
def ready(*, as_owner: bool = False, for_sample: bool = False, restoring: bool = False) -> Iterator[database.Database]:
    """Django set up on the bank's database, or on a private one that runs for as long as the context lasts.

    Args:
        as_owner: connect as the role that owns the tables, to change them.
        for_sample: the database is to become a sample, if it is none yet.
        restoring: the home is being restored; nobody else may use one that is half restored.

    Raises:
        SetupError: something that the environment should say is missing or wrong.
    """
    environment.need_understood()
    home = homes.place()
    homes.need_owner(home)
    if not restoring:
        homes.need_whole(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.desk.settings")
    if not os.environ.get("QIAO_SECRET_KEY"):
        os.environ["QIAO_SECRET_KEY"] = keys.make(home) if as_owner else keys.read(home)
    if os.environ.get("DATABASE_URL"):
        if as_owner:
            os.environ["DATABASE_URL"] = _owner_url()
        yield _set_up("DATABASE_OWNER_URL" if as_owner else "DATABASE_URL", as_owner=as_owner, for_sample=for_sample)
        return
    with postgres.running(home) as cluster:
        os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER if as_owner else postgres.APP)
        try:
            yield _set_up("DATABASE_URL", as_owner=as_owner, for_sample=for_sample)
        finally:
            del os.environ["DATABASE_URL"]


def _set_up(variable: str, *, as_owner: bool, for_sample: bool) -> database.Database:
    found = database.look(os.environ["DATABASE_URL"], variable=variable, as_owner=as_owner)
    if found.is_sample or for_sample:
        os.environ.setdefault("QIAO_HTTPS", "off")  # it is served to this machine only
        os.environ.setdefault("QIAO_ASSIGNMENTS", "desk")  # no bank stands behind it that would carry a handover out
    django.setup()
    return found


def _owner_url() -> str:
    url = os.environ.get("DATABASE_OWNER_URL")
    if not url:
        raise SetupError(
            "qiao migrate 要改表结构,只有表的所有者可以:请将 DATABASE_OWNER_URL 设为 qiao_owner 的数据库地址。",
            "qiao migrate changes tables, which only their owner may: set DATABASE_OWNER_URL to the database as qiao_owner.",
        )
    return url
