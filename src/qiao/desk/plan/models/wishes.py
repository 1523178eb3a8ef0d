"""Wishes (自下而上申报): somebody proposes another figure for themselves or their team; the one above decides."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.plan.models.targets import Target
from qiao.desk.plan.models.units import reads_all, within

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class State(models.TextChoices):
    """What became of it."""

    WAITING = "waiting", _("waits for a decision")
    ACCEPTED = "accepted", _("accepted")
    CHANGED = "changed", _("accepted with another figure")
    REFUSED = "refused", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Wish(Record):
    """Another figure for a target, with a reason; `given` is what was decided."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="wishes")
    figure = models.DecimalField(max_digits=24, decimal_places=4)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    given = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Wish"].as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target"], condition=Q(state="waiting"), name="wish_waits_once_a_target"),
            models.CheckConstraint(condition=~Q(decided_by=F("by")), name="wish_decided_by_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "changed"]) | Q(decided_by__isnull=False, given__isnull=False),
                name="wish_granted_by_another",
            ),
            models.CheckConstraint(condition=Q(figure__gte=0), name="wish_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.figure}"

    def get_absolute_url(self) -> str:
        """Where it is decided."""
        return reverse("plan:wish", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Those about targets that one may see."""
        return Q() if reads_all(user.reach) else within(user.reach, "target__")

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is still to decide."""
        return self.state == State.WAITING
