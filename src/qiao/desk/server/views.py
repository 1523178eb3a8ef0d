"""Three pages for machines; to whoever is not a monitor of the bank's they do not exist."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from qiao.desk.server import health
from qiao.desk.server import metrics as figures
from qiao.desk.server.requests import is_among

View = Callable[[HttpRequest], HttpResponse]


def for_monitors(view: View) -> View:
    """The page is for the addresses in QIAO_MONITORS, signed in or not; anybody else gets 404."""

    @login_not_required
    @never_cache
    @require_safe
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        # A monitor asks directly: a proxy on this machine may forward for the whole world.
        is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
        if is_forwarded or not is_among(request.META.get("REMOTE_ADDR", ""), settings.MONITORS):
            raise Http404
        return view(request)

    return checked


@for_monitors
def alive(_: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@for_monitors
def ready(_: HttpRequest) -> HttpResponse:
    """Everything that the desk needs is there, or 503."""
    told = health.as_json(health.checks())
    return JsonResponse(told, status=200 if told["ready"] else 503)


@for_monitors
def metrics(_: HttpRequest) -> HttpResponse:
    """Figures for Prometheus."""
    return HttpResponse(figures.exposition(), content_type=CONTENT_TYPE_LATEST)
