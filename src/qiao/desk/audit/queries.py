"""What is known of the chain: its head, and what is not in it yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Min, QuerySet

from qiao.desk.audit.chain import Head
from qiao.desk.audit.models import Event, Seal

_SNAPSHOT = """
    SELECT clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
"""


class Frontier(NamedTuple):
    """Between which transactions an event without a seal can be."""

    now: datetime
    since: int  # below it every event has its seal
    oldest: int  # the oldest transaction still at work
    newest: int  # the first that has not begun

    @property
    def is_elsewhere(self) -> bool:
        """Whether this server counts below what was already sealed: the database came from another one."""
        return self.oldest < self.since


def frontier() -> Frontier:
    """Where to look for events without a seal."""
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)
        now, oldest, newest = cursor.fetchone() or (None, 0, 0)
    since = Seal.objects.order_by("-number").values_list("since", flat=True).first() or 0
    return Frontier(now, since, int(oldest), int(newest))


def without_seal(within: Frontier) -> QuerySet[Event]:
    """Committed events that are not in the chain yet."""
    found = Event.objects.filter(seal=None)
    # The upper bound matters after a move only: events from the other server may have far higher numbers.
    return found if within.is_elsewhere else found.filter(xid__gte=within.since, xid__lt=within.newest)


def unsealed(within: Frontier) -> Iterator[Event]:
    """They, in the order in which they were written, never all at once in memory."""
    return without_seal(within).order_by("pk").iterator(chunk_size=2_000)


def unsealed_age() -> timedelta | None:
    """How long the oldest committed event has been waiting for its seal; None when all have theirs."""
    within = frontier()
    oldest = without_seal(within).aggregate(at=Min("at"))["at"]
    return within.now - oldest if oldest else None


def head() -> Head | None:
    """The newest link of the chain: printed on what leaves the desk, so that the chain cannot be rewritten behind it."""
    last = Seal.objects.last()
    return Head(last.number, bytes(last.hash).hex()) if last else None
