"""What every request needs to know of the person."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from qiao.desk.audit import acting

COOKIE = settings.LANGUAGE_COOKIE_NAME


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the person's language: their own choice, else this browser's last, else Chinese."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(COOKIE, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
        response.headers["Content-Language"] = request.LANGUAGE_CODE
        return response

    return middleware


def justified(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let every event of a request name the administrator's justified session that is open, and every read be one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        session = user.open_session if user.is_authenticated and user.reach.in_session else None
        with acting.justified(session.uuid if session else None):
            return get_response(request)

    return middleware
