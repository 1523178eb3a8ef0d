"""The sample bank's confirmations: nearly every manager has seen the restated result of 2025; made by doing, on a played day."""

from datetime import date

from django.db import transaction

from qiao.desk.assess.models import Outcome, Period
from qiao.desk.assess.queries import results
from qiao.desk.people import calendar
from qiao.desk.score.actions import confirmations
from qiao.desk.score.models import Confirmation

_NOT_YET = frozenset({"rm", "M0019", "M0050"})


@transaction.atomic
def make() -> None:
    """Confirm as the managers would; run again it does nothing."""
    run = results.in_force(Period.objects.get(label="2025"))
    if run is None or Confirmation.objects.exists():
        return
    with calendar.played_on(date(2026, 3, 25)):
        for outcome in Outcome.objects.filter(run=run, person__isnull=False).select_related("run__period", "person"):
            if outcome.person is not None and outcome.manager not in _NOT_YET:
                confirmations.confirm(outcome, by=outcome.person)
