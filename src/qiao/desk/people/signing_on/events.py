"""What the sign-on library does to second factors, written down as events of the bank."""

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver

from qiao.desk.audit import actions as audit
from qiao.desk.people.models import User


@receiver(signals.authenticator_added)
def _added(sender: type, user: User, authenticator: Authenticator, **_: object) -> None:
    audit.record("user.factor_added", by=user, on=user, factor=authenticator.type)


@receiver(signals.authenticator_removed)
def _removed(sender: type, user: User, authenticator: Authenticator, **_: object) -> None:
    audit.record("user.factor_removed", by=user, on=user, factor=authenticator.type)


@receiver(signals.authenticator_reset)
def _reset(sender: type, user: User, authenticator: Authenticator, **_: object) -> None:
    audit.record("user.factor_renewed", by=user, on=user, factor=authenticator.type)
