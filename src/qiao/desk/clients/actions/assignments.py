"""The assignments that the desk keeps, as the ledger has them (台账归属:工作台)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Min

from qiao.desk.clients.models import Assignment, Handover
from qiao.desk.clients.models.handovers import State
from qiao.desk.people.models import User
from qiao.engine import Book
from qiao.engine import Cells as Row

TABLE = "assignments"
_DAY = timedelta(days=1)


def amend(book: Book, before: Iterable[Row]) -> Iterable[Row]:
    """Every row of the desk's that the ledger can hold, and the ledger's own of whom the desk does not know."""
    # A desk without clients of the bank has no word in it; a client that is only awaited is no client of the bank yet.
    return _rows(book) if Assignment.objects.filter(client__is_awaited=False).exists() else before


def _rows(book: Book) -> Iterator[Row]:
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
