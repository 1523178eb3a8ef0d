"""Is the desk ready: each thing that it needs, looked at now."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, connection

from qiao.desk.errors import SetupError
from qiao.desk.server import migrating

UNSEALED_AT_MOST = timedelta(minutes=1)  # the sealer runs every five seconds
SILENT_AT_MOST = timedelta(minutes=1)  # a worker gives a sign every ten seconds


@dataclass(frozen=True, slots=True)
class Check:
    """One thing and how it is; `seconds` where it has an age."""

    is_ok: bool
    seconds: float | None = None


def checks() -> dict[str, Check]:
    """Every check by its name; without a database there is nothing to tell of what lies in it."""
    found = {"static": Check((Path(settings.STATIC_ROOT) / "staticfiles.json").exists())}
    is_there = True
    for name, check in _IN_THE_DATABASE.items():  # the first is whether it is there; no one waits for it twice
        try:
            found[name] = check() if is_there else Check(is_ok=False)
        except Error:
            found[name], is_there = Check(is_ok=False), False
    return found


def as_json(found: dict[str, Check]) -> dict[str, Any]:
    """The answer of `/readyz`."""
    told = {
        name: {key: value for key, value in asdict(check).items() if value is not None} for name, check in found.items()
    }
    return {"ready": all(check.is_ok for check in found.values()), "checks": told}


def unsealed_age() -> timedelta | None:
    """How long the oldest audit event has waited for its seal; None if none waits."""
    return _asked("audit", "unsealed_age")


def heartbeat_age() -> timedelta | None:
    """How long ago any background worker gave a sign of life; None if none is there."""
    return _asked("jobs", "worker_age")


def _asked(room: str, question: str) -> timedelta | None:
    """What a room answers; the server runs without it too."""
    if not apps.is_installed(f"qiao.desk.{room}") or find_spec(f"qiao.desk.{room}.queries") is None:
        return None
    answer: timedelta | None = getattr(import_module(f"qiao.desk.{room}.queries"), question)()
    return answer


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check(is_ok=True)


def _version() -> Check:
    try:
        migrating.need_current()
    except SetupError:
        return Check(is_ok=False)
    return Check(is_ok=True)


def _audit() -> Check:
    age = unsealed_age()
    return Check(age is None or age <= UNSEALED_AT_MOST, age.total_seconds() if age else None)


def _worker() -> Check:
    age = heartbeat_age()
    is_silent = age > SILENT_AT_MOST if age else apps.is_installed("qiao.desk.jobs")
    return Check(not is_silent, age.total_seconds() if age else None)


_IN_THE_DATABASE: dict[str, Callable[[], Check]] = {
    "database": _database,
    "version": _version,
    "audit": _audit,
    "worker": _worker,
}
