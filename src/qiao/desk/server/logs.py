"""The log: one JSON object a line, and nothing personal in it.

Whatever others write may hold a value: a path, a query's text, a row that a key refused. So an exception is logged as its
class and its frames, without what it says, and a message of a foreign package as its pattern, without what is put in.
Only what Qiao itself says is logged as it stands.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

from qiao.desk.common import tracing
from qiao.desk.errors import SetupError

_OURS = "qiao"


class Formatter(logging.Formatter):
    """A record as a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := tracing.request_id():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {}) if _is_of(record, _OURS) else {}
        if record.exc_info and record.exc_info[1]:
            line["exceptions"] = list(_exceptions(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's log, written by us; requests are logged by our own middleware."""

    def setup(self, cfg: Any) -> None:
        """Leave everything to the settings' own handler."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True

    def access(self, *_: object) -> None:
        """Nothing: an address holds what the reader searched for."""


def settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error; foreign packages from their warnings on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            _OURS: {"level": level.upper()},
            # Empties the handlers that Django would bring.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},  # refusals are in our own line
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def _message(record: logging.LogRecord) -> str:
    if _is_of(record, _OURS):
        return record.getMessage()
    # Without values beside it, a message may have them inside.
    return str(record.msg) if record.args else f"{record.module}:{record.lineno}"


def _is_of(record: logging.LogRecord, package: str) -> bool:
    return record.name == package or record.name.startswith(f"{package}.")


def _exceptions(error: BaseException) -> Iterator[dict[str, Any]]:
    """The exception and what led to it, newest first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        told = {"class": f"{type(cause).__module__}.{type(cause).__qualname__}", "frames": _frames(cause.__traceback__)}
        if isinstance(cause, SetupError):
            told["message"] = cause.text.en
        if state := getattr(cause, "sqlstate", None):
            told["sqlstate"] = str(state)
        yield told
        cause = cause.__cause__ or cause.__context__


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
