"""Exceptions to a computed decision: exceptional promotion (破格晋级) and veto (一票否决), each by two people.

They stand beside the outcome and never change a figure of it. How a veto caps the quality score is the engine's business: it
comes to it with the ratings of the next batch (`actions.vetoes`), from the approved rulings of this table.
"""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess import words
from qiao.desk.assess.models import publishing
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.models.runs import Outcome
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Kind(models.TextChoices):
    """What is decided beside the computed decision."""

    PROMOTION = "promotion", _("exceptional promotion")
    VETO = "veto", _("veto")
    LIFT = "lift", _("lifting of an exception")


class Ruling(Record):
    """One officer proposes, another decides; the newest approved one of an outcome counts (四眼原则).

    Attributes:
        decision, to_grade: what is decided, in the codes of an outcome.
        item: of a veto: the item of the quality score that it is on.
        clause: of the standard or of the bank's rules, as they name it.
        reference: number of the document that bears it out.
        carried_from: the same one of another run of the period, before whose figures it was decided first.
    """

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    decision = models.CharField(max_length=20)
    to_grade = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    evidence = models.TextField(max_length=1_000)
    reference = models.CharField(max_length=120, blank=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["Ruling"].as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["outcome"], condition=Q(state="proposed"), name="ruling_one_at_a_time_an_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="ruling_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.kind} {self.state}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'; anybody else knows what was approved and published on oneself."""
        if user.reach.reads_results:
            return Q()
        published = publishing.Proposal.objects.filter(kind__in=publishing.FINAL, state=State.APPROVED)
        return Q(outcome__person=user.pk, state=State.APPROVED, outcome__run__in=published.values("run"))

    @property
    def decision_label(self) -> str:
        """What is decided, in words."""
        return words.decision(self.decision)

    @property
    def to_grade_label(self) -> str:
        """The grade that follows."""
        return words.grade(self.to_grade)

    @property
    def tone(self) -> str:
        """How a badge shows what is decided."""
        return words.TONES.get(self.decision, "")
