"""What happened to a client, as a gathering point: a room adds its moments by registering a provider here.

    timeline.register("visits", {"visit": _("Visits")}, moments.of)

A provider is asked with a person, the ids of clients, and the days that may be seen (None is every one): it goes through
`visible_to` itself, so that an outsider is told nothing, and costs a fixed number of queries for any number of clients.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from qiao.desk.clients.spans import Span
from qiao.desk.common.hubs import Hub
from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on a day; `link` leads to more of it, `actor` is who of the bank did it."""

    client: int
    day: date
    kind: str
    words: str
    link: str = ""
    actor: str = ""

    @property
    def kind_name(self) -> str:
        """What sort of thing it is."""
        return str(names[self.kind])


Provider = Callable[[User, list[int], list[Span] | None], list[Moment]]
TIMELINE: Hub[Moment] = Hub("timeline of a client")
names: dict[str, str | Promise] = {}


def register(room: str, kinds: Mapping[str, str | Promise], provider: Provider) -> None:
    """Let a room tell of its moments, by the kinds that they can be narrowed to."""
    names.update(kinds)
    TIMELINE.register(room, provider)


def moments(
    user: User, clients: list[int], days: list[Span] | None, known: Mapping[str, list[Moment]] | None = None
) -> list[Moment]:
    """Everything that happened until today on days that may be seen, newest first.

    Args:
        user: who asks.
        clients: their ids.
        days: the days that may be seen; None is every one.
        known: what the caller has been told already, by room, which is then not asked.
    """
    found: list[Moment] = []
    for room, provider in sorted(TIMELINE.providers.items()):
        found += known[room] if known and room in known else provider(user, clients, days)
    shown = [one for one in found if one.day <= user.reach.day and is_seen(one.day, days)]
    return sorted(shown, key=lambda one: (one.day, one.kind, one.words), reverse=True)


def is_seen(day: date, days: list[Span] | None) -> bool:
    """Whether a day may be seen."""
    return days is None or any(span.has(day) for span in days)
