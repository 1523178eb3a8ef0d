"""Tokens (访问令牌), and how often they are used."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qiao.desk.api.scopes import Scope
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class TokenQuerySet(ScopedQuerySet["Token"]):
    """Tokens."""

    def live(self) -> "TokenQuerySet":
        """Those that still open something today."""
        return self.filter(revoked_at=None, expires_on__gte=calendar.today())


class Token(Record):
    """A secret with which a program acts as a person.

    Only its hash is kept: 256 random bits can't be guessed from it, so it needs neither salt nor slowness.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    hash = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the whole token, in hex
    prefix = models.CharField(max_length=12, editable=False)  # how people tell their tokens apart
    scopes = ArrayField(models.CharField(max_length=30), verbose_name=_("what it may do"))
    per_minute = models.PositiveSmallIntegerField(_("requests a minute"), default=120)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("last day"))  # on which it still works
    last_used_at = models.DateTimeField(null=True)  # to within an hour
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own; administrators and auditors see that everyone's are there."""
        return Q() if user.has_role(Role.ADMIN, Role.AUDITOR) else Q(user=user)

    @property
    def fault(self) -> str:
        """Why it opens nothing, as a code; empty while it does."""
        if self.revoked_at:
            return "revoked"
        if self.expires_on < calendar.today():
            return "expired"
        return "" if self.user.is_active else "left"

    @property
    def scope_names(self) -> list[str]:
        """What it may do, in words."""
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope]


class Tally(models.Model):
    """How often something happened in one minute, counted for all processes together."""

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()  # since 1970
    count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["minute"], name="tally_minute")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
