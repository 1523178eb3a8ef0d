"""Pages of the design system itself: search, the language before sign-in, the gallery, and answers to failures."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.common.requests import Request
from qiao.desk.common.tracing import request_id
from qiao.desk.ui import gallery, searching
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked and what was found."""

    words: str
    hits: list[searching.Hit]


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
    """Our own fault: the number under which the log tells it."""
    return render(request, "500.html", {"number": request_id()}, status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: grown old, or sent by another site."""
    return render(request, "ui/csrf.html", status=403)
