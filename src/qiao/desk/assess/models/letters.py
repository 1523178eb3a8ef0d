"""Letters (聘书、考评结果通知书) of a locked result: who issued them, when, under which numbers. What they say is computed."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models.runs import Outcome, Run
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class What(models.TextChoices):
    """Which letter it is."""

    NOTICE = "notice", _("notice of result")
    APPOINTMENT = "appointment", _("letter of appointment")


class Issue(Record):
    """The letters of one run, issued together; a restatement's replace those of the run before.

    Attributes:
        issued_on: the day that the letters bear.
        effective_on: since when grades and appointments hold; `until` is an appointment's last day.
    """

    run = models.OneToOneField(Run, models.PROTECT, related_name="issue")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    issued_on = models.DateField()
    effective_on = models.DateField()
    until = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    is_append_only: ClassVar = True

    objects = ScopedQuerySet["Issue"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("effective_on")), name="issue_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.run}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())


class Letter(Record):
    """One letter to one manager; it never changes, and a later one may replace it.

    Attributes:
        year, serial: its number, counted through each year and kind.
        replaces: the letter of the same kind of the result before.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="letters")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="letters")
    what = models.CharField(max_length=11, choices=What.choices)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    is_append_only: ClassVar = True

    objects = ScopedQuerySet["Letter"].as_manager()

    class Meta:
        ordering: ClassVar = ["what", "year", "serial"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "year", "serial"], name="letter_number_once"),
            models.UniqueConstraint(fields=["outcome", "what"], name="letter_once_an_outcome"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The letter on paper."""
        return reverse("assess:letter", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'; everybody else has their own."""
        return Q() if user.reach.reads_results else Q(outcome__person=user.pk)

    @property
    def number(self) -> str:
        """The document's number, in the bank's way of writing one, whatever language the reader has."""
        return f"{NUMBERS[self.what]}〔{self.year}〕{self.serial}号"


# What stands before the year in a document's number.
NUMBERS: dict[str, str] = {What.NOTICE: "考评通字", What.APPOINTMENT: "考评聘字"}
