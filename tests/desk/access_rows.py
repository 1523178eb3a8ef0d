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
    is_data: bool = False
    is_api: bool = False

    def wanted(self, name: str, key: str) -> int:
        """What somebody gets."""
        return self.exactly.get(name, self.done if name in self.may[key] else self.refused)


def address_of(row: Row, uuid: object) -> str:
    """Where a row's page or act is, for one record or none."""
    is_in_query = "{uuid}" in row.query
    return reverse(row.name, args=[uuid] if uuid and not is_in_query else []) + row.query.format(uuid=uuid)


AUDITOR, ADMIN = only("auditor"), only("admin")
HOUSE = ADMIN | AUDITOR  # the admin room: an administrator acts in it, an auditor reads it
WATCHERS = only("hr", "risk", "auditor")
CLIENT = {
    "client/own": only("rm", "lead", "branch") | WATCHERS,
    "client/other": only("rm3") | WATCHERS,
    "client/handed": only("rm", "rm3", "lead", "branch") | WATCHERS,
}
MINE = {"job/rm": only("rm") | HOUSE}


def record(key: str, may: frozenset[str] = EVERYONE) -> Mapping[str, frozenset[str]]:
    """One record at an address, and who may."""
    return {key: may}


ROWS = [
    Row("today:today"),
    Row("ui:gallery"),
    Row("ui:search", query="?q=MARK"),
    Row("ui:moved", sent={}, done=204),
    Row("ui:language", sent={"language": "en"}, done=302),
    Row("preferences", sent={"language": "zh-hans"}, done=302),
    Row("clients:list"),
    Row("clients:client", CLIENT, refused=404),
    # audit
    Row("audit:events", {"": AUDITOR}),
    Row("audit:event", record("event", AUDITOR)),
    Row("audit:values", record("event", AUDITOR), sent={}),
    Row("audit:seen", record("client/own", AUDITOR), query="?kind=clients.Client&uuid={uuid}"),
    Row("audit:export", {"": AUDITOR}, query="?format=csv", is_data=True),
    # jobs and notices
    Row("jobs:job_list"),
    Row("jobs:job", MINE, refused=404),
    Row("jobs:progress", MINE, refused=404, is_data=True),
    Row("jobs:start", {"": AUDITOR}, sent={"kind": "audit.verify"}, done=302),
    Row("jobs:cancel", record("job/rm", only("rm", "admin")), refused=404, sent={}, done=302, exactly={"auditor": 403}),
    Row(
        "jobs:retry",
        record("job/rm", only("rm")),
        refused=404,
        sent={},
        done=422,
        exactly={"auditor": 403, "admin": 403},
    ),
    Row("notices:notice_list"),
    Row("notices:count", is_data=True),
    Row("notices:read", record("notice/rm", only("rm")), refused=404, sent={}, done=302),
    Row("notices:read_all", sent={}, done=302),
    Row("notices:mute", sent={"mute": "job.done"}, done=302),
    # programs
    Row("api:guide"),
    Row("api:tokens"),
    Row("api:everyones", {"": HOUSE}),
    Row("api:issue"),
    Row(
        "api:revoke", record("token/rm", only("rm", "admin")), refused=404, sent={}, done=302, exactly={"auditor": 403}
    ),
    Row("api:description", is_data=True),
    Row("api:me", is_api=True),
    Row("api:branches", is_api=True),
    Row("api:people", is_api=True),
    Row("api:person", record("person/rm"), is_api=True),
    Row("api:events", {"": AUDITOR}, is_api=True),
]
