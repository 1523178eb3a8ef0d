"""A client of two managers, and a handover of it through all three people."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cast import Cast
from chairman import fresh

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import handovers
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Assignment, Client, Handover
from qiao.desk.people import calendar
from qiao.desk.people.models import User

DAY = timedelta(days=1)
TODAY = calendar.today()


def to(person: User, share: str = "1", part: str = "lead") -> Share:
    return Share(person, part, Decimal(share))


def propose(found: Client, by: User, *new: Share, day: date = TODAY, **more: Any) -> Handover:
    return handovers.propose(found, by=fresh(by), new=new, terms=Terms(day, "调岗", **more))


def moved(found: Client, cast: Cast, *, day: date = TODAY) -> Handover:
    """rm's 70% go to rm3, through all three."""
    made = propose(found, cast.rm, to(cast.rm3, "0.7"), to(cast.rm2, "0.3", "assist"), day=day)
    handovers.agree(made, by=fresh(cast.rm3))
    return handovers.approve(made, by=fresh(cast.lead))


def rows(found: Client) -> set[tuple[str, str, str, date, date | None]]:
    told = Assignment.objects.filter(client=found).select_related("manager")
    return {(one.manager.staff_number, f"{one.share:f}", one.part, one.from_date, one.to_date) for one in told}


def told() -> tuple[str, str | None]:
    """What the newest event of a handover is, and for whom it was done."""
    newest = Event.objects.filter(code__startswith="handover.").latest("pk")
    return newest.code, newest.for_whom and newest.for_whom.staff_number
