"""`qiao` as a person starts it: in a process of its own, with a home of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg
from psycopg import sql

from qiao.desk.server import postgres

_SOURCES = Path(__file__).resolve().parents[3] / "src"
_PATIENCE = 180  # seconds; a loaded machine is slow


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the test's own settings."""
    ours = {"QIAO_SECRET_KEY", "QIAO_HTTPS", "QIAO_HOME", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"QIAO_HOME": str(home), "PYTHONPATH": str(_SOURCES)} | more


def qiao(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    command = [sys.executable, "-m", "qiao", *words]
    return subprocess.run(command, env=environment(home, **more), capture_output=True, text=True, check=False)


@contextmanager
def database_of(home: Path) -> Iterator[postgres.Cluster]:
    """The home's private server, running for every verb of a test; it needn't outlive a fall of the machine.

    Nor do its plans hang on when a background process last counted a table.
    """
    with postgres.running(home) as cluster:
        with psycopg.connect(cluster.url(postgres.SUPERUSER, "postgres"), autocommit=True) as superuser:
            for name in ("fsync", "full_page_writes", "autovacuum"):
                superuser.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
            superuser.execute("SELECT pg_reload_conf()")
        yield cluster


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def becomes(what: Callable[[], object], seconds: float = _PATIENCE) -> bool:
    """Whether it becomes true within a while."""
    limit = time.monotonic() + seconds
    while not what():
        if time.monotonic() > limit:
            return False
        time.sleep(0.05)
    return True


class Server:
    """A running `qiao serve`."""

    def __init__(self, home: Path, log: Path, *words: str, **more: str) -> None:
        self.port = free_port()
        self.log = log
        command = [sys.executable, "-m", "qiao", "serve", "--port", str(self.port), *words]
        with log.open("w") as output:
            self.process = subprocess.Popen(command, env=environment(home, **more), stdout=output, stderr=output)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; status 0 if nobody answers."""
        asked = Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urlopen(asked, timeout=10) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()
        except (URLError, OSError):
            return 0, {}, b""

    def is_alive(self) -> bool:
        """Whether pages are answered."""
        return self.process.poll() is not None or self.get("/healthz")[0] == 200

    def children(self) -> dict[int, str]:
        """The server's own processes and their command lines, all generations."""
        return descendants(self.process.pid)

    def end(self, sign: int = signal.SIGTERM) -> None:
        """Send a signal and wait for the end."""
        self.process.send_signal(sign)
        self.process.wait(_PATIENCE)


@contextmanager
def serving(home: Path, log: Path, *words: str, **more: str) -> Iterator[Server]:
    """A server that answers."""
    server = Server(home, log, *words, **more)
    try:
        assert becomes(server.is_alive)
        assert server.process.poll() is None, log.read_text()
        yield server
    finally:
        if server.process.poll() is None:
            server.end()


def descendants(of: int) -> dict[int, str]:
    """Every process below this one."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = folder.joinpath("cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    found: dict[int, str] = {}
    layer = {of}
    while layer := {pid for pid, parent in parents.items() if parent in layer}:
        found |= {pid: commands[pid] for pid in layer}
    return found
