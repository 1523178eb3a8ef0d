"""Who is asked about whom: what officers look through and change, and what a rater has to do."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count

from qiao.desk.growth.models import Campaign, Seat
from qiao.desk.growth.models.campaigns import State
from qiao.desk.growth.models.seats import BROUGHT, Group
from qiao.desk.people import calendar
from qiao.desk.people.models import User

_ON_A_PAGE = 50


class Rated(NamedTuple):
    """A manager, and how many are asked of each group."""

    person: User
    counts: list[int]


def managers(
    campaign: Campaign, groups: list[Group], *, by: User, words: str, page: int
) -> tuple[Page[User], list[Rated]]:
    """The managers of a campaign by name, a page of them."""
    seats = Seat.objects.visible_to(by).filter(campaign=campaign)
    people = User.objects.visible_to(by).filter(pk__in=seats.values("rated")).found_by(words)
    found = Paginator(people, _ON_A_PAGE).get_page(page)
    counts: defaultdict[tuple[int, str], int] = defaultdict(int)
    here = seats.filter(rated__in=[one.pk for one in found]).order_by().values("rated", "group")
    for row in here.annotate(count=Count("pk")):
        counts[row["rated"], row["group"]] = row["count"]
    return found, [Rated(one, [counts[one.pk, group] for group in groups]) for one in found]


class Asked(NamedTuple):
    """The raters of a manager in one group."""

    group: Group
    seats: list[Seat]


def of_manager(campaign: Campaign, person: User, by: User) -> list[Asked]:
    """Everybody who is asked about a manager, group by group; lists' results apart."""
    found = Seat.objects.visible_to(by).filter(campaign=campaign, rated=person).exclude(group__in=BROUGHT)
    seats = sorted(found.select_related("rater"), key=lambda seat: seat.rater.name_key if seat.rater else "")
    groups = [group for group in Group if any(seat.group == group for seat in seats)]
    return [Asked(group, [seat for seat in seats if seat.group == group]) for group in groups]


def mine(user: User) -> list[Seat]:
    """What somebody has been asked to rate in campaigns that are open or have just closed, what is to do first."""
    day = calendar.today()
    found = Seat.objects.visible_to(user).filter(rater=user, campaign__state__in=[State.OPEN, State.CLOSED])
    seats = found.select_related("campaign__period", "rated", "team", "branch").order_by("-campaign__closes_on", "pk")
    newest = next((seat.campaign_id for seat in seats), None)
    kept = [seat for seat in seats if seat.campaign.is_open or seat.campaign_id == newest]
    return sorted(kept, key=lambda seat: (not is_due(seat, day), seat.is_done, seat.rated.name_key))


def is_due(seat: Seat, day: date) -> bool:
    """Whether its rater can and should do it now."""
    return seat.campaign.takes_marks(day) and not seat.is_done
