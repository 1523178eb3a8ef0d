"""The web server: several processes behind one address."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from qiao.desk.server import migrating


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens and with how many processes."""

    host: str
    port: int
    processes: int


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, told by us rather than by its own command line."""

    def __init__(self, address: Address) -> None:
        self._address = address
        super().__init__()

    def load_config(self) -> None:
        """Give Gunicorn its settings."""
        self.cfg.set("bind", f"{self._address.host}:{self._address.port}")
        self.cfg.set("workers", self._address.processes)
        self.cfg.set("threads", 4)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("control_socket_disable", True)

    def load(self) -> Any:
        """The application that each process runs."""
        return get_wsgi_application()


def serve(address: Address) -> None:
    """Serve until told to stop."""
    migrating.need_current()
    collect_static()
    _Server(address).run()


def collect_static() -> None:
    """Gather every static file under its hashed name."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
