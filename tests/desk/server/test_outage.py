"""The database is stopped and started while people work: they are told so, nothing that was answered as kept is lost or doubled."""

import http.cookiejar
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest
from server.commands import Server, becomes, qiao, serving

from qiao.desk.people.sample_people import PASSWORD
from qiao.desk.server import postgres

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving")]
READERS, WRITERS = ("auditor", "risk"), ("rm", "rm2", "rm3", "lead", "branch")
PAGES = ("/", "/clients/?view=all", "/notices/", "/jobs/")
SENTENCES = ("数据库现在连不上", "The database cannot be reached just now")
PAUSE = 0.3  # seconds between what one person does and the next
AWAY = 4  # seconds for which the database is gone


class Person:
    """Somebody at a browser."""

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self._address = f"http://127.0.0.1:{server.port}"
        self._browser: OpenerDirector = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = self.ask("/account/login/")[1]
        self.ask("/account/login/", {"login": name, "password": PASSWORD, **token(page)})

    def ask(self, path: str, sent: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and page; a redirect is followed. Nobody answering is status 0."""
        body = urlencode(sent).encode() if sent is not None else None
        try:
            with self._browser.open(f"{self._address}{path}", body, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (URLError, OSError):
            return 0, ""


def token(page: str) -> dict[str, str]:
    """The form's own proof of where it comes from."""
    return dict(re.findall(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page)[:1])


@dataclass
class Day:
    """What people were answered: every status and the pages of outages, and what was said to be kept."""

    statuses: Counter[int] = field(default_factory=Counter)
    outages: list[str] = field(default_factory=list)
    kept: set[tuple[str, str]] = field(default_factory=set)
    sent: set[tuple[str, str]] = field(default_factory=set)

    def note(self, status: int, page: str) -> None:
        self.statuses[status] += 1
        if status == 503:
            self.outages.append(page)


def reads(person: Person, day: Day, over: threading.Event) -> None:
    """Open page after page."""
    while not over.wait(PAUSE):
        for page in PAGES:
            day.note(*person.ask(page))


def writes(person: Person, day: Day, over: threading.Event) -> None:
    """Keep one view of the list after another, each under a number of its own; one that was not kept is sent no second time."""
    number = 0
    while not over.wait(PAUSE) and number < 45:
        status, page = person.ask("/clients/views/new/")
        day.note(status, page)
        if status != 200:
            continue
        number += 1
        view = (person.name, f"no {number}")
        day.sent.add(view)
        status, page = person.ask("/clients/views/new/", {"name": view[1], "version": "0", "query": "", **token(page)})
        day.note(status, page)
        if status == 200 and view[1] in page:
            day.kept.add(view)


@contextmanager
def at_work(server: Server) -> Iterator[Day]:
    """People who read and write until the end."""
    day, over = Day(), threading.Event()
    people = [(reads, Person(server, name)) for name in READERS] + [(writes, Person(server, name)) for name in WRITERS]
    threads = [threading.Thread(target=work, args=(person, day, over)) for work, person in people]
    for thread in threads:
        thread.start()
    try:
        yield day
    finally:
        over.set()
        for thread in threads:
            thread.join()


def stop(home: Path, mode: str) -> None:
    """Stop the database as an operator does, or as a loss of power does."""
    folder = postgres._folder_of(home)
    postgres._run(folder, "pg_ctl", "stop", "-D", folder / "data", "-m", mode, "-w")


def checks(server: Server) -> dict[str, dict[str, object]]:
    """What `/readyz` says."""
    found: dict[str, dict[str, object]] = json.loads(server.get("/readyz")[2])["checks"]
    return found


def verifications(url: str) -> set[str]:
    """How far the jobs are that verify the trail."""
    with psycopg.connect(url) as database:
        found = database.execute("SELECT state FROM jobs_job WHERE kind = 'audit.verify'").fetchall()
        return {state for (state,) in found}


def verify_the_trail(auditor: Person) -> int:
    """Start a job."""
    return auditor.ask("/jobs/start/", {"kind": "audit.verify", **token(auditor.ask("/jobs/")[1])})[0]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_database_comes_and_goes_under_people_at_work(mode: str, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    made = qiao(home, "demo", "--people-only")
    assert made.returncode == 0, made.stderr
    with serving(home, log) as server:
        assert becomes(lambda: server.get("/readyz")[0] == 200)
        auditor = Person(server, "auditor")
        with at_work(server) as day:
            assert becomes(lambda: len(day.kept) > 5)
            assert set(day.statuses) == {200}
            processes = set(server.children())
            assert verify_the_trail(auditor) == 200
            stop(home, mode)
            assert becomes(lambda: server.get("/readyz")[0] == 503, 10)
            assert checks(server)["database"] == {"is_ok": False}
            assert server.get("/healthz")[0] == 200
            time.sleep(AWAY)
            status, page = auditor.ask("/")
            assert status == 503
            before = len(day.kept)
            with postgres.running(home) as cluster:
                assert becomes(lambda: auditor.ask("/")[0] == 200, 60), "pages come back by themselves"
                assert becomes(lambda: len(day.kept) > before + 5)
                assert becomes(lambda: server.get("/readyz")[0] == 200), checks(server)
            url = cluster.url(postgres.APP)
            assert becomes(lambda: verifications(url) == {"done"}), "what was begun before is done"
            assert verify_the_trail(auditor) == 200
            assert becomes(lambda: verifications(url) == {"done"})
            # Nobody restarted anything: the web processes and the worker are those of before.
            assert {
                pid for pid, command in server.children().items() if " serve " in command or " worker " in command
            } <= processes

        assert set(day.statuses) == {200, 503}, day.statuses
        for page in day.outages:
            assert all(sentence in page for sentence in SENTENCES)
            assert "Traceback" not in page
        with postgres.running(home) as cluster, psycopg.connect(cluster.url(postgres.APP)) as database:
            there = database.execute(
                "SELECT u.staff_number, v.name FROM clients_savedview v JOIN people_user u ON u.id = v.owner_id"
            ).fetchall()
            events = database.execute("SELECT count(*) FROM audit_event WHERE code = 'view.saved'").fetchone()
        assert day.kept <= set(there) <= day.sent
        assert len(there) == len(set(there)), "nothing is there twice"
        assert events == (len(there),), "each with the one event that was written with it"
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    traces = [line for line in lines if "exceptions" in line]
    assert not traces, json.dumps(traces, indent=1)
