"""Minutes of the assessment committee (评审会纪要): versions of what was looked at and resolved; a signed one never changes."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from qiao.desk.assess.models.runs import Run
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Minutes(Record):
    """One version of a meeting's minutes; each saving is another version, until a second person signs the newest.

    Attributes:
        present: names of who was there.
        told: the figures in sum and the cases as they stood when it was written, each with what was resolved
            (`queries.minutes.told`).
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="minutes")
    version = models.PositiveIntegerField()
    held_on = models.DateField()
    place = models.CharField(max_length=80, blank=True)
    present = ArrayField(models.CharField(max_length=60))
    told = models.JSONField()
    conclusion = models.TextField(max_length=2_000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Minutes"].as_manager()

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "version"], name="minutes_version_once_a_run"),
            models.CheckConstraint(condition=~Q(signed_by=F("written_by")), name="minutes_signed_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.version}"

    def get_absolute_url(self) -> str:
        """The page that is printed."""
        return reverse("assess:minutes", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())

    @property
    def is_signed(self) -> bool:
        """Whether it stands for ever."""
        return self.signed_at is not None
