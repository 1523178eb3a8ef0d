"""Who may open or do what: a row for each address, and for each record at it who of the cast may.

Everyone not named gets the row's refusal: 404 where the record is outside their scope, 403 where the page or the act belongs to
other roles. A row without records has the one key "".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
        query: what stands behind the address.
        is_data: a file or a feed, no page for the eye.
    """

    name: str
    may: Mapping[str, frozenset[str]] = field(default_factory=lambda: {"": EVERYONE})
    refused: int = 403
    sent: Mapping[str, str] | None = None
    done: int = 200
    query: str = ""
    is_data: bool = False


READ_CLIENTS = only("hr", "risk", "auditor")
CLIENT = {
    "client/own": only("rm", "lead", "branch") | READ_CLIENTS,
    "client/other": only("rm3") | READ_CLIENTS,
    "client/handed": only("rm", "rm3", "lead", "branch") | READ_CLIENTS,
}

ROWS = [
    Row("today:today"),
    Row("ui:gallery"),
    Row("ui:search", query="?q=MARK"),
    Row("ui:moved", sent={}, done=204),
    Row("ui:language", sent={"language": "en"}, done=302),
    Row("preferences", sent={"language": "en"}, done=302),
    Row("clients:list"),
    Row("clients:client", CLIENT, refused=404),
]
