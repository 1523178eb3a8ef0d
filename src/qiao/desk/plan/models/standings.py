"""Standings (完成情况): where every manager stood with every indicator that has targets, as a finished run has it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.desk.assess.models import Run
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.people.models import User
from qiao.desk.plan.models.units import reads_all


class Standing(models.Model):
    """One manager, one indicator, one run; copied from the run, so that sums cost one query. It never changes.

    Attributes:
        kind: how the figure grows, of `queries.indicators`.
        value: the run's published figure; None where it does not apply or has no source.
        earned: what of the whole period's figure is there already; averages and increases fill with the days.
        forecast: what it comes to by the period's end.
        above, below: what a ratio is made of.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="standings")
    manager = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    indicator = models.CharField(max_length=40)
    kind = models.CharField(max_length=6)
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    earned = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    forecast = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    above = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    below = models.DecimalField(max_digits=24, decimal_places=4, null=True)

    is_append_only: ClassVar = True
    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Standing"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "manager", "indicator"], name="standing_once_a_manager")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "run"], name="standing_of_person")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.manager} {self.indicator}"

    @staticmethod
    def scope(user: User) -> Q:
        """As of outcomes: one's own and the people's below of what was shown; officers and auditors see all."""
        if reads_all(user.reach):
            return Q()
        people = User._base_manager.filter(user.reach.people())
        return Q(run__shown_at__isnull=False, person__in=people.values("pk"))
