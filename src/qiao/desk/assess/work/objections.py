"""Remind, each morning, whoever has to act on an objection by today, or should have."""

from qiao.desk.assess import notifying
from qiao.desk.assess.queries import deadlines, objections
from qiao.desk.jobs import loops
from qiao.desk.people import calendar


@loops.daily(7, 30)
def remind_of_objections() -> None:
    """By the bell: of what is due by the next working day."""
    for one in objections.overdue_or_due(deadlines.after(calendar.today(), 1)):
        notifying.due(one)
