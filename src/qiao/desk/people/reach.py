"""How far a person reaches today (范围): for whom they act, which posts that gives them, and whose work they may see.

`user.reach` is read once for each request, with two queries (three for an administrator), and is all that a room's
`scope()` needs:

    def scope(user: User) -> Q:
        reach = user.reach
        if reach.reads_everything or reach.has(Role.RISK):
            return Q()
        return Q(manager__in=User.objects.filter(reach.people()))
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, cast

from django.db.models import Q

from qiao.desk.common.roles import Role

if TYPE_CHECKING:
    from qiao.desk.people.models import User

# What nobody hands on while away, and who holds one stands in for nobody: whoever rules and whoever checks do no business.
NOT_HANDED_ON = frozenset({Role.AUDITOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Held:
    """A post that counts today: the person's own, or that of somebody for whom they stand in."""

    holder: int
    role: Role
    branch: str  # path
    team: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything about a person that decides what they may see and do today. A leaver's is empty.

    Attributes:
        person: the person's own id; 0 for a leaver.
        stands_in_for: ids of the absent people for whom the person acts today.
        posts: own posts and those of the absent; `NOT_HANDED_ON` only as own.
        in_session: an administrator's justified session is open.
        day: the day for which all this is true.
    """

    person: int
    stands_in_for: frozenset[int]
    posts: tuple[Held, ...]
    in_session: bool
    day: date

    @property
    def acts_for(self) -> frozenset[int]:
        """Ids of the people in whose name the person may act: themselves and the absent."""
        return self.stands_in_for | {self.person} if self.person else frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that the person holds today, own or handed on."""
        return frozenset(post.role for post in self.posts)

    @property
    def teams(self) -> frozenset[int]:
        """Ids of the teams that the person leads."""
        return frozenset(post.team for post in self.posts if post.role == Role.LEAD and post.team)

    @property
    def branches(self) -> tuple[str, ...]:
        """Paths of the branches that the person heads; whatever begins with one lies below it."""
        return tuple(sorted({post.branch for post in self.posts if post.role == Role.BRANCH}))

    @property
    def reads_everything(self) -> bool:
        """An auditor always; an administrator only in an open justified session."""
        return Role.AUDITOR in self.roles or self.in_session

    @property
    def is_assessment(self) -> bool:
        """An assessment officer: all figures, runs and ratings, no texts of visits."""
        return Role.HR in self.roles

    @property
    def reads_results(self) -> bool:
        """Whether every figure, run and rating may be read: an assessment officer, or whoever reads everything."""
        return self.reads_everything or self.is_assessment

    def has(self, *roles: Role, apart_from: int | None = None) -> bool:
        """Whether the person holds any of these roles today.

        Args:
            roles: any of them is enough.
            apart_from: id of somebody whose posts do not count; see `may_decide`.
        """
        return any(post.role in roles and post.holder != apart_from for post in self.posts)

    def may_decide(self, *roles: Role, proposed_by: int) -> bool:
        """Four eyes: one of these roles, not on one's own proposal, and not by the post of whoever proposed."""
        return proposed_by != self.person and self.has(*roles, apart_from=proposed_by)

    def for_whom(self, *roles: Role) -> int | None:
        """Id of the absent person whose post alone gives one of these roles; None where the person holds one."""
        holders = [post.holder for post in self.posts if post.role in roles]
        return None if not holders or self.person in holders else min(holders)

    def alone(self, holder: int) -> "Reach":
        """What the posts of one person in it reach by themselves: the person's own, or an absent one's."""
        posts = tuple(post for post in self.posts if post.holder == holder)
        return replace(self, person=holder, stands_in_for=frozenset(), posts=posts)

    @property
    def bearer(self) -> "User":
        """Whoever reaches so far, of whom nothing else is known: for `visible_to` in a question that is kept by the reach."""
        return cast("User", _Bearer(self))

    def people(self) -> Q:
        """Users whose book and score the person may see: own, those acted for, the team, the branch and below, or all."""
        if self.reads_results:
            return Q()
        return Q(pk__in=self.acts_for) | self.placed()

    def placed(self, posts: str = "posts__") -> Q:
        """Users who today hold a post in a team that the person leads, or in or below a branch that they head.

        Args:
            posts: how the question comes to the posts; blank where it is about them.
        """
        parts = [Q(**{f"{posts}branch__path__startswith": path}) for path in self.branches]
        if self.teams:
            parts.append(Q(**{f"{posts}team__in": self.teams}))
        return reduce(or_, parts) & holding(self.day, posts) if parts else Q(pk__in=())


@dataclass(frozen=True, slots=True)
class _Bearer:
    """What a scope may ask of a person where it is kept by the reach: anything else fails."""

    reach: Reach

    @property
    def pk(self) -> int:
        return self.reach.person

    @property
    def is_active(self) -> bool:
        return bool(self.reach.person)


@dataclass(frozen=True, slots=True)
class _PlacedBearer(_Bearer):
    placed: frozenset[int] | None


def bearer(reach: Reach, placed: frozenset[int] | None) -> "User":
    """Whoever reaches so far over these people; see `User.bearer`."""
    return cast("User", _PlacedBearer(reach, placed))


def holding(day: date, prefix: str = "") -> Q:
    """What holds on this day, both ends included."""
    ends = Q(**{f"{prefix}to_date": None}) | Q(**{f"{prefix}to_date__gte": day})
    return Q(**{f"{prefix}from_date__lte": day}) & ends
