"""Which request or job is at work: its id stands in every log line, event and error page."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request or job at work; empty outside of one."""
    return _current.get()


def new_id() -> str:
    """A fresh id, short enough to read out on the telephone."""
    return secrets.token_hex(6)


@contextmanager
def traced(identifier: str) -> Iterator[str]:
    """Everything inside is done for this request or job."""
    token = _current.set(identifier)
    try:
        yield identifier
    finally:
        _current.reset(token)
