"""Give the ledger the assignments that the desk keeps, as a batch of its own (台账归属:工作台)."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Assignment, Delivery, Handover, Package
from qiao.desk.clients.models.handovers import State
from qiao.desk.jobs import actions as jobs
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import Book, Request, import_batch, write_tables
from qiao.engine import Cells as Row

DELIVER = "clients.deliver"
TABLE = "assignments"
_DAY = timedelta(days=1)


def deliver_later(change: Handover | Package) -> None:
    """Have the ledger told of a change in the background, where the desk keeps the table; a sample's past is in it already."""
    if ledger.is_ours(TABLE) and not calendar.is_played():
        jobs.start(DELIVER, by=None, key=f"{change.uuid}", again=True)


@transaction.atomic
def deliver(*, by: User | None = None) -> Delivery | None:
    """Bring the desk's assignments into the store, and the ledger's new state to the desk.

    None where nothing changed, where the bank keeps the table, or where there is no ledger yet.
    """
    if not ledger.is_ours(TABLE):
        return None
    deliveries.be_alone()
    book = ledger.book()
    # A desk without clients of the bank has no word in it; a client that is only awaited is no client of the bank yet.
    if book is None or not Assignment.objects.filter(client__is_awaited=False).exists():
        return None
    with tempfile.TemporaryDirectory(prefix="qiao-desk-") as folder:
        place = Path(folder) / "batch"
        counts = write_tables(place, {TABLE: _rows(book)}, source="desk")
        wanted = Request(place, sender="desk", owned=settings.OWNED, whole=frozenset({TABLE}))
        imported = import_batch(wanted, Path(settings.LEDGER))
    if not imported.is_new:
        return None
    delivery = deliveries.feed(by=by)
    audit.record("assignments.delivered", by=by, on=delivery, rows=counts[TABLE])
    return delivery


def _rows(book: Book) -> Iterator[Row]:
    """Every row of the desk's that the ledger can hold, and the ledger's own of whom the desk does not know."""
    clients, managers = set(book.client_ids.to_pylist()), {row.manager_id for row in book.managers()}
    columns = ("client__number", "manager__staff_number", "from_date", "to_date", "share", "part", "is_inherited")
    for row in Assignment.objects.order_by("pk").values_list(*columns).iterator(chunk_size=10_000):
        if row[0] in clients and row[1] in managers:  # others come with the bank's next batch
            yield _cells(row)
    yield from _unknown_here(book)


_COLUMNS = ("client_id", "manager_id", "from_date", "to_date", "share", "role", "inherited")


def _unknown_here(book: Book) -> Iterator[Row]:
    """Rows of managers who cannot be people of the desk; they end where a handover of the client takes effect."""
    people = set(User.objects.values_list("staff_number", flat=True))
    strangers = [row for row in book.assignments() if row.manager_id not in people]
    if not strangers:
        return
    done = Handover.objects.filter(state=State.DONE, client__number__in={row.client_id for row in strangers})
    begins: dict[str, date] = dict(done.values_list("client__number").annotate(first=Min("from_date")))
    for row in strangers:
        first = begins.get(row.client_id)
        if first is not None and row.from_date >= first:
            continue
        last = row.to_date
        if first is not None and (last is None or last >= first):
            last = first - _DAY
        share = Decimal(row.share).scaleb(-4)
        yield _cells((row.client_id, row.manager_id, row.from_date, last, share, row.role, row.inherited))


def _cells(row: tuple[Any, ...]) -> Row:
    """A row by its columns; what is not inherited is left blank, as in most banks' files, so that it counts as unchanged."""
    return dict(zip(_COLUMNS, (*row[:-1], row[-1] or None), strict=True))
