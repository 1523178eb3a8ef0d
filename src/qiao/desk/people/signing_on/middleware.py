"""What stands between a session and every page: its age, and what a person still has to set up."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from qiao.desk.audit import actions as audit
from qiao.desk.people.signing_on import queries

View = Callable[..., HttpResponse]
BEGAN, SEEN, OWN_PASSWORD, TWO_FACTORS = "began_at", "seen_at", "own_password", "two_factors"
SEEN_EVERY = 60  # seconds; a session is written at most this often only to say that it is in use
OPEN = {"account_logout", "account_change_password", "preferences", "proof", "proof_openid", "openid_callback"}


class SignInRequired(LoginRequiredMiddleware):
    """Sign-in before every page; a fragment's request moves the whole page there."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponse:  # type: ignore[override]
        """Send to the sign-in page, and back afterwards."""
        htmx = getattr(request, "htmx", None)
        if htmx:
            back = htmx.current_url_abs_path or "/"
            return HttpResponseClientRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")
        answer: HttpResponse = super().handle_no_permission(request, view_func)
        return answer


class Expiry:
    """A session ends when nobody uses it, and after a working day in any case."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        """End a session that is too old; the sign-in page comes by itself."""
        if not request.user.is_authenticated:
            return
        session, now = request.session, time.time()
        began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
        if now - seen > settings.IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            audit.record("user.session_expired", by=request.user, on=request.user)
            logout(request)
            messages.info(request, _("You were signed out because nobody used this session for a while."))
        elif now - seen > SEEN_EVERY and not getattr(view, "is_unattended", False):
            session[SEEN] = now


class SetUp:
    """First one's own password, then a second factor for those who need one, then the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead a person to what is still to be set up."""
        match = request.resolver_match
        name = str(match.url_name) if match else ""
        if not request.user.is_authenticated or name in OPEN or not getattr(view, "login_required", True):
            return None
        session = request.session
        if not session.get(OWN_PASSWORD):
            if queries.has_first_password(request.user):
                return self._lead(request, "account_change_password")
            session[OWN_PASSWORD] = True
        if session.get(TWO_FACTORS) or name.startswith("mfa_") or not queries.needs_second_factor(request.user):
            return None
        if not queries.has_second_factor(request.user):
            return self._lead(request, "mfa_index")
        session[TWO_FACTORS] = True
        return None

    @staticmethod
    def _lead(request: HttpRequest, name: str) -> HttpResponse:
        address = reverse(name)
        return HttpResponseClientRedirect(address) if getattr(request, "htmx", None) else HttpResponseRedirect(address)
