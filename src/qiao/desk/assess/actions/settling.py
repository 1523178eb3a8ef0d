"""An objection's way written down; and its end, once a result with the correction is shown."""

from datetime import date

from qiao.desk.assess import notifying
from qiao.desk.assess.models import Objection, Run, Turn
from qiao.desk.assess.models.objections import Happened, State
from qiao.desk.assess.queries import objections as queries
from qiao.desk.audit import actions as audit
from qiao.desk.people import calendar
from qiao.desk.people.models import User


def moved(objection: Objection, state: State, what: Happened, by: User | None, said: str, due: date | None) -> None:
    """Save how far an objection is, with a line of its timeline and an event; inside the act that moves it, under its lock."""
    objection.state, objection.due_on = state, due
    objection.save()
    Turn.objects.create(objection=objection, what=what, by=by, at=calendar.now(), said=said, due_on=due)
    code = f"objection.{what}"
    audit.record(code, by=by, on=objection, state=state, run=objection.outcome.run.uuid)


def settle(run: Run, *, by: User) -> None:
    """End the objections whose correction is in a run that managers see from now on."""
    corrected = Objection.objects.select_for_update(of=("self",)).filter(period=run.period, state=State.CORRECTED)
    for one in corrected.select_related("outcome__run", "appellant", "period", "correction"):
        if queries.is_in(run, one):
            one.settled_in = run
            moved(one, State.RESTATED, Happened.RESTATED, by, str(run), None)
            notifying.restated(one)
