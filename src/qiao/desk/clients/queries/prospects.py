"""Whether a company is a client already: by its credit code, or by a name like its own."""

from dataclasses import dataclass

from django.db.models import Q

from qiao.desk.clients import naming
from qiao.desk.clients.models import Client
from qiao.desk.people.models import User

ALIKE = 0.6
MOST = 8
_MOST_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client whose name is like the one that is asked about, and how much."""

    client: Client
    likeness: float

    @property
    def per_cent(self) -> int:
        """How much alike the names are."""
        return round(self.likeness * 100)


def with_code(credit_code: str, *, apart_from: Client | None = None) -> Client | None:
    """The bank's client with this credit code, wherever it is: for actions alone, which must not tell whose it is."""
    found = Client.objects.filter(credit_code=credit_code) if credit_code else Client.objects.none()
    return found.exclude(pk__in=[apart_from.pk] if apart_from else []).order_by("is_awaited", "pk").first()


def similar(user: User, name: str, *, apart_from: Client | None = None) -> list[Candidate]:
    """The clients within one's scope whose names are like this one, the likest first."""
    alike = Q(pk__in=())
    for keys in naming.telling(name):
        alike |= Q(search_keys__contains=keys)
    found = Client.objects.visible_to(user).filter(alike).exclude(pk__in=[apart_from.pk] if apart_from else [])
    looked_at = [Candidate(client, naming.likeness(name, client.name)) for client in found[:_MOST_LOOKED_AT]]
    near = [candidate for candidate in looked_at if candidate.likeness >= ALIKE]
    return sorted(near, key=lambda candidate: (-candidate.likeness, candidate.client.name_key))[:MOST]
