"""What is answered instead of what was asked for: problem documents (RFC 9457) in the caller's language."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from qiao.desk.common import tracing

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """One sort of problem: its status, its name, and what to do about it."""

    code: str
    status: int
    title: Promise
    what_to_do: Promise


UNREADABLE = Kind("unreadable", 400, _("The request can't be read"), _("Send JSON in UTF-8."))
NO_TOKEN = Kind("no-token", 401, _("No token that works"), _("Send a token that is neither expired nor revoked."))
NOT_ALLOWED = Kind(
    "not-allowed",
    403,
    _("Not allowed"),
    _("Use a token with the scope that is named, or ask somebody whose act it is."),
)
NOT_FOUND = Kind("not-found", 404, _("Not found"), _("It does not exist, or the token's person may not see it."))
NOT_THIS_WAY = Kind("not-this-way", 405, _("Not by this method"), _("Use one of the methods in the header Allow."))
CONFLICT = Kind("conflict", 409, _("Changed meanwhile"), _("Read it again, then decide."))
TOO_LARGE = Kind("too-large", 413, _("Too large"), _("Send at most a mebibyte; a batch of files may have 512."))
NOT_JSON = Kind("not-json", 415, _("Not JSON"), _("Send JSON, and say so in the header Content-Type."))
NOT_FILES = Kind("not-files", 415, _("No files"), _("Send the files as multipart/form-data."))
REFUSED = Kind("refused", 422, _("Not accepted"), _("Correct what each fault names."))
TOO_MANY = Kind("too-many", 429, _("Too many requests"), _("Wait as many seconds as the header Retry-After says."))
FAILED = Kind("failed", 500, _("A mistake in the desk itself"), _("Tell the administrator the number of the request."))
UNAVAILABLE = Kind(
    "unavailable",
    503,
    _("The database is away"),
    _("Ask again after as many seconds as the header Retry-After says; look first whether what you sent was kept."),
)
KINDS = [
    UNREADABLE,
    NO_TOKEN,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_THIS_WAY,
    CONFLICT,
    TOO_LARGE,
    NOT_JSON,
    NOT_FILES,
    REFUSED,
    TOO_MANY,
    FAILED,
    UNAVAILABLE,
]


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    model_config: ClassVar = ConfigDict(extra="forbid")

    field: str = Field(description="Name of the parameter or of the field of the body; empty for the whole.")
    message: str = Field(description="What is wrong, as a sentence in the caller's language.")


class Problem(BaseModel):
    """A problem document."""

    model_config: ClassVar = ConfigDict(extra="forbid")

    type: str = Field(description="Which sort of problem; the same in every language.")
    title: str
    status: int
    detail: str = Field(description="What happened, as a sentence in the caller's language.")
    request_id: str = Field(description="Under this number the log and the audit trail tell of it.")
    faults: list[Fault]


class ProblemError(Exception):
    """An operation ends with a problem."""

    def __init__(self, kind: Kind, detail: str, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        """Say what happened in the caller's language."""
        super().__init__(detail)
        self.kind, self.detail, self.faults, self.headers = kind, detail, faults, headers or {}


def answer(
    kind: Kind, detail: str = "", faults: tuple[Fault, ...] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The response that tells of a problem."""
    problem = Problem(
        type=f"/api/#{kind.code}",
        title=str(kind.title),
        status=kind.status,
        detail=detail or str(kind.what_to_do),
        request_id=tracing.request_id(),
        faults=list(faults),
    )
    return HttpResponse(
        problem.model_dump_json(), status=kind.status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )
