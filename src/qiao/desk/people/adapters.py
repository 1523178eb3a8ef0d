"""How the sign-on library is told the bank's rules."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.audit import actions as audit
from qiao.desk.people import proof
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import lockout, openid, queries

# What the library says after an act, in the desk's own words; what is not named here is not said.
_SAID = {
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Recovery codes are ready: keep them safe."),
}
INCORRECT = gettext_lazy("That is not right. Check it and try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # ships no types
    """Nobody registers: people are written down by an administrator."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Staff number or password is not right."),
        "incorrect_password": INCORRECT,
        "incorrect_code": INCORRECT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kwargs: Any
    ) -> None:
        """Say it in the desk's words, or not at all."""
        if words := kwargs.get("message") or _SAID.get(message_template or ""):
            messages.add_message(request, level, str(words))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no mail; what happened stands among a person's events."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who this is, by staff number and password: the bank's directory if there is one, then our own."""
        attempt = lockout.begin(request, credentials["username"])
        try:
            user = authenticate(request, **credentials)
        except ValidationError:
            attempt.succeeded()  # the directory does not answer, which is nobody's guess
            raise
        AuthenticationBackend.unstash_authenticated_user()  # a leaver is told what a stranger is told
        if isinstance(user, User) and not (_is_local(user) and queries.is_expired(user)):
            attempt.succeeded()
            return user
        known = User.objects.filter(staff_number=credentials["username"]).first()
        attempt.failed(known, "password")
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session: every step of signing on is done."""
        steps = [record.get("type", record["method"]) for record in get_authentication_records(request, user)]
        super().login(request, user)
        lockout.clear(user)
        proof.note(request)
        audit.record("user.signed_in", by=user, on=user, method="+".join(steps) or "unknown")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A leaver is told what a stranger is told."""
        audit.refused("user.refused", by=None, on=user, reason="left")
        messages.error(request, str(self.error_messages["username_password_mismatch"]))
        return HttpResponseRedirect(reverse("account_login"))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """One page asks for proof, by whichever way the person has."""
        return [{"id": "reauthenticate", "description": _("Prove who you are"), "url": reverse("proof")}]


def _is_local(user: User) -> bool:
    """Whether it was our own password that the person gave; a directory's never runs out here."""
    return str(getattr(user, "backend", "")).endswith(".LocalBackend")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # ships no types
    """Second factors: their secrets are sealed, and who needs one keeps one."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": INCORRECT,
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second factor: set up another one before you remove this one."
        ),
    }

    def get_totp_issuer(self) -> str:
        """The name that an authenticator app shows."""
        return _("Qiao")

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        sealed: bytes = _seal().encrypt(text.encode())
        return sealed.decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return _seal().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of a person who may not work without."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=queries.FACTORS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not queries.needs_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: User, kind: str) -> str:
        """A first name for a new passkey."""
        count = Authenticator.objects.filter(user=user, type=kind).count()
        return _("Passkey %(number)s") % {"number": count + 1}


def _seal() -> MultiFernet:
    """Sealed with the newest secret key, opened with any that still stands."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factors:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # ships no types
    """The bank's identity provider recognises people who exist; it makes none and changes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Go on as the person whom the provider named, outside the library's own accounts of strangers."""
        openid.arrive(request, sociallogin)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """The provider's answer was missing, late, false or a second time: one page for all of it."""
        openid.fail(request, kwargs.get("exception") or kwargs.get("error"))
