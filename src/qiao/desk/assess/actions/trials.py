"""Trying a version of the standard on a period's data, to see who would move before anybody proposes it (试算)."""

from datetime import date

from django.db import transaction

from qiao.desk.assess.actions import runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Period, Run, Standard
from qiao.desk.assess.models.standards import State
from qiao.desk.people.models import User


@transaction.atomic
def ask(standard: Standard, period: Period, *, by: User, as_of: date | None = None) -> Run:
    """Have the period assessed under another version; the same text on the same data a second time is the same run.

    Raises:
        FaultError: it is the period's own, or was put aside; there is no ledger, or it has no day of the period.
    """
    runs.need_writer(by)
    if standard.state == State.DROPPED:
        raise FaultError("standard_moved_on")
    if standard == period.standard:
        raise FaultError("trial_of_own", field="period")
    return runs.ask(period, by=by, as_of=as_of, standard=standard)
