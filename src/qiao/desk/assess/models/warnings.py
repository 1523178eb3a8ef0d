"""Notes on warnings (警告处理): what an officer has looked at, remembered by what the warning says."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.desk.assess.models.periods import Period
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class WarningNote(Record):
    """Somebody has looked at a warning of a period; the next run that says the same finds it looked at.

    Attributes:
        key: SHA-256 of everything that the warning says.
        rule: the warning's code.
        undone_at: since when it counts as open again; whoever looks at it afterwards writes a new note.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="warning_notes")
    key = models.CharField(max_length=64)
    rule = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["WarningNote"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "key"], condition=Q(undone_at=None), name="warning_looked_at_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.rule}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())
