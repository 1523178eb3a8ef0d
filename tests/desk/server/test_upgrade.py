"""A small bank of each earlier version, from its own backup: this version restores it, brings it forward on the way and works on."""

import json
import re
import tarfile
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest
from server.commands import Server, database_of, qiao, serving
from server.releases import bank
from server.test_restore_drill import counts

from qiao.desk.server import keys, postgres

RELEASES = sorted(path for path in Path(bank.__file__).parent.iterdir() if (path / "told.json").exists())
NEWER = "account_id,date,balance\nA4,2026-01-05,600000.00\n"


def signed_in(server: Server, number: str) -> OpenerDirector:
    """Somebody's browser, with the password that they had before."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    place = f"http://127.0.0.1:{server.port}/account/login/"
    form = browser.open(place, timeout=30).read().decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form))
    sent = {"csrfmiddlewaretoken": token, "login": number, "password": bank.PASSWORD}
    with browser.open(place, urlencode(sent).encode(), timeout=30) as answer:
        assert not answer.url.startswith(place), answer.read().decode()
    return browser


def events(url: str, code: str) -> int:
    """How many of a kind the trail has."""
    with psycopg.connect(url) as there:
        (count,) = there.execute("SELECT count(*) FROM audit_event WHERE code = %s", [code]).fetchone() or (0,)
    return int(count)


@pytest.mark.slow
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_bank_of_an_earlier_version_works_on(release: Path, tmp_path: Path) -> None:
    told = json.loads((release / "told.json").read_text(encoding="utf-8"))
    home, environment = tmp_path / "home", bank.ENVIRONMENT
    with tarfile.open(release / "backup.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    home.mkdir(mode=0o700)
    (home / keys.FILE).write_text(bank.KEY)
    restored = qiao(home, "restore", str(tmp_path / "backup"), **environment)
    assert restored.returncode == 0, restored.stderr
    with database_of(home) as cluster:
        assert events(cluster.url(postgres.APP), "backup.restored") == 1
        found = counts(cluster.url(postgres.APP))
        found["audit_event"] -= 1  # that event
        assert {table: found[table] for table in told["counts"]} == told["counts"]

        assert qiao(home, "audit", "verify", **environment).returncode == 0
        verified = qiao(home, "verify", str(home / "runs" / told["run"]), **environment)
        assert (verified.returncode, told["seal"] in verified.stdout) == (0, True), verified.stdout

        batch = tmp_path / "2026-01-05"
        batch.mkdir()
        (batch / "balances.csv").write_text(NEWER, encoding="utf-8")
        ingested = qiao(home, "ingest", str(batch), **environment)
        assert (ingested.returncode, "The desk shows batch 3" in ingested.stdout) == (0, True), ingested.stderr

        with serving(home, tmp_path / "log", "--no-worker", "--processes", "1", **environment) as server:
            _need_pages(server, told["scores"]["rm3"])


def _need_pages(server: Server, score: str) -> None:
    """The pages that a manager opens every day show what there was: a client, what was written of it, the score."""
    browser = signed_in(server, "rm3")

    def page(path: str) -> str:
        with browser.open(f"http://127.0.0.1:{server.port}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    listed = page("/clients/")
    company = re.findall(r'href="(/clients/[0-9a-f-]{36}/)"[^>]*>\s*甲公司', listed)[0]
    assert "甲公司" in page(company)
    assert "拜访财务部" in page(f"{company}notes/")
    assert "林晓" in page(f"{company}people/")
    assert "contract.pdf" in page(f"{company}documents/")
    assert score in page("/score/")
    for path in ("/", "/plan/", "/growth/", "/clients/handovers/", "/notices/", "/account/"):
        assert page(path)
