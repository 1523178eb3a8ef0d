"""Who may open or do what: a row for each address, and for each record at it who of the cast may.

Everyone not named gets the row's refusal: 404 where the record is outside their scope, 403 where the page or the act belongs to
other roles. A row without records has the one key "".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse

EVERYONE = frozenset({"rm", "rm2", "rm3", "lead", "branch", "hr", "risk", "product", "office", "auditor", "admin"})


def only(*names: str) -> frozenset[str]:
    """These people of the cast."""
    return frozenset(names)


@dataclass(frozen=True)
class Row:
    """An address.

    Attributes:
        name: as in the resolver.
        may: for each key of `World.records` that is tried at it, who may.
        refused: what the others get.
        sent: what is posted; None is a page that is read.
        done: what those who may get; an act that is not carried out, since nothing fitting is sent, answers with its form.
        query: what stands behind the address; a record may be named there as {uuid}.
        exactly: who gets something else.
        is_open: its answer is the same for a stranger.
        is_data: a file or a feed, no page for the eye.
        is_api: asked for by a program, with a token of the person's.
    """

    name: str
    may: Mapping[str, frozenset[str]] = field(default_factory=lambda: {"": EVERYONE})
    refused: int = 403
    sent: Mapping[str, str] | None = None
    done: int = 200
    query: str = ""
    exactly: Mapping[str, int] = field(default_factory=dict)
    is_open: bool = False
    is_data: bool = False
    is_api: bool = False

    def wanted(self, name: str, key: str) -> int:
        """What somebody gets."""
        return self.exactly.get(name, self.done if name in self.may[key] else self.refused)


def address_of(row: Row, key: object) -> str:
    """Where a row's page or act is, for what names a record: its uuid, several parts of an address, or none."""
    parts = key if isinstance(key, tuple) else (key,) if key and "{uuid}" not in row.query else ()
    return reverse(row.name, args=parts) + row.query.format(uuid=key)


def record(key: str, may: frozenset[str] = EVERYONE) -> Mapping[str, frozenset[str]]:
    """One record at an address, and who may."""
    return {key: may}


AUDITOR, ADMIN = only("auditor"), only("admin")
HOUSE = ADMIN | AUDITOR  # the admin room: an administrator acts in it, an auditor reads it
WATCHERS = only("hr", "risk", "auditor")
