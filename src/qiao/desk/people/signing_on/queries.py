"""What is known of a person's sign-on."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.people.signing_on.models import FirstPassword
from qiao.desk.server.models import Installation

# What an outsider could do the most with: all figures, all people, everything.
WITH_SECOND_FACTOR = (Role.HR, Role.ADMIN, Role.AUDITOR)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_sample() -> bool:
    """Whether this database was made as a sample."""
    return Installation.objects.filter(is_sample=True).exists()


def needs_second_factor(user: User) -> bool:
    """Whether this person may not work without one."""
    return user.has_role(*WITH_SECOND_FACTOR) and not is_sample()


def has_second_factor(user: User) -> bool:
    """Whether a code or a passkey stands beside the password; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def has_app(user: User) -> bool:
    """Whether an authenticator app is linked."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def has_passkey(user: User) -> bool:
    """Whether a passkey stands beside the password."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def has_first_password(user: User) -> bool:
    """Whether the password is one that an administrator gave out."""
    return FirstPassword.objects.filter(user=user).exists()


def is_expired(user: User) -> bool:
    """Whether the password was given out and its time has run out."""
    return FirstPassword.objects.filter(user=user, expires_at__lte=timezone.now()).exists()


def sessions(user: User) -> list[UserSession]:
    """Where a person is signed in, the latest first; sessions that ended by themselves are forgotten."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.created_at, reverse=True)


def ways_to_prove(user: User) -> set[str]:
    """How a person can show again who they are."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    ways = {
        "password": user.has_usable_password() or bool(settings.LDAP["url"]),
        "code": Authenticator.Type.TOTP in kinds,
        "passkey": Authenticator.Type.WEBAUTHN in kinds,
        "openid": bool(settings.OPENID["issuer"]),
    }
    return {way for way, is_there in ways.items() if is_there}
