"""What tests of the ratings do: prepare a campaign, and rate in it as somebody."""

from datetime import timedelta
from decimal import Decimal

from qiao.desk.assess.models import Period
from qiao.desk.growth.actions import campaigns, marks, seats
from qiao.desk.growth.actions.campaigns import Terms
from qiao.desk.growth.actions.marks import Said
from qiao.desk.growth.models import Campaign, Seat
from qiao.desk.growth.models.seats import Group
from qiao.desk.growth.queries import items
from qiao.desk.people import calendar
from qiao.desk.people.models import User


def person(number: str) -> User:
    """Somebody as at a new request."""
    return User.objects.get(staff_number=number)


def begun(year: Period, officer: User) -> Campaign:
    """A campaign in which rm3 and the leaver of another branch are peers of rm as well."""
    today = calendar.today()
    made = campaigns.begin(year, Terms(today, today + timedelta(days=10)), by=officer)
    for rater in ("rm3", "000218"):
        if not Seat.objects.filter(campaign=made, rated__staff_number="rm", rater__staff_number=rater).exists():
            seats.add(made, person("rm"), person(rater), Group.PEER, by=officer)
    return made


def seat_of(campaign: Campaign, rated: str, rater: str) -> Seat:
    """Who rates whom."""
    return Seat.objects.get(campaign=campaign, rated__staff_number=rated, rater__staff_number=rater)


def rate(campaign: Campaign, rated: str, rater: str, score: str, *, submit: bool = True) -> Seat:
    """The same mark on every item."""
    seat = seat_of(campaign, rated, rater)
    given = {code: Said(Decimal(score)) for code in items.codes(campaign, seat.group)}
    return marks.rate(seat, by=person(rater), version=seat.version, given=given, submit=submit)
