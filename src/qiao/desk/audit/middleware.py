"""What every request leaves in the audit trail without its view's doing: refusals, and reads in a justified session."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from qiao.desk.audit import acting, actions
from qiao.desk.common.requests import is_poll

_REFUSALS = {403, 404}


def trail(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write one event for each 403 and 404, and for each page that is read while a justified session is open.

    What a page asks for by itself (the bell's count, how far a job is) is no reading: the administrator opened the page that
    asks, and that was written down. Only addresses that are made for it are left out, whatever header comes with others.

    It stands inside whatever opens the justified session (`acting.justified`) and knows the person.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting.watched() as counted:
            response = get_response(request)
            if response.status_code in _REFUSALS and not counted.refusals:
                _refusal(request, response.status_code)
            elif acting.session() and request.method == "GET" and response.status_code == 200 and not is_poll(request):
                _read(request)
        return response

    return middleware


def _refusal(request: HttpRequest, status: int) -> None:
    # An address that is none, or a stranger's 404, tells nothing of anybody.
    user: Any = request.user if request.user.is_authenticated else None
    if request.resolver_match and (user or status == 403):
        actions.page_refused(by=user, status=status, route=_route(request), uuids=_uuids(request))


def _read(request: HttpRequest) -> None:
    if request.resolver_match and request.user.is_authenticated:
        user: Any = request.user
        actions.page_seen(user, route=_route(request), uuids=_uuids(request))


def _route(request: HttpRequest) -> str:
    return (request.resolver_match.view_name if request.resolver_match else "") or "unnamed"


def _uuids(request: HttpRequest) -> list[UUID]:
    given = request.resolver_match.kwargs.values() if request.resolver_match else ()
    return [value for value in given if isinstance(value, UUID)]
