"""The nightly feed (夜间收批): every settled batch of the inbox is stored or refused, and moved aside; killed anywhere, it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from qiao.desk.audit import actions as audit
from qiao.desk.clients import inbox
from qiao.desk.clients.actions import submissions
from qiao.desk.clients.actions.submissions import Told
from qiao.desk.clients.models import Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.engine import RequestError

_LOCK = 4_208_313  # any number but those in `deliveries`, the same in every process


class Taken(NamedTuple):
    """What became of an entry of the inbox, and the folder in which it lies now."""

    made: Submission
    folder: Path


def take_all(place: Path, *, told: Told) -> Iterator[Taken]:
    """Take every batch that has settled in the inbox, one after the other: by data date, then by name.

    An error that is not the batch's own ends it there, so that no later batch overtakes an earlier one.

    Raises:
        RequestError: another feed is at work, the store cannot be written to, or an entry could not be moved out of the inbox.
        OSError: the inbox, or an entry, cannot be read.
    """
    with _alone():
        _note_moved(place)
        for entry in inbox.in_order(place):
            yield _take(place, entry, told)
        inbox.forget_old(place, inbox.TAKEN, settings.TAKEN_DAYS)
        inbox.forget_old(place, inbox.REFUSED, submissions.KEPT // timedelta(days=1))


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock that ends with the connection, however this process ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise RequestError(
                "另一个 qiao ingest 正在处理收件夹,请等它结束。",
                "Another qiao ingest is taking the inbox; wait until it has ended.",
            )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _note_moved(place: Path) -> None:
    """Know of what an earlier feed moved and could not write down any more."""
    for made in Submission.objects.filter(by=None, is_aside=False):
        if not (place / made.inbox).exists():
            _note_aside(made)


def _note_aside(made: Submission) -> None:
    made.is_aside = True
    made.save(update_fields=["is_aside"])


def _take(place: Path, entry: inbox.Entry, told: Told) -> Taken:
    source = place / entry.name
    inbox.need_movable(source)
    made = _submission(entry.name, inbox.digest_of(source))
    made = submissions.ingest(made, by=None, told=told, place=place)
    is_refused = made.verdict == Verdict.REFUSED
    folder = inbox.aside(place, inbox.REFUSED if is_refused else inbox.TAKEN, entry.name, made.digest)
    reports = (submissions.REPORT, submissions.LISTED, submissions.OWN) if is_refused else ()
    # What was put in its place meanwhile is another batch, which the next feed takes.
    is_the_same = inbox.digest_of(source) == made.digest
    inbox.set_aside(source if is_the_same else None, folder, [made.folder / name for name in reports])
    _note_aside(made)
    return Taken(made, folder)


@transaction.atomic
def _submission(name: str, digest: str) -> Submission:
    """What stands for the entry: that of a feed that was cut off, else a new one."""
    found = Submission.objects.filter(by=None, inbox=name, digest=digest, is_aside=False).first()
    if found is not None:
        return found
    made = Submission.objects.create(by=None, inbox=name, digest=digest)
    audit.record("submission.sent", by=None, on=made, is_inbox=True)
    return made
