"""Documents of a client (文件): what is known of a file; its bytes lie apart, by their digest."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.clients import Client, managed_within
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Kind(models.TextChoices):
    """What a file is, told from its bytes."""

    PDF = "pdf", "PDF"
    WORD = "docx", _("Word")
    EXCEL = "xlsx", _("Excel")
    SLIDES = "pptx", _("PowerPoint")
    OFFICE = "ole", _("Office 97")
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"
    TEXT = "text", _("text")


class Scan(models.TextChoices):
    """What the virus scanner said of a file."""

    CLEAN = "clean", _("no virus found")
    HELD = "held", _("waits for its virus scan")
    UNSCANNED = "unscanned", _("not scanned for viruses")
    INFECTED = "infected", _("virus found, removed")


class DocumentQuerySet(ScopedQuerySet["Document"]):
    """Documents."""

    def listed(self) -> "DocumentQuerySet":
        """With who kept and who retired them, in no order."""
        return self.select_related("uploaded_by", "retired_by").order_by()


class Document(Record):
    """A file that somebody kept with a client; the same name again is its next version."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="documents")
    name = models.CharField(max_length=120)
    number = models.PositiveIntegerField()  # of the version
    kind = models.CharField(max_length=5, choices=Kind.choices)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)  # SHA-256 of the bytes
    scan = models.CharField(max_length=9, choices=Scan.choices)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_because = models.CharField(max_length=200, blank=True)

    has_plain_scope: ClassVar = True

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "name", "number"], name="document_version"),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None, retired_because="")
                | Q(retired_at__gte=F("uploaded_at"), retired_by__isnull=False) & ~Q(retired_because=""),
                name="document_retired_by_somebody_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-uploaded_at"], name="document_of_client"),
            models.Index(fields=["scan"], condition=Q(scan="held"), name="document_held"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The documents of its client."""
        return reverse("clients:documents", args=[self.client.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Documents of the clients that one manages today, oneself or as lead or head; auditors read all.

        Assessment and risk officers see every client's figures; documents are none of them.
        """
        if user.reach.reads_everything:
            return Q()
        return Q(client__in=managed_within(user))

    @property
    def day(self) -> date:
        """The day on which it was kept."""
        return timezone.localtime(self.uploaded_at).date()

    @property
    def is_open(self) -> bool:
        """Whether it may be taken along: neither retired nor waiting for its scan."""
        return self.retired_at is None and self.scan in {Scan.CLEAN, Scan.UNSCANNED}
