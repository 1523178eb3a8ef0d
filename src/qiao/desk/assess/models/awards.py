"""Awards and adjustments (加减分): bonus points that one person proposes with evidence and a second person decides on."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.desk.assess.models.periods import Period
from qiao.desk.assess.models.publishing import State
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.people.models import User


class Award(Record):
    """Points of one bonus indicator for one manager on a day; the ledger has those that are approved and not withdrawn.

    Attributes:
        number: counted through the period, under which it is in the ledger too.
        manager: number in the ledger of the person.
        points: with two places; below nothing it is an adjustment.
        withdraws: this row takes that award back, once it is approved itself; everything else is as there.
        clause: of the standard or of the bank's rules, as they name it.
        reference: number of the document that bears it out.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="awards")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="awards")
    manager = models.CharField(max_length=40)
    date = models.DateField()
    indicator = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.CharField(max_length=300)
    clause = models.CharField(max_length=120)
    evidence = models.TextField(max_length=1_000)
    reference = models.CharField(max_length=120, blank=True)
    withdraws = models.ForeignKey("self", models.PROTECT, null=True, related_name="withdrawals")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["Award"].as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "number"], name="award_number_once_a_period"),
            models.UniqueConstraint(
                fields=["withdraws"], condition=Q(state__in=["proposed", "approved"]), name="award_withdrawn_once"
            ),
            models.CheckConstraint(condition=~Q(points=0), name="award_has_points"),
            models.CheckConstraint(condition=~Q(proposed_by=F("person")), name="award_not_of_oneself"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("person"))
                ),
                name="award_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.award_id

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("assess:award", args=[self.uuid])

    @staticmethod
    def scope(user: User) -> Q:
        """The assessment officers' and the auditors'; heads see those of their people, everybody else the own once they are approved."""
        reach = user.reach
        if reach.reads_results:
            return Q()
        people = User._base_manager.filter(reach.placed()).exclude(pk=user.pk)
        return Q(person__in=people.values("pk")) | Q(person=user.pk, state=State.APPROVED)

    @property
    def award_id(self) -> str:
        """Its number in the ledger."""
        return f"{self.period.label}-A{self.number:04d}"

    @property
    def what_label(self) -> str:
        """Whether it gives points, takes some, or takes another row back, in words."""
        if self.withdraws_id:
            return _("withdrawal")
        return _("adjustment") if self.is_adjustment else _("award")

    @property
    def is_adjustment(self) -> bool:
        """Whether it takes points away."""
        return self.points < 0
