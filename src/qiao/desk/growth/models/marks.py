"""Marks (评分), and those that two officers struck because an objection was upheld."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.growth.models.seats import Seat

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Mark(Record):
    """What a seat says of one item of the standard.

    Attributes:
        evidence: by what an extreme mark is borne out.
        struck_at: from then on it counts no more; nothing else of a closed campaign's mark ever changes.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="marks")
    item = models.CharField(max_length=40)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    evidence = models.CharField(max_length=500, blank=True)
    struck_at = models.DateTimeField(null=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Mark"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "item"], name="mark_once_an_item"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="mark_within_hundred"),
        ]

    def __str__(self) -> str:
        return self.item

    def get_absolute_url(self) -> str:
        """Where it may be struck."""
        return reverse("growth:mark", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """The rater's own; the officers' and the auditors', by pseudonym, once the campaign is closed."""
        own = Q(seat__rater=user.pk)
        return own | Q(seat__campaign__state="closed") if user.reach.reads_results else own


class Standing(models.TextChoices):
    """What became of it."""

    PROPOSED = "proposed", _("waits for a second person")
    APPROVED = "approved", _("struck")
    REFUSED = "refused", _("not agreed to")
    WITHDRAWN = "withdrawn", _("taken back")


class Strike(Record):
    """One officer proposes to strike a mark, another decides; the database itself refuses that they are one (四眼原则).

    What its proposer took back nobody has decided; `decided_at` is when.
    """

    mark = models.ForeignKey(Mark, models.PROTECT, related_name="strikes")
    state = models.CharField(max_length=9, choices=Standing.choices, default=Standing.PROPOSED)
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Strike"].as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mark"], condition=Q(state="proposed"), name="strike_waits_once_a_mark"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"]) | Q(decided_by__isnull=False),
                name="strike_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="strike_decided_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.state}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())

    @property
    def waits(self) -> bool:
        """Whether somebody is still to decide."""
        return self.state == Standing.PROPOSED
