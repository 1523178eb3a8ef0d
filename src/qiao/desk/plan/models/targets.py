"""Targets (任务目标): what a unit is to reach of an indicator in a period, and every figure that it ever was."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.desk.plan.models.units import OfUnit, one_unit, reads_all, within

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Target(Record, OfUnit, Versioned):
    """One figure: of a period, of a unit, of an indicator.

    Attributes:
        period: label as the engine writes it; a ledger may tell of periods that the desk has not opened.
        figure: what counts, in the indicator's own unit; 0 is none.
        draft: what it shall be once a second person has confirmed the division that it stands in.
    """

    period = models.CharField(max_length=24)
    indicator = models.CharField(max_length=40)
    figure = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    draft = models.DecimalField(max_digits=24, decimal_places=4, null=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Target"].as_manager()

    class Meta:
        ordering: ClassVar = ["period", "indicator", "pk"]
        constraints: ClassVar = [
            one_unit("target_of_one_unit"),
            models.UniqueConstraint(fields=["period", "branch", "indicator"], name="target_of_branch_once"),
            models.UniqueConstraint(fields=["period", "team", "indicator"], name="target_of_team_once"),
            models.UniqueConstraint(fields=["period", "person", "indicator"], name="target_of_person_once"),
            models.CheckConstraint(condition=Q(figure=None) | Q(figure__gte=0), name="target_not_negative"),
            models.CheckConstraint(condition=Q(draft=None) | Q(draft__gte=0), name="target_draft_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.indicator}"

    def get_absolute_url(self) -> str:
        """Its history."""
        return reverse("plan:target", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own, and those of the people, teams and branches below; officers and auditors see all."""
        return Q() if reads_all(user.reach) else within(user.reach)


class How(models.TextChoices):
    """How a figure came to be."""

    DIVIDED = "divided", _("handed down")
    WISHED = "wished", _("proposed from below")
    LEDGER = "ledger", _("told by the ledger")


class Change(models.Model):
    """A figure became another one; it never changes itself.

    Attributes:
        by, confirmed_by: who set it and who agreed; nobody where the ledger told it.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="changes")
    before = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    after = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    how = models.CharField(max_length=8, choices=How.choices)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    is_append_only: ClassVar = True

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(how=How.LEDGER)
                | (Q(by__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("by"))),
                name="target_changed_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.after}"
