"""Calibration notes (校准意见): what officers say of a manager's result while they review it; its manager never reads them."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.desk.assess.models.periods import Period
from qiao.desk.assess.models.runs import Run
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User

LONGEST = 1_000


class RemarkQuerySet(ScopedQuerySet["Remark"]):
    """Calibration notes."""

    def there(self) -> "RemarkQuerySet":
        """Those that nobody has taken back."""
        return self.filter(removed_at=None)


class Remark(Record):
    """A few sentences on one manager in one period. It is never changed: its author takes it back, or writes another.

    Attributes:
        run: before which figures it was written; it holds for the period.
        manager: number in the ledger; `person` is the same as a person of the desk, if they are one.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="remarks")
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    manager = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=LONGEST)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["period", "manager"], name="remark_of_manager")]

    def __str__(self) -> str:
        return f"{self.period_id} {self.manager}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors', but those on oneself."""
        if user.reach.reads_results:
            return ~Q(person=user.pk)
        return Q(pk__in=())
