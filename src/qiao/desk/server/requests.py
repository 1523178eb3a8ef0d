"""Every request: where it comes from, its id, how long it took, and its line in the log."""

import logging
import re
import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from qiao.desk.common import tracing
from qiao.desk.server import metrics

log = logging.getLogger("qiao.request")
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNREMARKABLE = {"static", "server:alive", "server:ready", "server:metrics"}


def observed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Know the reader's address, trace, measure and log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_from_proxy = is_among(request.META.get("REMOTE_ADDR", ""), settings.PROXIES)
        if is_from_proxy:
            request.META["REMOTE_ADDR"] = _address_behind(request)
        given = request.headers.get("X-Request-ID", "")
        identifier = given if is_from_proxy and _WELL_FORMED.fullmatch(given) else tracing.new_id()
        started = time.perf_counter()
        with tracing.traced(identifier):
            response = get_response(request)
            _written_down(request, response, time.perf_counter() - started)
        response.headers["X-Request-ID"] = identifier
        return response

    return middleware


def is_among(address: str, networks: list[str]) -> bool:
    """Whether the address is one of these addresses or in one of these networks."""
    try:
        return any(ip_address(address) in ip_network(network, strict=False) for network in networks)
    except ValueError:
        return False


def _address_behind(request: HttpRequest) -> str:
    """Whom the nearest proxy that is not ours forwards for; what stands further left anybody may have written."""
    own: str = request.META["REMOTE_ADDR"]
    for address in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not is_among(address.strip(), settings.PROXIES):
            return address.strip() or own
    return own


def _written_down(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route, method = _route(request), request.method or ""
    metrics.count(route=route, method=method, status=response.status_code, seconds=seconds)
    fields = {"route": route, "method": method, "status": response.status_code, "ms": round(seconds * 1000, 1)}
    # Only if it was looked up anyway: a log line asks the database nothing.
    if user := getattr(getattr(request, "_cached_user", None), "uuid", None):
        fields["user"] = str(user)
    log.log(_level(route, response.status_code), "answered", extra={"fields": fields})


def _level(route: str, status: int) -> int:
    if status >= 500:
        return logging.WARNING
    return logging.DEBUG if route in _UNREMARKABLE else logging.INFO


def _route(request: HttpRequest) -> str:
    """The route's name: an address itself may hold what nobody should read in a log."""
    match = request.resolver_match
    if match is None:
        if request.path_info.startswith(settings.STATIC_URL):
            return "static"
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return "unknown"
    return str(match.view_name or "unnamed")
