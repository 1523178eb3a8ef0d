"""Pages of the design system itself: search, the language before sign-in, the gallery, and answers to failures."""

import sys
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.common.outages import RETRY_AFTER, is_lost
from qiao.desk.common.requests import Request
from qiao.desk.common.tracing import request_id
from qiao.desk.ui import gallery, searching
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked and what was found."""

    words: str
    hits: list[searching.Hit]


class Outage(NamedTuple):
    """That the database is away, in one language."""

    lang: str
    title: str
    sentence: str
    again: str


def search(request: Request) -> HttpResponse:
    """Everything that the person may see under some words."""
    words = request.GET.get("q", "")[:80]
    return show(request, "ui/search.html", SearchPage(words, searching.find(request.user, words)))


def components(request: Request) -> HttpResponse:
    """Every component in every state."""
    return show(request, "ui/gallery.html", gallery.page())


@require_POST
def moved(request: Request) -> HttpResponse:
    """A move on the gallery's board: accepted, and kept nowhere."""
    return HttpResponse(status=204)


def back_to(request: HttpRequest) -> HttpResponseRedirect:
    """Where the choice was made, if that is a page of ours."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if is_ours else "/")


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    """Keep the language in this browser, for the pages before sign-in."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86_400,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """The desk's sign, for browsers that ask for it by its old name whatever a page says."""
    return HttpResponsePermanentRedirect(static("ui/qiao.svg"))


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language before sign-in; this browser remembers it."""
    return remember_language(back_to(request), request.POST.get("language", ""))


# --- failures --------------------------------------------------------------------------------------------------------


def failed(request: HttpRequest) -> HttpResponse:
    """Our own fault: the number under which the log tells it; or the database is away, which is said as it is."""
    error = sys.exception()  # Django calls this while it handles it
    if error is not None and is_lost(error):
        return unavailable(request)
    return render(request, "500.html", {"number": request_id()}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away: a page that asks it nothing, not even who is there, so that it speaks both languages."""
    is_read = request.method in ("GET", "HEAD")
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
    said = []
    for code in sorted(dict(settings.LANGUAGES), key=lambda code: code != chosen):
        with override(code):
            said.append(_outage(code, is_read=is_read))
    context = {"said": said, "again": request.get_full_path() if is_read else "/"}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response._has_been_logged = True  # type: ignore[attr-defined]  # our own line tells it; Django's would bring a traceback
    return response


def _outage(code: str, *, is_read: bool) -> Outage:
    sentence = (
        _("The database cannot be reached just now: wait a moment and try again.")
        if is_read
        else _(
            "The database cannot be reached just now and may not have kept what you sent: wait a moment, look, and send again what is missing."
        )
    )
    return Outage(code, _("The database is away"), sentence, _("Try again"))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: grown old, or sent by another site."""
    return render(request, "ui/csrf.html", status=403)
