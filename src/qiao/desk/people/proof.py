"""Proof again (再次验证) before a sensitive act: `@proved_recently` on its view."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from qiao.desk.common.requests import Request

P = ParamSpec("P")
LASTS = timedelta(minutes=5)
KEY = "proved_at"


def note(request: HttpRequest) -> None:
    """The person has just shown who they are: by signing in, or again."""
    request.session[KEY] = time.time()


def is_recent(request: HttpRequest) -> bool:
    """Whether that is at most five minutes ago."""
    return bool(time.time() - request.session.get(KEY, 0) < LASTS.total_seconds())


def proved_recently(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """The view is for a person who has just proved who they are; anyone else is asked to first, and comes back.

    What a form held is not kept meanwhile: it may be secret. The person comes back to the form and is told to send it again.
    """

    @wraps(view)
    def checked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_recent(request):
            return view(request, *args, **kwargs)
        if request.method != "GET":
            messages.info(request, _("Nothing was changed yet. Once you have proved who you are, send the form again."))
        address = f"{reverse('proof')}?{urlencode({'next': _way_back(request)})}"
        return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)

    return checked


def _way_back(request: Request) -> str:
    """The page that was asked for, or the page whose form was sent."""
    if request.method == "GET" and not request.htmx:
        return request.get_full_path()
    page = urlsplit(request.htmx.current_url_abs_path or request.headers.get("Referer", ""))
    return f"{page.path}?{page.query}" if page.query else page.path or "/"
