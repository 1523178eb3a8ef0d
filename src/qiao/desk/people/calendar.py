"""The bank's day and hour: Asia/Shanghai, wherever the server stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY = timedelta(days=1)
_played: ContextVar[date | None] = ContextVar("played_day", default=None)


def today() -> date:
    """Today in the bank's time zone."""
    return _played.get() or timezone.localdate()


def now() -> datetime:
    """This moment."""
    day = _played.get()
    return timezone.make_aware(datetime.combine(day, time(9))) if day else timezone.now()


def is_played() -> bool:
    """Whether a sample's past is being made."""
    return _played.get() is not None


@contextmanager
def played_on(day: date) -> Iterator[None]:
    """Everything inside is done as if on that day, at nine in the morning: how a sample gets a past, and only that."""
    token = _played.set(day)
    try:
        yield
    finally:
        _played.reset(token)
