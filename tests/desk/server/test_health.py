"""Health is for monitors: exact, and to everybody else not there."""

from pathlib import Path

import pytest
from django.db import InterfaceError
from django.test import Client
from pytest_django import Settings

from qiao.desk.server import health, marks

PAGES = ["/healthz", "/readyz", "/metrics"]


@pytest.fixture
def gathered(settings: Settings, tmp_path: Path) -> None:
    """As if static files were gathered."""
    (tmp_path / "staticfiles.json").write_text("{}")
    settings.STATIC_ROOT = tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_nothing(client: Client, db: None, page: str) -> None:
    assert client.get(page, REMOTE_ADDR="192.0.2.1").status_code == 404
    assert client.get(page, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.post(page).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_a_monitor_of_the_banks_needs_no_sign_in(
    client: Client, db: None, settings: Settings, page: str, gathered: None
) -> None:
    settings.MONITORS = ["192.0.2.0/24"]
    assert client.get(page, REMOTE_ADDR="192.0.2.1").status_code in {200, 503}
    assert client.get(page).status_code == 404


def test_alive_asks_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_everything_there(client: Client, db: None, gathered: None) -> None:
    told = client.get("/readyz").json()
    assert told["checks"].keys() == {"static", "database", "version", "audit", "worker"}
    assert {name: check["is_ok"] for name, check in told["checks"].items() if name != "worker"} == {
        "static": True,
        "database": True,
        "version": True,
        "audit": True,
    }


def test_each_lack_is_named(
    client: Client, db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setattr(marks, "_TABLE", "django_migrations")  # which holds rows, as a mark left behind would
    monkeypatch.setattr(health, "unsealed_age", lambda: 2 * health.UNSEALED_AT_MOST)
    response = client.get("/readyz")
    assert response.status_code == 503
    told = response.json()
    assert not told["ready"]
    assert told["checks"]["static"] == told["checks"]["version"] == {"is_ok": False}
    assert told["checks"]["audit"] == {"is_ok": False, "seconds": 120.0}


def test_without_a_database_it_answers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def gone() -> health.Check:
        asked.append("once")
        raise InterfaceError

    monkeypatch.setattr(health, "_IN_THE_DATABASE", {"database": gone, "version": gone})
    told = health.as_json(health.checks())
    assert not told["ready"]
    assert told["checks"]["database"] == told["checks"]["version"] == {"is_ok": False}
    assert asked == ["once"]
