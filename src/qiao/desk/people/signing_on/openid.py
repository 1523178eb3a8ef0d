"""The bank's identity provider (OpenID Connect): it names a staff number, and the person of that number signs on.

The library runs the exchange (state, PKCE, code) but believes an ID token that came over TLS without asking for its
signature, and knows no nonce; both are checked here. Keys are fetched at each sign-on, so that a rolled key just works.
"""

import logging
import secrets
import time
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from qiao.desk.audit import actions as audit
from qiao.desk.people import proof
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import tokens

PROVIDER = "bank"  # the only one
SESSION_KEY = "openid"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
log = logging.getLogger(__name__)


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # ships no types
    """One sign-on at the provider, with the checks that the library leaves out."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, if it is the one that the bank named and all of it is encrypted."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != settings.OPENID["issuer"]:
            raise OAuth2Error("issuer")
        if not all(_is_safe(config.get(name, "")) for name in _ENDPOINTS):
            raise OAuth2Error("endpoints")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to."""
        return request.build_absolute_uri(reverse("openid_callback"))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """Read who signed on out of the ID token, and out of the user info where the token is terse."""
        raw = kwargs["response"].get("id_token", "")
        claim = settings.OPENID["claim"]
        try:
            keys = self._get(self.openid_config["jwks_uri"])
            found = tokens.claims(raw, keys=keys, issuer=settings.OPENID["issuer"], client=app.client_id)
        except tokens.TokenError as error:
            raise OAuth2Error(str(error)) from error
        if claim not in found and "userinfo_endpoint" in self.openid_config:
            said = self._fetch_user_info(token.token)
            if said.get("sub") != found["sub"]:
                raise OAuth2Error("user_info")
            found[claim] = said.get(claim)
        data = {"id_token": found, "raw": raw, "end": self.openid_config.get("end_session_endpoint", "")}
        return self.get_provider().sociallogin_from_response(request, data)

    def _get(self, url: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(url)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
            return found


def name() -> str:
    """What the provider is called on a button; blank where the bank named none."""
    return (settings.OPENID["name"] or _("the bank's single sign-on")) if settings.OPENID["issuer"] else ""


def start(request: HttpRequest, *, back: str = "", is_proof: bool = False) -> HttpResponse:
    """Send the person to the provider: to sign on, or to prove once more who they are."""
    nonce = secrets.token_urlsafe(16)
    words = {"nonce": nonce, **({"prompt": "login", "max_age": "0"} if is_proof else {})}
    state = {"nonce": nonce, "is_proof": is_proof}
    provider = get_adapter().get_provider(request, PROVIDER)
    provider.get_oauth2_adapter = Exchange
    try:
        sent: HttpResponse = provider.redirect(request, "login", next_url=back or None, data=state, auth_params=words)
    except (OAuth2Error, RequestException) as error:
        return _refused(request, "down", type(error).__name__)
    return sent


def arrive(request: HttpRequest, sociallogin: Any) -> NoReturn:
    """Go on as the person of the staff number that the provider named, who must exist and still be here.

    Raises:
        ImmediateHttpResponse: always; it carries the page that comes next.
    """
    said, state = sociallogin.account.extra_data, sociallogin.state.get("data") or {}
    named = said["id_token"]
    if not secrets.compare_digest(str(named["nonce"]), state.get("nonce", "")):
        raise ImmediateHttpResponse(_refused(request, "answer", "nonce"))
    user = User.objects.filter(staff_number=str(named.get(settings.OPENID["claim"]) or "")).first()
    if state.get("is_proof"):
        raise ImmediateHttpResponse(_proved(request, user, named, sociallogin.state.get("next") or "/"))
    if user is None or not user.is_active:
        raise ImmediateHttpResponse(_refused(request, "unknown", "left" if user else "unknown", user))
    if request.user.is_authenticated:
        get_account_adapter(request).logout(request)
    request.session[SESSION_KEY] = {"hint": said["raw"], "end": said["end"]}
    record_authentication(request, user, "openid")
    raise ImmediateHttpResponse(perform_login(request, user, redirect_url=sociallogin.state.get("next")))


def fail(request: HttpRequest, reason: object) -> NoReturn:
    """The provider's answer is not to be believed, or there is none.

    Raises:
        ImmediateHttpResponse: always; it carries the page that says so.
    """
    kind = "down" if isinstance(reason, RequestException) else "answer"
    raise ImmediateHttpResponse(_refused(request, kind, str(reason) if isinstance(reason, OAuth2Error) else "exchange"))


def way_out(request: HttpRequest) -> str:
    """The provider's own sign-out, for a session that began there; to be asked before the session ends."""
    begun = request.session.get(SESSION_KEY) or {}
    if not begun.get("end"):
        return ""
    words = {
        "id_token_hint": begun["hint"],
        "client_id": settings.OPENID["client_id"],
        "post_logout_redirect_uri": request.build_absolute_uri(reverse("account_login")),
    }
    return f"{begun['end']}?{urlencode(words)}"


def _proved(request: HttpRequest, user: User | None, named: dict[str, Any], back: str) -> HttpResponse:
    """The same person, who has just typed a password there."""
    fresh = time.time() - named.get("auth_time", 0) < proof.LASTS.total_seconds()
    if user is None or user != request.user or not fresh:
        return _refused(request, "answer", "proof", user)
    proof.note(request)
    audit.record("user.proved", by=user, on=user, method="openid")
    return HttpResponseRedirect(back)


def _refused(request: HttpRequest, kind: str, reason: str, user: User | None = None) -> HttpResponse:
    """One page for strangers and leavers, one for an answer that is not believed, one for no answer."""
    code = reason if reason.isidentifier() else "exchange"  # a provider's own words may hold anything
    log.warning("sign-on by the identity provider refused: %s", code)
    audit.refused("user.refused", by=None, on=user, reason=f"openid_{code}".lower())
    return render(request, "socialaccount/refused.html", {"kind": kind}, status=403)


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})
