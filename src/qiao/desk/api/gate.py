"""What stands before and after every operation: size, kind of body, language, number, and headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from qiao.desk.api import problems, speaking
from qiao.desk.audit import acting
from qiao.desk.clients.actions import submissions
from qiao.desk.common import tracing
from qiao.desk.common.requests import answering_itself, unattended

View = Callable[..., HttpResponse]
LARGEST_BODY = 1 << 20
TAKES_FILES = "/api/batches"  # the one operation whose body is no JSON
LARGEST_FILES = submissions.MOST_BYTES + LARGEST_BODY
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def gate(view: View) -> View:
    """Let a request through to an operation, whose own token decides who it is for: no session, so no forgery either."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A cookie that is sent along may be an administrator's in a justified session: it is none of the token's business.
        with acting.justified(None), tracing.traced(tracing.request_id() or tracing.new_id()) as number:
            speaking.speak(request)
            response = _stopped(request) or view(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                allowed = ", ".join(sorted(response.headers["Allow"].split(", ")))
                response = problems.answer(problems.NOT_THIS_WAY, headers={"Allow": allowed})
        for name, value in {**_HEADERS, "X-Request-ID": number}.items():
            response.headers[name] = value
        return response

    guarded.login_required = False  # type: ignore[attr-defined]  # as `login_not_required` says it: a token stands instead
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return answering_itself(unattended(guarded))  # a session that is sent along stays as old as it is


def _stopped(request: HttpRequest) -> HttpResponse | None:
    """The answer to a body that is not even read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    takes_files = request.path_info == TAKES_FILES and request.method == "POST"
    if not length.isdecimal() or int(length) > (LARGEST_FILES if takes_files else LARGEST_BODY):
        return problems.answer(problems.TOO_LARGE)
    if int(length) and request.content_type != ("multipart/form-data" if takes_files else "application/json"):
        return problems.answer(problems.NOT_FILES if takes_files else problems.NOT_JSON)
    if takes_files:  # what a page may take of a file is less than a ledger has
        request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
    return None
