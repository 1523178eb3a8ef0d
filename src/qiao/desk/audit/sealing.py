"""The one sealer: numbers committed events and chains them by SHA-256.

It never waits for a transaction that is still at work, and never misses one that commits late: each seal remembers below
which transaction everything was finished (`since`), and the next pass looks at every event from there on that has no seal
yet. An event is numbered in the pass after its commit; within a pass events stand in the order in which they were written.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from qiao.desk.audit import actions, anchoring, chain, queries
from qiao.desk.audit.models import Event, Seal
from qiao.desk.common.outages import is_lost

EVERY_SECONDS = 5
_LOCK = 0x61_75_64_69  # one sealer at a time, whoever runs it
_AT_ONCE = 2_000
_COPY = "COPY audit_seal (number, event_id, at, since, hash) FROM STDIN"  # sealing takes half as long as with inserts
_log = logging.getLogger(__name__)


class _Pass(NamedTuple):
    at: datetime
    since: int


def seal_once() -> int:
    """Chain every committed event that has no seal yet; how many they were.

    Another sealer at work means that there is nothing to do here. A database that was carried to another server counts
    its transactions anew: then all events are looked at once, and an event tells of it.
    """
    with transaction.atomic():
        if not _is_the_only_one():
            return 0
        frontier = queries.frontier()
        if frontier.is_elsewhere:
            actions.record("audit.moved", by=None)
        last = Seal.objects.last()
        sealed = 0
        for seals in _in_parts(_chained(last, _Pass(frontier.now, frontier.oldest), queries.unsealed(frontier))):
            _write(seals)
            sealed += len(seals)
        return sealed


def run_forever(stop: threading.Event) -> None:
    """Seal every few seconds until told to stop, and let the newest head leave the database daily and at the end."""
    while not stop.is_set():
        _one_round()
        stop.wait(EVERY_SECONDS)
    _one_round(at_the_end=True)
    connection.close()


def _one_round(*, at_the_end: bool = False) -> None:
    try:
        seal_once()
        if at_the_end or anchoring.is_due():
            anchoring.write_head()
    except (DatabaseError, OSError) as error:
        # Where it went wrong is worth knowing but for a database that is away, of which there is nothing more to say.
        _log.error("events could not be sealed; trying again", exc_info=None if is_lost(error) else error)
        connection.close()


def _is_the_only_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (is_free,) = cursor.fetchone() or (False,)
    return bool(is_free)


def _chained(last: Seal | None, this: _Pass, events: Iterator[Event]) -> Iterator[Seal]:
    number, before = (last.number, bytes(last.hash)) if last else (0, chain.START)
    for event in events:
        number += 1
        seal = Seal(number=number, event_id=event.pk, at=this.at, since=this.since)
        seal.hash = before = chain.link(before, seal, event)
        yield seal


def _write(seals: list[Seal]) -> None:
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for seal in seals:
            copy.write_row((seal.number, seal.event_id, seal.at, seal.since, seal.hash))


def _in_parts(seals: Iterator[Seal]) -> Iterator[list[Seal]]:
    part: list[Seal] = []
    for seal in seals:
        part.append(seal)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part
