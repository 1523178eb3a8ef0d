"""The bank as a tree for one period: branches, teams, and the managers where they worked last in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from qiao.desk.assess.models import Period
from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.reach import Reach
from qiao.desk.plan.models.units import Kind, reads_all

Record = Branch | Team | User
Key = tuple[str, int]


@dataclass(frozen=True, eq=False)
class Unit:
    """A branch, a team or a person, with the parts that it falls into."""

    kind: Kind
    record: Record
    parts: tuple["Unit", ...] = ()

    def __str__(self) -> str:
        return str(self.record)

    @cached_property
    def key(self) -> Key:
        """What its figures are found by."""
        return self.kind.value, int(self.record.pk)

    @property
    def uuid(self) -> UUID:
        """Its public id."""
        return self.record.uuid

    @property
    def code(self) -> str:
        """A branch's or team's code, a person's staff number."""
        return self.record.staff_number if isinstance(self.record, User) else self.record.code

    @property
    def is_bank(self) -> bool:
        """Whether it is the whole bank, above which nobody stands."""
        return isinstance(self.record, Branch) and self.record.parent_id is None

    @property
    def is_person(self) -> bool:
        """Whether it is a manager."""
        return self.kind == Kind.PERSON

    @property
    def field(self) -> str:
        """Which column of a record names it."""
        return {Kind.BRANCH: "branch", Kind.TEAM: "team", Kind.PERSON: "person"}[self.kind]

    def url(self, page: str = "", label: str = "") -> str:
        """Its page, or another one of it."""
        name = f"plan:{self.field}{f'_{page}' if page else ''}"
        return reverse(name, args=[self.uuid]) + (f"?period={label}" if label else "")

    @cached_property
    def people(self) -> tuple[int, ...]:
        """Everybody in it."""
        if self.is_person:
            return (int(self.record.pk),)
        return tuple(person for part in self.parts for person in part.people)

    def walk(self) -> Iterator["Unit"]:
        """It and everything below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def kind_of(record: Record) -> Kind:
    """What kind of unit a record is."""
    return Kind.BRANCH if isinstance(record, Branch) else Kind.TEAM if isinstance(record, Team) else Kind.PERSON


def tree(record: Record, period: Period) -> Unit:
    """A branch, a team or a person with everything below; three questions whatever its size."""
    if isinstance(record, User):
        return Unit(Kind.PERSON, record)
    days = _days(period)
    posts = _posts_of(team=record.pk, **days) if isinstance(record, Team) else _posts_below(record.path, **days)
    in_teams: defaultdict[int, list[Unit]] = defaultdict(list)
    in_branches: defaultdict[int, list[Unit]] = defaultdict(list)
    for post in posts:
        person = Unit(Kind.PERSON, post.user)
        if post.team_id:
            in_teams[post.team_id].append(person)
        else:
            in_branches[post.branch_id].append(person)
    if isinstance(record, Team):
        return Unit(Kind.TEAM, record, tuple(in_teams[record.pk]))
    for team in _teams_below(record.path):
        if in_teams[team.pk] or not team.is_closed:
            in_branches[team.branch_id].insert(0, Unit(Kind.TEAM, team, tuple(in_teams[team.pk])))
    return _grown(record, _branches_below(record.path), in_branches)


@composed
def _teams_below(path: str) -> QuerySet[Team]:
    return Team.objects.filter(branch__path__startswith=path).order_by("-code")


@composed
def _branches_below(path: str) -> QuerySet[Branch]:
    return Branch.objects.filter(path__startswith=path)


def _grown(top: Branch, branches: list[Branch], inside: dict[int, list[Unit]]) -> Unit:
    below: defaultdict[int | None, list[Branch]] = defaultdict(list)
    for branch in branches:
        below[branch.parent_id].append(branch)

    def unit(branch: Branch) -> Unit:
        children = [unit(child) for child in below[branch.pk]]
        standing = [child for child in children if child.people or not child.record.is_closed]  # type: ignore[union-attr]
        return Unit(Kind.BRANCH, branch, (*standing, *inside.get(branch.pk, ())))

    return unit(top)


def _days(period: Period) -> dict[str, date]:
    """From when and until when a post is one of a period."""
    return {"first": period.first, "day": min(max(calendar.today(), period.first), period.last)}


def _last_posts(first: date, day: date) -> QuerySet[Post]:
    """Of everybody who was a manager on some of these days, the last post in them."""
    held = Post.objects.filter(role=Role.RM, from_date__lte=day).filter(Q(to_date=None) | Q(to_date__gte=first))
    newest = held.order_by("user_id", "-from_date", "-pk").distinct("user_id")
    return Post.objects.filter(pk__in=newest.values("pk"))


def _with_people(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With what a tree shows of somebody."""
    shown = (f"user__{name}" for name in ("uuid", "staff_number", "name", "name_en"))
    return posts.select_related("user").only("branch", "team", "user", *shown).order_by("user__staff_number")


@composed
def _posts_below(path: str, *, first: date, day: date) -> QuerySet[Post]:
    return _with_people(_last_posts(first, day).filter(branch__path__startswith=path))


@composed
def _posts_of(*, team: int, first: date, day: date) -> QuerySet[Post]:
    return _with_people(_last_posts(first, day).filter(team=team))


@composed
def _post_of(*, user: int, first: date, day: date) -> QuerySet[Post]:
    return _last_posts(first, day).filter(user=user).select_related("team__branch", "branch")[:1]


def above(unit: Unit, period: Period) -> Branch | Team | None:
    """What a unit is a part of; None for the bank and for somebody who was no manager in the period."""
    if isinstance(unit.record, Branch):
        return unit.record.parent
    if isinstance(unit.record, Team):
        return unit.record.branch
    post = next(iter(_post_of(user=unit.record.pk, **_days(period))), None)
    return (post.team or post.branch) if post else None


# --- who may see one --------------------------------------------------------------------------------------------------


def found(user: User, kind: str, uuid: UUID) -> Record | None:
    """A unit within somebody's reach; None where there is none."""
    record: Record | None
    if kind == Kind.BRANCH:
        record = Branch.objects.filter(uuid=uuid).first()
    elif kind == Kind.TEAM:
        record = Team.objects.select_related("branch").filter(uuid=uuid).first()
    elif uuid == user.uuid:
        record = user  # whose posts are known already
    else:
        record = User.objects.filter(uuid=uuid).first()
    return record if record is not None and is_within(user.reach, record) else None


def is_within(reach: Reach, record: Record) -> bool:
    """Whether somebody may see what is planned for a unit."""
    if reads_all(reach):
        return True
    if isinstance(record, User):
        return User.objects.filter(reach.people(), pk=record.pk).exists()
    path = record.path if isinstance(record, Branch) else record.branch.path
    is_led = isinstance(record, Team) and record.pk in reach.teams
    return is_led or any(path.startswith(one) for one in reach.branches)


def own(user: User) -> Record | None:
    """Where somebody begins: the bank, the branch that they head, the team that they lead, themselves."""
    reach = user.reach
    if reads_all(reach):
        return Branch.objects.filter(parent=None).first()
    if reach.branches:
        return Branch.objects.filter(path=reach.branches[0]).first()
    if reach.teams:
        return Team.objects.select_related("branch").filter(pk__in=reach.teams).order_by("code").first()
    return user if reach.has(Role.RM) else None
