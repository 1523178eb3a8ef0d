"""The documents of a client, by name with their versions."""

from dataclasses import dataclass
from itertools import groupby

from qiao.desk.clients.models import Client, Document
from qiao.desk.clients.models.documents import Scan
from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it stands, and its earlier versions."""

    newest: Document
    earlier: list[Document]


def kept(client: Client, user: User) -> list[Kept]:
    """What is kept with a client, by name; those in use before those retired."""
    rows = Document.objects.visible_to(user).filter(client=client).listed()
    found = [
        Kept(newest, earlier) for newest, *earlier in (list(group) for _, group in groupby(rows, lambda one: one.name))
    ]
    return sorted(found, key=lambda one: (one.newest.retired_at is not None, one.newest.name))


def held() -> list[Document]:
    """Documents that wait for their virus scan, the oldest first."""
    return list(Document.objects.filter(scan=Scan.HELD, retired_at=None).select_related("client").order_by("pk")[:200])
