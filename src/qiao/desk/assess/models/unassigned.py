"""Unassigned balances (未归属余额) of a run: clients whose balances belong to no manager, by size."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from qiao.desk.assess.models.runs import Run
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Unassigned(models.Model):
    """What nobody has of one client in one average measure of a run; it never changes.

    Attributes:
        place: by size within the measure, from 1.
        client: number in the ledger.
        average: CNY over the whole period.
        days: on which the client's shares were not whole.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="unassigned")
    measure = models.CharField(max_length=60)
    place = models.PositiveIntegerField()
    client = models.CharField(max_length=200)
    average = models.DecimalField(max_digits=22, decimal_places=2)
    days = models.PositiveIntegerField()

    is_append_only: ClassVar = True

    objects = ScopedQuerySet["Unassigned"].as_manager()

    class Meta:
        ordering: ClassVar = ["measure", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "measure", "place"], name="unassigned_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.measure} {self.client}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())
