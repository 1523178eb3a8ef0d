"""The web server: several processes behind one address, and background workers beside them."""

import atexit
import errno
import gc
import ipaddress
import os
import shutil
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from qiao.desk.common.hubs import LOADED
from qiao.desk.errors import SetupError
from qiao.desk.server import database, migrating, static
from qiao.desk.server.background import Background
from qiao.desk.server.logs import ServerLog

_STATEMENT_SECONDS = 30  # a page whose query takes longer is given up; `qiao worker` has no such limit
_IDLE_SECONDS = 60  # a transaction that a page leaves open
_MADE_BETWEEN = 20_000  # new things between two searches for what nothing refers to


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens and with how many processes."""

    host: str
    port: int
    processes: int

    @property
    def url(self) -> str:
        """What a person on this machine types."""
        name = "localhost" if self.is_local else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def serve(address: Address, background: Background, found: database.Database, *, ready: Callable[[], None]) -> None:
    """Serve until told to stop.

    Args:
        address: where, and with how many processes.
        background: the workers beside them.
        found: what the database is.
        ready: called once, when pages are answered.

    Raises:
        SetupError: it is not safe or not possible to serve here; says why.
    """
    _need_safe(address, found)
    listener = _listen(address)
    with database.lost_is_told("qiao serve"):
        migrating.need_current()
    static.collect()
    _prepare_metrics(address)
    limit_statements()
    _Server(address, listener, background, ready).run()


# --- what is refused -------------------------------------------------------------------------------------------------


def _need_safe(address: Address, found: database.Database) -> None:
    if found.is_sample and not address.is_local:
        raise SetupError(
            f"样例库的密码人人知道,只能在本机使用:请去掉 --host {address.host}。",
            f"Everyone knows the sample's passwords, so it is served to this machine only: leave out --host {address.host}.",
        )
    if not settings.IS_HTTPS and not address.is_local:
        raise SetupError(
            f"不加密的页面只能在本机使用:请去掉 --host {address.host},或改用 HTTPS(QIAO_PROXY)。",
            f"Plain HTTP is for this machine only: leave out --host {address.host}, or serve over HTTPS (QIAO_PROXY).",
        )
    if settings.IS_HTTPS and not settings.PROXIES:
        raise SetupError(
            "页面只经 HTTPS 提供:请用 QIAO_PROXY 写明反向代理的地址;仅在本机试用时可设 QIAO_HTTPS=off。",
            "Pages are served over HTTPS only: name the reverse proxy's address in QIAO_PROXY, or set QIAO_HTTPS=off to try "
            "it on this machine.",
        )


def _listen(address: Address) -> socket.socket:
    """Take the port before anything slow is done, so that two servers never prepare for one port."""
    try:
        (family, _, _, _, place), *_ = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SetupError(
                f"端口 {address.port} 已被占用:请先停下占用它的程序,或用 QIAO_PORT 换一个端口。",
                f"Port {address.port} is in use: stop what uses it, or choose another one with QIAO_PORT.",
            ) from error
        raise SetupError(
            f"无法在 {address.host}:{address.port} 上监听({error.strerror}):请换一个地址或端口。",
            f"The server cannot listen on {address.host}:{address.port} ({error.strerror}): choose another address or port.",
        ) from error
    return listener


# --- what is prepared ------------------------------------------------------------------------------------------------


def _prepare_metrics(address: Address) -> None:
    """An empty folder in which the processes add up their figures; set before `prometheus_client` is loaded."""
    folder = Path(settings.HOME) / "run" / f"metrics-{address.port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def limit_statements() -> None:
    """What the database may spend on one statement of a page: so long, no processes beside the session's own, which others need.

    Nor does it compile one, which takes longer than a page may, or shun an index for fear of a disk's arm: what pages ask for lies in
    memory.
    """
    options = connections.settings["default"]["OPTIONS"]
    limits = f"-c statement_timeout={_STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout={_IDLE_SECONDS}s"
    limits += " -c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1"
    options["options"] = f"{options.get('options', '')} {limits}".strip()


# --- Gunicorn --------------------------------------------------------------------------------------------------------


class _Master(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's master process, which looks after the background workers too."""

    def __init__(self, app: BaseApplication, background: Background) -> None:
        self._background = background
        super().__init__(app)

    def manage_workers(self) -> None:
        """What the master does every second."""
        super().manage_workers()
        self._background.look_after()

    def stop(self, graceful: bool = True) -> None:
        """What the master does at its end."""
        self._background.end()
        super().stop(graceful)
        self._background.wait()


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by us rather than by its own command line."""

    def __init__(
        self, address: Address, listener: socket.socket, background: Background, ready: Callable[[], None]
    ) -> None:
        self._address, self._listener, self._background, self._ready = address, listener, background, ready
        super().__init__()

    def load_config(self) -> None:
        """Give Gunicorn its settings."""
        settings_ = {
            "bind": f"fd://{self._listener.detach()}",
            "workers": self._address.processes,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 75,  # longer than a proxy keeps a connection that nobody uses: nginx does for 60
            "control_socket_disable": True,
            "logger_class": ServerLog,
            "forwarded_allow_ips": ",".join(settings.PROXIES),
            "post_worker_init": self._begun,
            "child_exit": _forget_metrics,
        }
        for name, value in settings_.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, loaded once before the processes are forked; they share no connection."""
        application = get_wsgi_application()
        reverse("server:alive")  # every address is loaded now, not at the first request
        with database.lost_is_told("qiao serve"):
            list(LOADED.gather())
        connections.close_all()
        settle()
        atexit.register(gc.unfreeze)  # or DuckDB calls each of its own types leaked, at the end of every process
        return application

    def run(self) -> None:
        """Run until a signal ends it."""
        _Master(self, self._background).run()

    def _begun(self, worker: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the master's to hear, who then ends us
        if worker.age == 1:
            self._ready()


def settle() -> None:
    """What is loaded stays, shared by the processes; and one page makes thousands of things that are gone with it."""
    gc.freeze()
    gc.set_threshold(_MADE_BETWEEN)


def _forget_metrics(_: Arbiter, worker: Any) -> None:
    from prometheus_client import multiprocess  # noqa: PLC0415  # not before its folder is known

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
