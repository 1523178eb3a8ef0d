"""`qiao serve` as a bank starts it: it answers, looks after its processes, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from server.commands import Server, becomes, database_of, qiao, serving

from qiao.desk.server import postgres

MOST = 2 * 4 + 8  # a connection for each thread of the web, and what the background worker needs
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample's database."""
    made = tmp_path_factory.mktemp("serving") / "home"
    with database_of(made):
        done = qiao(made, "demo", "--people-only", "--lang", "en")
    assert done.returncode == 0, done.stderr
    return made


def cluster_of(home: Path) -> Path:
    """The folder of the private PostgreSQL."""
    return postgres._folder_of(home)


def workers(server: Server) -> set[int]:
    """The background workers."""
    return {pid for pid, command in server.children().items() if " worker " in command}


def web(server: Server) -> set[int]:
    """The web processes."""
    return {pid for pid, command in server.children().items() if " serve " in command}


def connections(server: Server) -> int:
    """The desk's connections to its database."""
    return int(re.search(rb"qiao_database_connections (\d+)", server.get("/metrics")[2])[1])  # type: ignore[index]


def test_a_server_answers_looks_after_its_processes_and_ends_whole(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(home, log, "--lang", "en") as server:
        assert becomes(
            lambda: f"The sample bank is at http://localhost:{server.port} : choose a card" in log.read_text()
        )

        status, headers, _ = server.get("/account/login/")
        assert status == 200
        assert re.fullmatch("[0-9a-f]{12}", headers["X-Request-ID"])

        manifest = json.loads(next((home / "static").glob("*/staticfiles.json")).read_text())["paths"]
        hashed = next(name for source, name in manifest.items() if source.endswith(".js"))
        status, headers, _ = server.get(f"/static/{hashed}", **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert headers["Cache-Control"] == "max-age=315360000, public, immutable"

        status, _, body = server.get("/readyz")
        checks = json.loads(body)["checks"]
        assert {"database", "version", "audit", "worker", "static"} == checks.keys()
        assert checks["static"] == checks["version"] == checks["database"] == {"is_ok": True}
        _, _, figures = server.get("/metrics")
        assert b'qiao_requests_total{method="GET",route="account_login",status="2xx"} 1.0' in figures
        assert 1 <= connections(server) <= MOST
        with ThreadPoolExecutor(16) as browsers:
            assert {
                status for status, _, _ in browsers.map(server.get, ["/account/login/"] * 64 + ["/readyz"] * 64)
            } <= {200, 503}
        assert connections(server) <= MOST, "each thread keeps its one"

        victim = min(web(server))
        os.kill(victim, signal.SIGKILL)
        assert becomes(lambda: victim not in web(server) and len(web(server)) == 2)
        assert becomes(lambda: server.get("/healthz")[0] == 200)

        assert becomes(lambda: workers(server))
        victim = min(workers(server))
        os.kill(victim, signal.SIGKILL)
        assert becomes(lambda: workers(server) - {victim})

        everyone = set(server.children())
        server.end()
        assert server.process.returncode == 0
    assert becomes(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))
    assert becomes(lambda: not postgres.is_running(cluster_of(home)))


def test_ctrl_c_ends_it_at_once_and_without_a_word(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(home, log) as server:
        assert server.get("/account/login/")[0] == 200
        before = log.read_text()
        for pid in (*web(server), server.process.pid):  # a terminal tells the whole group
            os.kill(pid, signal.SIGINT)
        server.process.wait(8)  # the web processes would be given ten seconds and then be killed
        assert server.process.returncode == 0
        assert log.read_text() == before


def test_a_master_killed_by_force_leaves_nothing(home: Path, tmp_path: Path) -> None:
    with serving(home, tmp_path / "log", "--processes", "1") as server:
        assert becomes(lambda: workers(server))
        everyone = set(server.children())
        server.end(signal.SIGKILL)
        assert becomes(lambda: server.get("/healthz")[0] == 0)
        assert becomes(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))
    assert becomes(lambda: not postgres.is_running(cluster_of(home)))


def test_a_port_in_use_is_refused_in_a_sentence(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = qiao(home, "serve", QIAO_PORT=str(port))
    assert refused.returncode == 2
    assert f"Port {port} is in use" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 2
