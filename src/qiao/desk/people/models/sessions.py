"""Sessions in which an administrator may read what is otherwise not theirs."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.ranges import Moments, Same
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar

if TYPE_CHECKING:
    from qiao.desk.people.models.people import User

LONGEST = timedelta(minutes=30)


class JustifiedSessionQuerySet(ScopedQuerySet["JustifiedSession"]):
    """Justified sessions."""

    def open(self) -> "JustifiedSessionQuerySet":
        """Those open at this moment."""
        now = calendar.now()
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now), opened_at__lte=now, until__gt=now)


class JustifiedSession(Record):
    """An administrator reads records for a stated reason and a short time (说明事由的查看会话); every read is an event."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="justified_sessions")
    reason = models.CharField(_("reason"), max_length=200)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JustifiedSessionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at"), until__lte=F("opened_at") + LONGEST), name="session_is_short"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at"), ended_at__lte=F("until")),
                name="session_ends_within",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S.{8,}\S"), name="session_has_a_reason"),
            ExclusionConstraint(
                name="session_once_at_a_time",
                expressions=[(Same("user"), "&&"), (Moments("opened_at", Least("until", "ended_at")), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.opened_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Administrators and auditors see all of them."""
        return Q() if user.has_role(Role.ADMIN, Role.AUDITOR) else Q(pk=None)

    @property
    def ends_at(self) -> datetime:
        """When it ends or has ended."""
        return self.ended_at or self.until
