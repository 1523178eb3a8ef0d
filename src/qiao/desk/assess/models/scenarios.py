"""Scenarios (测算方案): changes of a standard's figures, kept under a name, to be looked at again, compared and proposed."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models.runs import Run
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.engine import Change

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Scenario(Record, Versioned):
    """A patch of a standard, made on a run.

    Attributes:
        run: on which it was made; its standard is what the changes were made from.
        base_hash: SHA-256 of what counted in that standard, to tell whether another one is the same.
        changes: path, value before and value after, each as the standard writes it; None where there is no such value.
        is_shared: other officers see it as well; they never change it.
        dropped_at: put aside; it stays to be read.
    """

    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="scenarios")
    base_hash = models.CharField(max_length=64)
    changes = models.JSONField(default=list)
    is_shared = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Scenario"].as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="scenario_named"),
            models.CheckConstraint(condition=~Q(changes=[]), name="scenario_changes_something"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("assess:scenario", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own and those that are shared are the assessment officers'; whoever reads everything sees all."""
        if user.reach.reads_everything:
            return Q()
        return Q(is_shared=True) | Q(made_by=user.reach.person) if user.reach.is_assessment else Q(pk__in=())

    @property
    def patch(self) -> tuple[Change, ...]:
        """The changes as the engine takes them."""
        return tuple(Change(path, old, new) for path, old, new in self.changes)
