"""Assignments (管户): who manages a client from day to day, for what share."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.spans import Span
from qiao.desk.common.models import Dated, Record
from qiao.desk.common.ranges import Days, Same
from qiao.desk.people.reach import holding


class Part(models.TextChoices):
    """What a manager is to a client."""

    LEAD = "lead", _("lead")
    ASSIST = "assist", _("assist")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments."""

    def on(self, day: date) -> "AssignmentQuerySet":
        """Those in force on this day."""
        return self.filter(holding(day))

    def within(self, spans: list[Span]) -> "AssignmentQuerySet":
        """Those in force on some day of these spans."""
        parts = Q(pk__in=())
        for span in spans:
            begun = Q() if span.last is None else Q(from_date__lte=span.last)
            parts |= begun & (Q(to_date=None) | Q(to_date__gte=span.first))
        return self.filter(parts)


class Assignment(Dated, Record):
    """A manager's share of a client from a day up to and including another; 0 < share ≤ 1, four places."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="assignments")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=6, choices=Part.choices)  # the ledger's `role`
    share = models.DecimalField(max_digits=5, decimal_places=4)
    is_inherited = models.BooleanField(default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_date", "part", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="assignment_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(share__gt=Decimal(0)) & Q(share__lte=Decimal(1)), name="assignment_share_in_range"
            ),
            models.UniqueConstraint(fields=["client", "manager", "from_date"], name="assignment_key"),
            ExclusionConstraint(
                name="assignment_one_lead_at_a_time",
                expressions=[(Same("client"), "&&"), (Days("from_date", "to_date"), "&&")],
                condition=Q(part="lead"),
                deferrable=models.Deferrable.IMMEDIATE,  # a feed changes many at once, and is asked when all are written
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["manager", "to_date", "from_date", "client"], name="assignment_of_manager"),
            models.Index(fields=["client", "from_date"], name="assignment_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.manager_id} {self.share} {self.span}"

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.from_date, self.to_date)
