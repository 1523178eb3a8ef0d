"""Batches of the ledger that somebody sent by screen, or the nightly feed found (报送): checked, and stored whole or refused whole."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role
from qiao.desk.jobs.models import Job

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Verdict(models.TextChoices):
    """What became of a batch."""

    WAITING = "waiting", _("being checked")
    REFUSED = "refused", _("sent back")
    STORED = "stored", _("stored")
    REPEATED = "repeated", _("already stored")


class Submission(Record):
    """A batch that was sent; its files lie in `folder` until it is stored or forgotten.

    Attributes:
        by: who sent it; None is the nightly feed.
        files: their names.
        inbox: what was taken from the inbox, by its name there; blank for what was sent.
        digest: of everything in that, where the nightly feed took it.
        is_aside: the nightly feed has moved it out of the inbox.
        counts: how many faults of each table and rule.
        number: of the batch in the store that it is.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    files = models.JSONField(default=list)
    inbox = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    is_aside = models.BooleanField(default=False)
    data_date = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    faults = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=list)
    number = models.PositiveIntegerField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    feed = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ScopedQuerySet["Submission"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.inbox or _(", ").join(self.files)

    def get_absolute_url(self) -> str:
        """The batch's page."""
        return reverse("clients:submission", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Assessment officers, who answer for the data; an administrator sees what they sent themselves."""
        if user.reach.has(Role.HR):
            return Q()
        return Q(by=user.pk) if user.reach.has(Role.ADMIN) else Q(pk__in=())

    @property
    def folder(self) -> Path:
        """Its files, and the report of its faults; no name that anybody gave is part of it."""
        return Path(settings.LEDGER).with_name("incoming") / self.uuid.hex


class LedgerName(Record):
    """What one of the bank's own names stands for in the ledger, as somebody matched it on screen (名称对应).

    Attributes:
        table: whose column it is; blank for a file's or a sheet's name.
        word: the heading, file or sheet as the bank writes it.
        stands_for: the ledger's column or table; blank where it is passed over.
    """

    table = models.CharField(max_length=40, blank=True)
    word = models.CharField(max_length=200)
    stands_for = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = ScopedQuerySet["LedgerName"].as_manager()

    class Meta:
        ordering: ClassVar = ["table", "word"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "word"], name="ledger_name_once")]

    def __str__(self) -> str:
        return self.word

    @staticmethod
    def scope(user: "User") -> Q:
        """Whoever sends batches, and auditors."""
        return Q() if user.reach.has(Role.HR, Role.ADMIN, Role.AUDITOR) else Q(pk__in=())
