"""What stands before and after every operation: size, kind of body, language, number, and headers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from qiao.desk.api import problems, speaking
from qiao.desk.audit import acting
from qiao.desk.common import tracing
from qiao.desk.common.requests import unattended

View = Callable[..., HttpResponse]
LARGEST_BODY = 1 << 20
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
    return unattended(guarded)  # a session that is sent along stays as old as it is


def _stopped(request: HttpRequest) -> HttpResponse | None:
    """The answer to a body that is not even read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return problems.answer(problems.TOO_LARGE)
    if int(length) and request.content_type != "application/json":
        return problems.answer(problems.NOT_JSON)
    return None
