"""In whose justified session a request acts, and how many refusals it has left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(slots=True)
class Request:
    """What the audit trail remembers while a request is at work."""

    refusals: int = 0


_session: ContextVar[UUID | None] = ContextVar("justified_session", default=None)
_request: ContextVar[Request | None] = ContextVar("audited_request", default=None)


def session() -> UUID | None:
    """The administrator's justified session that is open for this request."""
    return _session.get()


@contextmanager
def justified(uuid: UUID | None) -> Iterator[None]:
    """Everything inside is done in this justified session: each event names it, and each page that is read is an event."""
    token = _session.set(uuid)
    try:
        yield
    finally:
        _session.reset(token)


@contextmanager
def watched() -> Iterator[Request]:
    """Count the refusals of one request."""
    token = _request.set(counted := Request())
    try:
        yield counted
    finally:
        _request.reset(token)


def count_refusal() -> None:
    """One more refusal of the request at work, if there is one."""
    if counted := _request.get():
        counted.refusals += 1
