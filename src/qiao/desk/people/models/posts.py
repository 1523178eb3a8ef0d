"""Posts: which role a person holds where, from day to day."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Dated, Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.ranges import Days, Hash, Same
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import Versioned
from qiao.desk.people import calendar
from qiao.desk.people.models.branches import Branch, Team
from qiao.desk.people.reach import holding

if TYPE_CHECKING:
    from qiao.desk.people.models.people import User


class PostQuerySet(ScopedQuerySet["Post"]):
    """Posts."""

    def on(self, day: date) -> "PostQuerySet":
        """Those held on this day."""
        return self.filter(holding(day))

    def reaching(self, day: date) -> "PostQuerySet":
        """Those that are held on this day or on a later one."""
        return self.filter(Q(to_date=None) | Q(to_date__gte=day))


class Post(Dated, Record, Versioned):
    """A role that a person holds somewhere from a day on (任职): a branch, and for managers and leads a team."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="posts", verbose_name=_("branch"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("team"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="post_days_in_order"
            ),
            models.CheckConstraint(condition=~Q(given_by=F("user")), name="post_given_by_another"),
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=[
                    (Same("user"), "&&"),
                    (Same(Hash("role")), "&&"),
                    (Same("branch"), "&&"),
                    (Same(Coalesce("team", Value(0))), "&&"),
                    (Days("from_date", "to_date"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.team or self.branch}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may see who does what where."""
        return Q() if user.is_active else Q(pk=None)

    @property
    def is_now(self) -> bool:
        """Whether it is held today."""
        return not self.is_past and not self.is_ahead

    @property
    def is_past(self) -> bool:
        """Whether it has ended."""
        return self.to_date is not None and self.to_date < calendar.today()

    @property
    def is_ahead(self) -> bool:
        """Whether it is yet to begin."""
        return self.from_date > calendar.today()
