"""The documents of a client, by name with their versions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from qiao.desk.clients.models import Document
from qiao.desk.clients.models.documents import Scan
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it stands, and its earlier versions."""

    newest: Document
    earlier: list[Document]


def kept(listed: Iterable[Document]) -> list[Kept]:
    """What these are versions of, by name; documents in use before those retired."""
    rows = sorted(listed, key=lambda one: (one.name, -one.number))
    found = [
        Kept(newest, earlier) for newest, *earlier in (list(group) for _, group in groupby(rows, lambda one: one.name))
    ]
    return sorted(found, key=lambda one: (one.newest.retired_at is not None, one.newest.name))


@composed
def of_client(user: User, *, client: int) -> QuerySet[Document]:
    """Every version of a client's documents that somebody's bearer may see, in no order."""
    return Document.objects.visible_to(user).filter(client=client).listed()


def waiting() -> QuerySet[Document]:
    """Documents that wait for their virus scan, the oldest first."""
    return Document.objects.filter(scan=Scan.HELD, retired_at=None).select_related("client").order_by("pk")


def held() -> Iterator[Document]:
    """Each of those that wait, fetched so many at a time: those that go on waiting keep none behind them from its turn."""
    after = 0
    while page := list(waiting().filter(pk__gt=after)[:_PAGE]):
        yield from page
        after = page[-1].pk
