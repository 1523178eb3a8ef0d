"""Bring the newest ledger to the desk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import Error, connection, transaction
from django.utils import timezone

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import awaiting
from qiao.desk.clients.feeding import clients, figures, organisation
from qiao.desk.clients.models import Assignment, Delivery
from qiao.desk.common.hubs import Hub
from qiao.desk.jobs import actions as jobs
from qiao.engine import Book, RequestError

if TYPE_CHECKING:
    from qiao.desk.jobs.models import Job
    from qiao.desk.people.models import User

Told = Callable[[int, int, str], None]
FEED = "clients.feed"
# What rooms above take over from a ledger: a provider takes the book and says how many rows of which table changed.
FED: Hub[tuple[str, int]] = Hub("fed")
_LOCK = 4_208_311  # any number, the same in every process
_NEWEST = 4_208_312  # another one: whether the newest batch may be taken away
_TABLES = (
    ("products", clients.feed_products),
    ("clients", clients.feed_clients),
    ("accounts", clients.feed_accounts),
    ("assignments", clients.feed_assignments),
    ("holdings", clients.feed_holdings),
    ("limits", clients.feed_limits),
    ("figures", figures.feed_figures),
)


def feed_later(*, by: "User | None") -> "Job":
    """Have the newest ledger brought to the desk in the background; where it is here already, that changes nothing."""
    found = ledger.book()
    return jobs.start(FEED, by=by, key=found.digest if found else "", again=True)


@transaction.atomic
def feed(*, by: "User | None", told: Told = lambda done, total, part: None) -> Delivery:
    """Bring the newest ledger to the desk in one transaction; the same ledger a second time changes nothing.

    Args:
        by: who wants it; None is the desk itself.
        told: hears how many rows of how many are read, and what is being read.

    Raises:
        RequestError: nothing was ever ingested.
    """
    be_alone()
    book = ledger.book()
    if book is None:
        raise RequestError(
            "台账库是空的:请先用 qiao ingest 导入一批台账。",
            "The store is empty: bring in a batch with `qiao ingest` first.",
        )
    newest = _note_deliveries(book)
    if newest.ledger == book.digest:
        return newest
    counts: dict[str, Any] = {} if _is_known(book) else _feed_tables(book, told)
    counts |= {"carried": carried} if (carried := awaiting.settle(by=by)) else {}
    newest.ledger, newest.fed_at = book.digest, timezone.now()
    newest.save(update_fields=["ledger", "fed_at"])
    audit.record("delivery.fed", by=by, on=newest, ledger=book.digest, **counts)
    return newest


def be_alone() -> None:
    """Let whatever else reads or adds to the store for the desk wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def hold_still() -> None:
    """Keep the newest batch in the store until this transaction ends: something is being made of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_NEWEST])


def be_alone_with_newest() -> bool:
    """Keep everybody else from using or adding to the newest batch until this transaction ends; False where somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s) AND pg_try_advisory_xact_lock(%s)", [_NEWEST, _LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def at_rest() -> Iterator[Callable[[], None]]:
    """Keep the newest batch in the store, and until the yielded function is called also whatever feeds or adds to it.

    The locks are the connection's, not a transaction's: whoever begins a transaction now sees what came before the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_NEWEST])
        try:
            yield lambda: cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        finally:
            with suppress(Error):  # a connection that was lost took its locks along
                cursor.execute("SELECT pg_advisory_unlock_all()")


def _is_known(book: Book) -> bool:
    """Whether all that came since the last feed is what the desk itself gave the ledger."""
    fed = Delivery.objects.standing().exclude(ledger="").order_by("-number").first()
    if fed is None:
        return False
    since = [note for note in book.batches if note.number > fed.number]
    is_on_top = any(note.number == fed.number and note.digest == fed.digest for note in book.batches)
    return (
        is_on_top
        and bool(since)
        and all(note.source == "desk" and settings.OWNED >= note.rows.keys() for note in since)
    )


def _note_deliveries(book: Book) -> Delivery:
    """Know every batch of the store; the newest one."""
    there = {(note.number, note.digest) for note in book.batches}
    for delivery in Delivery.objects.standing():
        if (delivery.number, delivery.digest) not in there:
            take_out(delivery)
    known = {delivery.number: delivery for delivery in Delivery.objects.standing()}
    for note in book.batches:
        if note.number not in known:
            known[note.number] = Delivery.objects.create(
                number=note.number,
                digest=note.digest,
                source=note.source,
                data_date=note.data_date,
                imported_at=_moment(note.imported_at),
                imported_by=note.imported_by[:80],
                rows=note.rows,
            )
    return known[book.batches[-1].number]


def take_out(delivery: Delivery) -> None:
    """Know that a batch is gone; whatever is shown since then is read anew, since no batch on top says what went."""
    delivery.withdrawn_at = timezone.now()
    delivery.save(update_fields=["withdrawn_at"])
    Delivery.objects.standing().update(ledger="")


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def _is_ours(table: str) -> bool:
    """Whether the desk keeps what this table says; what a ledger told before the desk kept it, it begins with."""
    return table == "assignments" and ledger.is_ours(table) and Assignment.objects.exists()


def _feed_tables(book: Book, told: Told) -> dict[str, int]:
    """Every table in turn; what became of each, for the event."""
    total = sum(book.files[name].row_count for name, _ in _TABLES if name in book.files) + len(book.client_ids)
    done = 0
    people = organisation.feed(book)
    counts = {"branches": people.branches, "people": people.people, "posts": people.posts, "left_out": people.left_out}
    for name, function in _TABLES:
        if (name == "figures" and book.data_date is None) or _is_ours(name):
            continue

        def more(rows: int, name: str = name) -> None:
            nonlocal done
            done += rows
            told(min(done, total), total, name)

        more(0)
        merged = function(book, more)
        counts |= {f"{name}_{kind}": number for kind, number in merged._asdict().items() if number}
    counts |= {f"{name}_changed": number for name, number in FED.gather(book) if number}
    told(total, total, "done")
    return counts
