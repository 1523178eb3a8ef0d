"""The page after sign-in."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from qiao.desk.assess.models import Outcome
from qiao.desk.clients.models import ClientFigures
from qiao.desk.clients.queries import own_book
from qiao.desk.clients.queries.own_book import OwnBook
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.plan.queries import paces
from qiao.desk.plan.queries.paces import Own
from qiao.desk.score.queries import people
from qiao.desk.ui.agenda import Due, due
from qiao.desk.ui.pages import show
from qiao.engine import is_workday


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What waits for the person, what comes up, and how their clients stand together."""

    day: date
    is_workday: bool
    book: OwnBook | None
    pace: Own | None
    waiting: list[Due]
    coming: list[Due]
    movers: list[ClientFigures]
    outcome: Outcome | None


def today(request: Request) -> HttpResponse:
    """What is due now."""
    day, agenda = calendar.today(), due(request.user)
    page = TodayPage(
        day=day,
        is_workday=is_workday(day),
        book=own_book.own_book(request.user),
        pace=paces.own(request.user),
        waiting=[one for one in agenda if one.is_waiting],
        coming=[one for one in agenda if not one.is_waiting],
        movers=own_book.movers(request.user),
        outcome=people.newest_of(request.user, request.user) if request.user.has_role(Role.RM) else None,
    )
    return show(request, "today/today.html", page)
