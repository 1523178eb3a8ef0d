"""When each step of a period is due, in working days after its last day (make-up days counted, holidays not)."""

from datetime import date

from qiao.desk.assess.models import Step
from qiao.desk.people import calendar
from qiao.engine import is_workday

# Our default: a bank that has its own calendar types its days over these.
WORKDAYS = {
    Step.DATA: 5,
    Step.CHECKS: 7,
    Step.RUN: 8,
    Step.REVIEW: 13,
    Step.OBJECTIONS: 20,
    Step.PUBLISH: 22,
    Step.LOCK: 25,
    Step.LETTERS: 30,
}

# Of an objection, in working days: to raise it once a result is shown or published, and for each who then has to act. Our default.
RAISE, ANSWER, ESCALATE, DECIDE, CORRECT = 5, 5, 3, 10, 10


def usual(last: date) -> dict[Step, date]:
    """The usual day of each step for a period that ends on `last`."""
    return {step: after(last, days) for step, days in WORKDAYS.items()}


def after(day: date, workdays: int) -> date:
    """The day that is so many working days after another."""
    while workdays > 0:
        day += calendar.DAY
        workdays -= is_workday(day)
    return day


def workdays_left(due: date, today: date) -> int:
    """Working days from tomorrow up to and including the due day; below zero where it has passed."""
    first, last, sign = (today, due, 1) if due >= today else (due, today, -1)
    count, day = 0, first
    while day < last:
        day += calendar.DAY
        count += is_workday(day)
    return sign * count
