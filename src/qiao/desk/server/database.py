"""The database before Django meets it: is it there, does it let us in, as whom, and is it a sample."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import conninfo

from qiao.desk.common.outages import is_lost
from qiao.desk.errors import SetupError
from qiao.desk.server.postgres import APP

OLDEST = 15  # the major version; older ones lack what the migrations use
_WAIT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Database:
    """What was found."""

    is_sample: bool
    is_used: bool  # by a bank: there are people in it, or tables that are not ours


def look(url: str, *, variable: str, as_owner: bool) -> Database:
    """Go in once and see.

    Args:
        url: the address.
        variable: where it was written, for the sentence.
        as_owner: whether tables are to be changed.

    Raises:
        SetupError: it cannot be used; says why.
    """
    with _connected(url, variable) as connection:
        if connection.info.server_version < OLDEST * 10_000:
            found = connection.info.server_version // 10_000
            raise SetupError(
                f"数据库是 PostgreSQL {found},Qiao 需要 {OLDEST} 或更新的版本:请升级数据库。",
                f"The database is PostgreSQL {found} and Qiao needs {OLDEST} or later: upgrade it.",
            )
        _need_role(connection, variable, as_owner=as_owner)
        return Database(_is_sample(connection), _is_used(connection))


def need_free(found: Database) -> None:
    """SetupError unless a sample may be made here, or is here already."""
    if found.is_used and not found.is_sample:
        raise SetupError(
            "数据库里已有样例以外的内容,样例只能建在空库中。",
            "The database holds something else than the sample, which is only ever made in an empty one.",
        )


@contextmanager
def lost_is_told(again: str) -> Iterator[None]:
    """A connection that is lost meanwhile becomes a sentence.

    Args:
        again: the command to run again.
    """
    from django.db import Error  # noqa: PLC0415  # only when Django is set up

    try:
        yield
    except (Error, psycopg.Error) as error:
        if not is_lost(error):
            raise
        raise SetupError(
            f"与数据库的连接中断,未完成的步骤已撤销:请确认数据库在运行,然后再次运行 {again}。",
            f"The connection to the database was lost and the step at work is undone: see that it runs, then run `{again}` again.",
        ) from error


# --- going in --------------------------------------------------------------------------------------------------------


@contextmanager
def _connected(url: str, variable: str) -> Iterator[psycopg.Connection]:
    try:
        where = conninfo.conninfo_to_dict(url)
        if not url.startswith(("postgresql://", "postgres://")):
            raise psycopg.ProgrammingError
    except psycopg.ProgrammingError:  # its message may hold the password
        raise SetupError(
            f"{variable} 不是 PostgreSQL 地址:应如 postgresql://qiao_app:密码@主机:5432/qiao。",
            f"{variable} is no address of PostgreSQL: it reads postgresql://qiao_app:PASSWORD@HOST:5432/qiao.",
        ) from None
    try:
        connection = psycopg.connect(url, connect_timeout=_WAIT_SECONDS, autocommit=True)
    except psycopg.OperationalError as error:
        raise _refusal(error, where, variable) from error
    with connection:
        yield connection


def _refusal(error: psycopg.OperationalError, where: Mapping[str, object], variable: str) -> SetupError:
    """Why the server did not let us in; it tells no code, so what it says decides."""
    said = str(error)
    user, name = where.get("user", ""), where.get("dbname", "")
    if "password" in said or "authentication failed" in said:
        return SetupError(
            f"数据库不接受 {user} 的密码:请检查 {variable}。",
            f"The database refuses the password of {user}: check {variable}.",
        )
    if f'"{name}"' in said and "does not exist" in said:
        return SetupError(
            f"数据库服务器上没有 {name} 库:请先建库(见 docs/operations.md),或检查 {variable}。",
            f"The database server has no database {name}: create it (docs/operations.md), or check {variable}.",
        )
    host = f"{where.get('host', 'localhost')}:{where.get('port', 5432)}"
    reason = said.strip().splitlines()[-1].strip() if said.strip() else type(error).__name__
    return SetupError(
        f"无法连接数据库 {host}({reason}):请确认它在运行,并检查 {variable}。",
        f"The database at {host} cannot be reached ({reason}): see that it runs, and check {variable}.",
    )


def _need_role(connection: psycopg.Connection, variable: str, *, as_owner: bool) -> None:
    user = connection.info.user
    if as_owner:
        if user == APP:
            raise SetupError(
                f"{variable} 用的是 {APP},它不能改表结构:请改用表的所有者,如 qiao_owner。",
                f"{variable} names {APP}, who may not change tables: name their owner, such as qiao_owner.",
            )
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            raise SetupError(
                f"数据库里没有角色 {APP}:请先建立(见 docs/operations.md)。",
                f"The database has no role {APP}: create it first (docs/operations.md).",
            )
        if not _one(connection, "SELECT has_schema_privilege('public', 'CREATE')"):
            raise SetupError(
                f"{user} 不能在库中建表:请把库的所有者设为 {user}(见 docs/operations.md)。",
                f"{user} may not create tables in the database: make {user} its owner (docs/operations.md).",
            )
    elif user != APP:
        raise SetupError(
            f"{variable} 用的是 {user}:工作台只以 {APP} 运行,它不能改表、不能删审计。",
            f"{variable} names {user}: the desk runs as {APP} only, who can neither change tables nor delete from the audit.",
        )


def _one(connection: psycopg.Connection, query: LiteralString) -> bool:
    row = connection.execute(query).fetchone()
    return bool(row and row[0])


def _is_there(connection: psycopg.Connection, table: str) -> bool:
    """Whether the table is there and may be read; before `qiao migrate` has ended it may be neither."""
    query = "SELECT has_table_privilege(to_regclass(%s), 'SELECT')"
    row = connection.execute(query, [f"public.{table}"]).fetchone()
    return bool(row and row[0])


def _is_sample(connection: psycopg.Connection) -> bool:
    there = _is_there(connection, "server_installation")
    return there and _one(connection, "SELECT bool_or(is_sample) FROM public.server_installation")


def _is_used(connection: psycopg.Connection) -> bool:
    if _is_there(connection, "people_user") and _one(connection, "SELECT EXISTS (SELECT FROM public.people_user)"):
        return True
    tables = _one(connection, "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
    return tables and not _one(connection, "SELECT to_regclass('public.server_migrationmark') IS NOT NULL")
