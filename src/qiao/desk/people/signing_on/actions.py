"""What may be done to a person's sign-on, by themselves or by an administrator; an administrator's own, by another one."""

import secrets
from datetime import timedelta

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import RefusedError
from qiao.desk.people.actions.guards import administer, of_another
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import lockout
from qiao.desk.people.signing_on.models import FirstPassword

FIRST_PASSWORD_LASTS = timedelta(hours=24)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


@transaction.atomic
def unlock(user: User, *, by: User) -> User:
    """Let a person who was locked out try again at once."""
    administer(by)
    of_another(user, by)
    lockout.clear(user)
    audit.record("user.unlocked", by=by, on=user)
    return user


@transaction.atomic
def end_sessions(user: User, *, by: User | None, but: str = "") -> int:
    """End a person's sessions everywhere, or everywhere but in the session with this key; how many there were."""
    if by != user:
        administer(by)
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but)
    for session in sessions:
        session.end()
    audit.record("user.sessions_ended", by=by, on=user, count=len(sessions))
    return len(sessions)


@transaction.atomic
def give_password(user: User, *, by: User | None) -> str:
    """A new password for a person, to be told once: for one sign-in within a day, at which they choose their own."""
    administer(by)
    of_another(user, by)
    if not user.is_active:
        raise RefusedError(_("This person is no longer here."))
    if settings.LDAP["only"]:
        raise RefusedError(_("Passwords are the directory's alone; Qiao gives none out."))
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    user.set_password(password)
    user.save(update_fields=["password"])
    FirstPassword.objects.update_or_create(user=user, defaults={"expires_at": timezone.now() + FIRST_PASSWORD_LASTS})
    lockout.clear(user)
    audit.record("user.password_given", by=by, on=user)
    end_sessions(user, by=by)
    return password


@transaction.atomic
def change_password(user: User, *, password: str, by: User) -> User:
    """A person's own new password; the caller keeps the session at hand and ends the others."""
    user.set_password(password)
    user.save(update_fields=["password"])
    FirstPassword.objects.filter(user=user).delete()
    audit.record("user.password_changed", by=by, on=user)
    return user


@transaction.atomic
def remove_factor(factor: Authenticator, *, by: User) -> None:
    """Take one's own app or passkey away; recovery codes go with the last one."""
    user = User.objects.get(pk=factor.user_id)
    factor.delete()
    delete_dangling_recovery_codes(user)
    audit.record("user.factor_removed", by=by, on=user, factor=factor.type)


@transaction.atomic
def remove_factors(user: User, *, by: User | None) -> int:
    """Take a lost phone or key off a person's sign-on; their sessions end. How many factors there were."""
    administer(by)
    of_another(user, by)
    found = Authenticator.objects.filter(user=user)
    count = len(found)
    found.delete()
    audit.record("user.factors_removed", by=by, on=user, count=count)
    end_sessions(user, by=by)
    return count
