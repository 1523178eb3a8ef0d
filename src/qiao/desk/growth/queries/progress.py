"""How far a campaign is, in numbers and without names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q

from qiao.desk.assess.models import Period
from qiao.desk.growth.models import Campaign, Seat
from qiao.desk.growth.models.seats import Group
from qiao.desk.people.models import Branch, Team, User

FEW = 3  # under so many peers nothing is told of them


class Told(NamedTuple):
    """How many of how many; of a few peers only how many were asked."""

    total: int
    done: int
    is_told: bool = True


def of_period(period: Period) -> list[object]:
    """A period's campaign, if there is one."""
    return list(Campaign.objects.filter(period=period))


@dataclass(frozen=True, slots=True)
class Line:
    """A branch, a team in it, or the whole; `counts` by group in the order of the table's columns."""

    name: str
    is_team: bool
    counts: list[Told]

    @property
    def total(self) -> Told:
        """Of the groups that may be told."""
        told = [one for one in self.counts if one.is_told]
        return Told(sum(one.total for one in told), sum(one.done for one in told))


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole, and every branch with its teams."""

    groups: list[Group]
    whole: Line
    lines: list[Line]


Counts = dict[str, tuple[int, int]]


def of(campaign: Campaign) -> Progress:
    """Three questions, whatever its size."""
    seats = Seat.objects.filter(campaign=campaign)
    told = seats.order_by().values("branch", "team", "group")
    counted = told.annotate(total=Count("pk"), done=Count("pk", filter=Q(submitted_at__isnull=False)))
    rows: list[dict[str, Any]] = [dict(row) for row in counted]
    groups = [group for group in Group if any(row["group"] == group for row in rows)]
    by_branch: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_branch[row["branch"] or 0].append(row)
    teams = Team.objects.in_bulk({row["team"] for row in rows if row["team"]})
    lines = []
    for branch in Branch.objects.filter(pk__in=by_branch):
        lines.append(_line(str(branch), by_branch[branch.pk], groups))
        in_teams = sorted({row["team"] for row in by_branch[branch.pk] if row["team"]}, key=lambda pk: teams[pk].code)
        for team in in_teams:
            below = [row for row in by_branch[branch.pk] if row["team"] == team]
            lines.append(_line(str(teams[team]), below, groups, is_team=True))
    return Progress(groups, _line("", rows, groups), lines)


def _line(name: str, rows: Iterable[dict[str, Any]], groups: list[Group], *, is_team: bool = False) -> Line:
    sums: Counts = dict.fromkeys(groups, (0, 0))
    for row in rows:
        total, done = sums[row["group"]]
        sums[row["group"]] = total + row["total"], done + row["done"]
    counts = [Told(*sums[group], is_told=group != Group.PEER or sums[group][0] >= FEW) for group in groups]
    return Line(name, is_team, counts)


def unfinished(campaign: Campaign) -> list[User]:
    """Everybody who was asked and has not handed in all of it."""
    open_seats = Seat.objects.filter(campaign=campaign, rater__isnull=False, submitted_at=None)
    people = User.objects.filter(pk__in=open_seats.values("rater")).order_by("pk")
    return [one for one in people if one.is_active]
