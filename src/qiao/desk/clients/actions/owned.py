"""The tables that the desk keeps (台账归属:工作台): they go to the ledger as batches of its own, before every run and every night.

A room that keeps rows of a table joins here with a function that amends it: it takes the newest ledger and the table's rows as they
are in force, and returns the rows that should be. Returned as they came, they say that the room has no word in the table now.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Delivery
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs.models import Job, State
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import Book, Request, import_batch, rows_in_force, write_tables
from qiao.engine import Cells as Row

DELIVER = "clients.deliver"
Amend = Callable[[Book, Iterable[Row]], Iterable[Row]]
_AMENDING: dict[str, dict[str, Amend]] = {}


def join(table: str, room: str, amend: Amend) -> None:
    """Let a room keep rows of a table; rooms that keep rows of the same table amend it one after the other, by name."""
    _AMENDING.setdefault(table, {})[room] = amend


def deliver_later(table: str, key: str) -> None:
    """Have the ledger told of a change in the background, where the desk keeps the table; a sample's past is in it already.

    Args:
        table: what has changed.
        key: the change; two of one key are one job.
    """
    if ledger.is_ours(table) and not calendar.is_played():
        jobs.start(DELIVER, by=None, key=key, again=True)


def is_behind() -> bool:
    """Whether something of the desk's is not in the ledger yet: its delivery is under way, or went wrong."""
    newest = Job.objects.filter(kind=DELIVER).order_by("-pk").first()
    return newest is not None and newest.state != State.DONE


@transaction.atomic
def deliver(*, by: User | None = None) -> Delivery | None:
    """Bring what the desk keeps into the store as one batch, and the ledger's new state to the desk.

    None where nothing has changed, where no room has a word in any table, or where there is no ledger yet.

    Raises:
        RefusedError: the ledger's gate finds a fault in a row.
    """
    deliveries.be_alone()
    book = ledger.book()
    tables = {} if book is None else dict(_tables(book))
    if not tables:
        return None
    with tempfile.TemporaryDirectory(prefix="qiao-desk-") as folder:
        place = Path(folder) / "batch"
        counts = write_tables(place, tables, source="desk")
        wanted = Request(place, sender="desk", owned=settings.OWNED, whole=frozenset(tables))
        imported = import_batch(wanted, Path(settings.LEDGER))
    if not imported.is_new:
        return None
    delivery = deliveries.feed(by=by)
    audit.record("tables.delivered", by=by, on=delivery, tables=sorted(counts), rows=sum(counts.values()))
    return delivery


def _tables(book: Book) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every table of the desk's in which a room has a word, with all its rows."""
    for table in sorted(settings.OWNED & _AMENDING.keys()):
        before: Iterable[Row] = rows_in_force(Path(settings.LEDGER), table)
        rows = before
        for room in sorted(_AMENDING[table]):
            rows = _AMENDING[table][room](book, rows)
        if rows is not before:
            yield table, rows
