"""The desk's ledger: a store of the engine's, its newest state kept open by each process for reading."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from qiao.desk.clients import naming
from qiao.engine import Book, RequestError, Shelf


def load() -> list[object]:
    """Open the newest ledger and the dictionary of what names sound like, for which no first page is to wait."""
    with suppress(RequestError):  # it cannot be read, which pages say
        book()
    naming.form_of("")
    return []


def book() -> Book | None:
    """The newest ledger; None where nothing was ever ingested."""
    shelf = _shelf(Path(settings.LEDGER))
    return shelf.book() if shelf.standing() else None


@cache
def _shelf(place: Path) -> Shelf:
    return Shelf(place)


def owned() -> frozenset[str]:
    """The tables that the bank's files may not bring, since the desk keeps them; the first batch of all may bring every one."""
    return frozenset(settings.OWNED) if book() else frozenset()


def is_ours(table: str) -> bool:
    """Whether the desk keeps this table, not the bank."""
    return table in settings.OWNED
