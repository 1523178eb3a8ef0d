"""A manager confirms having seen a published result."""

from django.db import transaction

from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.score.models import Confirmation
from qiao.desk.score.queries import confirmations


@transaction.atomic
def confirm(outcome: Outcome, *, by: User) -> Confirmation:
    """Write down that one has seen one's own published result; a second time changes nothing.

    Raises:
        NotAllowedError: it is somebody else's, or it is not published.
    """
    if outcome.person_id != by.pk or not confirmations.is_published(outcome.run):
        raise NotAllowedError
    made, is_new = Confirmation.objects.get_or_create(outcome=outcome, defaults={"by": by, "at": calendar.now()})
    if is_new:
        audit.record("score.acknowledged", by=by, on=outcome.run, manager=outcome.manager, seal=outcome.run.seal)
    return made
