"""Lists of the bank's that were brought in (导入): the file as it came, what its columns mean, what became of each row."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.jobs.models import Job

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Subject(models.TextChoices):
    """What a list is of."""

    CLIENTS = "clients", _("clients")
    PEOPLE = "people", _("people")
    TARGETS = "targets", _("targets")
    RATINGS = "ratings", _("exam results and records")


class Stage(models.TextChoices):
    """How far a list is."""

    MATCHING = "matching", _("columns to be matched")
    CHECKED = "checked", _("checked")
    APPLIED = "applied", _("taken over")
    UNDONE = "undone", _("undone")


class Outcome(models.TextChoices):
    """What a row does, or did."""

    NEW = "new", _("added")
    CHANGED = "changed", _("changed")
    SAME = "same", _("unchanged")
    FAULTY = "faulty", _("faulty")


class Import(Record):
    """A list that somebody brought in.

    Attributes:
        columns: the field that each heading stands for, in the order of the headings; empty is not read.
        samples: the first rows, to recognise a column by.
        counts: how many rows of each outcome.
        kept: after an undo, how many rows stay as they are because somebody changed them since.
    """

    subject = models.CharField(max_length=10, choices=Subject.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=200, blank=True)
    header_row = models.PositiveIntegerField()
    headings = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.MATCHING)
    counts = models.JSONField(default=dict)
    kept = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ScopedQuerySet["Import"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The list's page."""
        return reverse("clients:import", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Whoever brought it in: it may hold what others must not see."""
        return Q(by=user.pk)

    @property
    def acts(self) -> int:
        """How many rows it changes something by."""
        return int(self.counts.get(Outcome.NEW, 0) + self.counts.get(Outcome.CHANGED, 0))


class ImportFile(models.Model):
    """The file of a list, as it came."""

    of = models.OneToOneField(Import, models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.of_id)


class ImportRow(models.Model):
    """A row of a list: what it does, what is to be said of it, and what it takes to undo it.

    Attributes:
        says: codes of `intake.said` with their terms.
        record: the client or person, once it is taken over.
        undo: what stood before, and at which version of the record it may be put back.
        is_undone: it was put back.
    """

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    says = models.JSONField(default=list)
    record = models.UUIDField(null=True)
    undo = models.JSONField(default=dict)
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "number"], name="import_row_once")]
        indexes: ClassVar = [models.Index(fields=["of", "outcome", "number"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.number}"


class RememberedColumns(models.Model):
    """What the headings of a list stood for when somebody last matched them."""

    subject = models.CharField(max_length=10, choices=Subject.choices)
    digest = models.CharField(max_length=64)  # of the headings, in their order
    columns = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["subject", "digest"], name="remembered_columns_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.digest[:12]}"
