"""Versions of the standard (考评标准): drafted, proposed, approved by somebody else, never edited again."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.engine import Loaded, load_text

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class State(models.TextChoices):
    """How far a version is."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    PUBLISHED = "published", _("published")
    DROPPED = "dropped", _("dropped")


class Standard(Record, Versioned):
    """A version of the standard as a document; what it says is the engine's to read.

    Attributes:
        state: once it is published the database refuses any change (migration 0001).
        code, label, effective_from: what the document says of itself (`id`, `version`), kept beside it to sort and find by.
        data_hash, document_hash: SHA-256 of what counts in a calculation, and of every byte.
        base: the version that it was drafted from.
        scenario: the scenario that it was drafted from, if any.
        answer: why a proposal was sent back.
    """

    code = models.CharField(max_length=80)
    label = models.CharField(max_length=40)
    effective_from = models.DateField()
    text = models.TextField()
    data_hash = models.CharField(max_length=64)
    document_hash = models.CharField(max_length=64)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="drafts")
    scenario = models.ForeignKey("assess.Scenario", models.PROTECT, null=True, related_name="drafts")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet["Standard"].as_manager()

    class Meta:
        ordering: ClassVar = ["-effective_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "label"], condition=Q(state="published"), name="standard_label_published_once"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="standard_decided_by_another"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(decided_by__isnull=False, decided_at__isnull=False, proposed_by__isnull=False),
                name="standard_published_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("assess:standard", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """What is published is everybody's to read; drafts are the assessment officers' and the auditors'."""
        if user.reach.reads_results:
            return Q()
        return Q(state=State.PUBLISHED)

    @property
    def loaded(self) -> Loaded:
        """The standard as the engine reads it; StandardError for a draft that does not hold."""
        return load_text(self.text, str(self))

    @property
    def is_draft(self) -> bool:
        """Whether its text may still be changed."""
        return self.state == State.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether periods may be assessed under it."""
        return self.state == State.PUBLISHED

    def is_in_force(self, day: date) -> bool:
        """Whether it is published and has begun."""
        return self.is_published and self.effective_from <= day


class Acknowledgement(models.Model):
    """Somebody has read a published standard (标准确认)."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "user"], name="standard_acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.standard_id}"
