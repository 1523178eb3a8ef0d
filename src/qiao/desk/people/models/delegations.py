"""Who stands in for whom during leave."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Dated, Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.ranges import Days, Same
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.reach import holding

if TYPE_CHECKING:
    from qiao.desk.people.models.people import User


class DelegationQuerySet(ScopedQuerySet["Delegation"]):
    """Delegations."""

    def standing(self, day: date) -> "DelegationQuerySet":
        """Those in force on this day; one for somebody who has left is not."""
        still_here = Q(absent__left_on=None) | Q(absent__left_on__gt=day)
        return self.filter(holding(day), still_here, withdrawn_at=None)


class Delegation(Dated, Record):
    """Someone who stands in for a person on leave (代理), with both ends dated.

    The stand-in sees and does what the absent person may, but for the roles that nobody hands on (`NOT_HANDED_ON`), and
    hands nothing of it further. Whatever the two do is still done by the one who does it.
    """

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegated_away", verbose_name=_("who is away")
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="standing_in", verbose_name=_("who stands in")
    )
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="delegation_days_in_order"),
            models.CheckConstraint(condition=Q(to_date__isnull=False), name="delegation_ends"),
            models.CheckConstraint(condition=~Q(absent=F("stand_in")), name="delegation_to_another"),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[(Same("absent"), "&&"), (Days("from_date", "to_date"), "&&")],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absent} → {self.stand_in}"

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own, either way, and those of people within reach; an administrator's are all."""
        if user.has_role(Role.ADMIN, Role.AUDITOR):
            return Q()
        within = user._meta.model._base_manager.filter(user.reach.people()).values("pk")
        return Q(absent=user) | Q(stand_in=user) | Q(absent__in=within)

    @property
    def state(self) -> str:
        """`withdrawn`, `ahead`, `now` or `past`."""
        today = calendar.today()
        if self.withdrawn_at:
            return "withdrawn"
        if self.from_date > today:
            return "ahead"
        return "now" if self.to_date is None or self.to_date >= today else "past"
