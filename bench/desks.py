"""A desk with a bank in it, to be asked in this process or served in others, and people signed in to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import figures
import million

PATIENCE = 120  # seconds for a server to answer on a loaded machine
SAMPLE = "QIAO_BENCH_SAMPLE"  # names the home of the sample bank; else it is kept beside the figures


@contextmanager
def sample() -> Iterator[Path]:
    """The sample bank in its home, and Django set up on it; making it takes minutes, so it is kept for the next script.

    At the small size it is the desk that the other scripts have anyway, with people of the same roles.
    """
    if figures.IS_SMALL:
        with million.desk() as place:
            yield place
        return
    place = Path(os.environ.get(SAMPLE) or figures.BUILT / "sample-home")
    place.parent.mkdir(parents=True, exist_ok=True)
    os.environ["QIAO_HOME"] = str(place)
    os.environ["QIAO_LOG"] = "error"
    os.environ.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-m", "qiao", "demo"], check=True, capture_output=True)
    from qiao.desk.server import setup, static

    with setup.ready():
        from django.db import connection

        static.collect()
        yield place
        connection.close()


def cookie(person: object) -> str:
    """A session of this person, as a browser keeps it."""
    from django.conf import settings
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def served(home: Path, processes: int = 2) -> Iterator[tuple[str, int]]:
    """`qiao serve` on this home: its address and the master's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    outside = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "QIAO_SECRET_KEY"}}
    words = ["serve", "--port", str(port), "--processes", str(processes)]
    server = subprocess.Popen(
        [sys.executable, "-m", "qiao", *words], env=outside | {"QIAO_HOME": str(home)}, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by itself it would leave the server behind
    try:
        _wait_for(address, server)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and server.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the server did not start")
