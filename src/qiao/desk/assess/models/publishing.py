"""What two people decide of a period's run: that it is published, locked, or restated beside a locked one."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models.periods import Period
from qiao.desk.assess.models.runs import Run
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Kind(models.TextChoices):
    """What is proposed."""

    PUBLISH = "publish", _("publication")
    LOCK = "lock", _("lock")
    RESTATE = "restate", _("restatement")


# By these a run's result becomes final for those whom it is about.
FINAL = (Kind.PUBLISH, Kind.RESTATE)


class State(models.TextChoices):
    """What became of it."""

    PROPOSED = "proposed", _("waits for a second person")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("not agreed to")
    WITHDRAWN = "withdrawn", _("taken back")


class Proposal(Record):
    """One person proposes, another decides; the database itself refuses that they are one (四眼原则).

    Attributes:
        waiver: why an incomplete run is published nevertheless.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="proposals")
    run = models.ForeignKey(Run, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=300)
    waiver = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["Proposal"].as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(state="proposed"), name="proposal_one_at_a_time_a_period"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="proposal_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.run_id} {self.state}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())
