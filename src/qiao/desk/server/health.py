"""Is the desk ready: each thing that it needs, looked at now."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

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
    for name, check in _IN_THE_DATABASE.items():
        try:
            found[name] = check()
        except DatabaseError:
            found[name] = Check(is_ok=False)
    return found


def as_json(found: dict[str, Check]) -> dict[str, Any]:
    """The answer of `/readyz`."""
    told = {
        name: {key: value for key, value in asdict(check).items() if value is not None} for name, check in found.items()
    }
    return {"ready": all(check.is_ok for check in found.values()), "checks": told}


def unsealed_age() -> timedelta | None:
    """How long the oldest audit event has waited for its seal; None if none waits."""
    return None


def heartbeat_age() -> timedelta | None:
    """How long ago any background worker gave a sign of life; None if there never was one."""
    if not apps.is_installed("procrastinate.contrib.django"):
        return None
    workers = apps.get_model("procrastinate", "ProcrastinateWorker").objects
    newest = workers.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True).first()
    return None if newest is None else timezone.now() - newest


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
    return Check(age is None or age <= UNSEALED_AT_MOST, age and age.total_seconds())


def _worker() -> Check:
    if not apps.is_installed("procrastinate.contrib.django"):
        return Check(is_ok=True)
    age = heartbeat_age()
    return Check(age is not None and age <= SILENT_AT_MOST, age and age.total_seconds())


_IN_THE_DATABASE: dict[str, Callable[[], Check]] = {
    "database": _database,
    "version": _version,
    "audit": _audit,
    "worker": _worker,
}
