"""Calibration notes on managers in a period."""

from django.db.models import Count, QuerySet

from qiao.desk.assess.models import Outcome, Period, Remark
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach


def on(outcome: Outcome, user: User) -> QuerySet[Remark]:
    """Every note on a manager in the period, those taken back included, the newest first."""
    found = Remark.objects.visible_to(user).filter(period=outcome.run.period, manager=outcome.manager)
    return found.select_related("written_by", "run")


def there(period: Period, user: User) -> QuerySet[Remark]:
    """All notes of a period that nobody has taken back."""
    return Remark.objects.visible_to(user).there().filter(period=period)


def counted(period: Period, user: User) -> dict[str, int]:
    """How many notes each manager has."""
    return dict(_counted(user.reach, period=period.pk))


@composed
def _counted(reach: Reach, *, period: int) -> QuerySet[Remark, tuple[str, int]]:
    found = Remark.objects.visible_to(reach.bearer).there().filter(period=period)
    return found.order_by().values_list("manager").annotate(count=Count("pk"))
