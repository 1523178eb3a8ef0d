"""Assessment periods (考评期) as a line of steps, each with a deadline and whoever did it."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models.standards import Standard
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Step(models.TextChoices):
    """What a period goes through, in this order."""

    DATA = "data", _("data")
    CHECKS = "checks", _("checks")
    RUN = "run", _("run")
    REVIEW = "review", _("review")
    OBJECTIONS = "objections", _("objections")
    PUBLISH = "publish", _("publication")
    LOCK = "lock", _("lock")
    LETTERS = "letters", _("letters")


class Period(Record, Versioned):
    """Days for which managers are assessed, under one published standard.

    Attributes:
        label: as the engine writes it: `2025`, `2025H1`, `2025Q3`, `2025-07`.
        first, last: its days, both in it.
        locked_at: from then on no day of it changes hands and none of its figures moves but by a restatement.
    """

    label = models.CharField(max_length=24, unique=True)
    first = models.DateField()
    last = models.DateField()
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="periods")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Period"].as_manager()

    class Meta:
        ordering: ClassVar = ["-last", "-pk"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Its line of steps."""
        return reverse("assess:period", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'; anybody else knows those of which something was shown to managers."""
        if user.reach.reads_results:
            return Q()
        return Q(runs__shown_at__isnull=False)

    @property
    def is_locked(self) -> bool:
        """Whether its result stands for ever."""
        return self.locked_at is not None

    def is_over(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.last < day


class StepState(models.Model):
    """One step of a period: until when it is to be done, and who did it."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    due_on = models.DateField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["period", "step"], name="step_once_a_period")]

    def __str__(self) -> str:
        return f"{self.period_id} {self.step}"

    @property
    def is_done(self) -> bool:
        """Whether the next step may be taken."""
        return self.done_at is not None
