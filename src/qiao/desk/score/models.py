"""What the scorecard keeps of its own: that a manager has seen a published result."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.desk.assess.models import Outcome
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.people.models import User


class Confirmation(models.Model):
    """A manager has seen a published result of theirs (结果确认): who, when, once; the database refuses any change."""

    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    is_append_only: ClassVar = True

    objects = ScopedQuerySet["Confirmation"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by_id} {self.outcome_id}"

    @staticmethod
    def scope(user: User) -> Q:
        """Those of the results that the person may see."""
        return Q(outcome__in=Outcome.objects.visible_to(user))
