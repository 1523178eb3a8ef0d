"""Acts of the assessment desk that tests begin with."""

from pathlib import Path

from working import carry_out

from qiao.desk.assess.actions import periods, runs, standards
from qiao.desk.assess.models import Period, Run, Standard, Step
from qiao.desk.people.models import User


def published(first: User, second: User) -> Standard:
    """The default standard, published by two."""
    made = standards.draft(None, by=first)
    return standards.publish(standards.propose(made, by=first, version=made.version, reason="first"), by=second)


def finished(period: Period, first: User, folder: Path) -> Run:
    """A run of the period, ended."""
    run = runs.ask(period, by=first)
    carry_out(folder)
    run.refresh_from_db()
    return run


def reviewed(first: User, second: User, folder: Path) -> Run:
    """A run of 2025 of which everything up to the objections is done."""
    period = periods.open_period("2025", published(first, second), by=first)
    for step in (Step.DATA, Step.CHECKS):
        periods.end_step(period, step, by=first)
    run = finished(period, first, folder)
    for step in (Step.REVIEW, Step.OBJECTIONS):
        periods.end_step(period, step, by=first)
    return run
