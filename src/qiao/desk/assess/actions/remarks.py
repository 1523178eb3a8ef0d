"""What is done with calibration notes: write one, take one's own back."""

from django.db import transaction

from qiao.desk.assess.actions import runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Outcome, Remark
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.versions import locked
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@transaction.atomic
def write(outcome: Outcome, *, by: User, text: str) -> Remark:
    """Note something on a manager's result, never on one's own.

    Raises:
        FaultError: nothing is said, or the run has not ended.
    """
    runs.need_writer(by)
    if outcome.person_id == by.pk:
        raise NotAllowedError
    if not (said := text.strip()):
        raise FaultError("nothing_said", field="text")
    run = outcome.run
    made = Remark.objects.create(
        period=run.period,
        run=run,
        manager=outcome.manager,
        person=outcome.person,
        text=said,
        written_by=by,
        written_at=calendar.now(),
    )
    audit.record("remark.written", by=by, on=made, run=run.uuid, manager=outcome.manager)
    return made


@transaction.atomic
def remove(remark: Remark, *, by: User) -> Remark:
    """Take one's own note back; whoever corrects it writes another. A second time changes nothing."""
    runs.need_writer(by)
    if remark.written_by_id != by.pk:
        raise NotAllowedError
    current = locked(remark)
    if current.removed_at is None:
        current.removed_at = calendar.now()
        current.save(update_fields=["removed_at"])
        audit.record("remark.removed", by=by, on=current, manager=current.manager)
    return current
