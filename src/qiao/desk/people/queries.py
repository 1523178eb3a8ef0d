"""What the admin room shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from qiao.desk.audit.models import Event
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Delegation, JustifiedSession, Post, Team, User
from qiao.desk.people.models.people import UserQuerySet
from qiao.desk.people.reach import holding
from qiao.desk.people.words import DONE_TO_PEOPLE, EVENTS
from qiao.desk.server.models import Installation

SOON = timedelta(days=30)
_WEEK = timedelta(days=7)
_FEW = 10
SORTS = {"name": ("name_key", "staff_number"), "staff_number": ("staff_number",), "left": ("left_on", "name_key")}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are today."""

    people: int
    branches: int
    teams: int
    administrators: int


@dataclass(frozen=True, slots=True)
class Due:
    """What an administrator may have to do: at most `_FEW` of each, and how many there are without a post."""

    without_post: list[User]
    without_post_count: int
    ending: list[Post]
    leaving: list[User]
    away: list[Delegation]
    returning: list[Delegation]  # ends within a week, or ended within the last


@dataclass(frozen=True, slots=True)
class Node:
    """A branch in the tree, the people who work in it today, and what is below it."""

    branch: Branch
    people: int
    teams: int
    below: "list[Node]"

    @property
    def is_open(self) -> bool:
        """The upper two levels are unfolded."""
        return self.branch.depth < 2


@dataclass(frozen=True, slots=True)
class Told:
    """An administrative event about a person."""

    event: Event
    words: str


def counts(user: User) -> Counts:
    """How large the bank is today."""
    today = calendar.today()
    held = Post.objects.visible_to(user).on(today).filter(role=Role.ADMIN)
    return Counts(
        people=User.objects.visible_to(user).active().count(),
        branches=Branch.objects.visible_to(user).there().count(),
        teams=Team.objects.visible_to(user).there().count(),
        administrators=held.values("user").distinct().count(),
    )


def due(user: User) -> Due:
    """People without a post, posts and people that end soon, who is away, and whose stand-in ends or has ended."""
    today = calendar.today()
    idle = listed(user, state="idle")
    ending = Post.objects.visible_to(user).filter(to_date__range=(today, today + SOON), user__left_on=None)
    leaving = User.objects.visible_to(user).filter(left_on__range=(today + calendar.DAY, today + SOON))
    away = Delegation.objects.visible_to(user).standing(today)
    turning = Delegation.objects.visible_to(user).filter(to_date__range=(today - _WEEK, today + _WEEK))
    turning = turning.filter(withdrawn_at=None, from_date__lte=today)
    return Due(
        without_post=list(idle[:_FEW]),
        without_post_count=idle.count(),
        ending=list(ending.select_related("user", "branch", "team").order_by("to_date", "pk")[:_FEW]),
        leaving=list(leaving.order_by("left_on", "pk")[:_FEW]),
        away=list(away.select_related("absent", "stand_in").order_by("to_date", "pk")[:_FEW]),
        returning=list(turning.select_related("absent", "stand_in").order_by("to_date", "pk")[:_FEW]),
    )


def listed(
    user: User, *, text: str = "", branch: Branch | None = None, role: str = "", state: str = "here", sort: str = "name"
) -> UserQuerySet:
    """People as the list shows them, with today's posts.

    Args:
        user: who asks.
        text: words to find them by.
        branch: they work in it or below it today.
        role: they hold it today.
        state: `here`, `idle` (without a post), `left` or `all`.
        sort: a key of `SORTS`, with a minus for falling.
    """
    today = calendar.today()
    held = Post.objects.on(today).filter(user=OuterRef("pk"))
    people = User.objects.visible_to(user).found_by(text)
    if state in {"here", "idle"}:
        people = people.active(today)
    if state == "left":
        people = people.filter(left_on__lte=today)
    if state == "idle":
        people = people.exclude(Exists(held))
    if branch or role:
        wanted = Q(branch__path__startswith=branch.path) if branch else Q()
        people = people.filter(Exists(held.filter(wanted, **({"role": role} if role else {}))))
    keys = SORTS.get(sort.lstrip("-"), SORTS["name"])
    people = people.order_by(*(f"-{key}" if sort.startswith("-") else key for key in keys))
    # The person's own property of this name finds its answer there already.
    return people.prefetch_related(Prefetch("posts", _placed(today), to_attr="posts_now"))  # type: ignore[no-redef]


def _placed(day: date) -> QuerySet[Post]:
    return Post.objects.on(day).select_related("branch", "team").order_by("pk")


def colleagues(user: User, text: str, most: int = 20) -> list[User]:
    """The first colleagues found by some words, for pickers; leavers are none."""
    return list(listed(user, text=text)[:most]) if text.strip() else []


def tree(user: User, *, with_closed: bool = False) -> list[Node]:
    """The branches from the top, with today's people and teams."""
    today = calendar.today()
    found = Branch.objects.visible_to(user).annotate(
        people=Count("posts__user", filter=holding(today, "posts__"), distinct=True),
        formed=Count("teams", filter=Q(teams__closed_on=None) | Q(teams__closed_on__gt=today), distinct=True),
    )
    nodes: dict[int | None, Node] = {}
    top: list[Node] = []
    for branch in found if with_closed else found.there(today):
        node = nodes[branch.pk] = Node(branch, branch.people, branch.formed, [])
        (nodes[branch.parent_id].below if branch.parent_id in nodes else top).append(node)
    return top


def above(user: User, branch: Branch) -> list[Branch]:
    """The branches over this one, from the top."""
    codes = branch.path.split("/")[:-2]
    paths = ["/".join(codes[: end + 1]) + "/" for end in range(len(codes))]
    return list(Branch.objects.visible_to(user).filter(path__in=paths))


def working_in(user: User, place: Branch | Team) -> QuerySet[Post]:
    """Today's posts in this very branch or team."""
    mine = Q(branch=place) if isinstance(place, Branch) else Q(team=place)
    held = Post.objects.visible_to(user).on(calendar.today()).filter(mine)
    return held.select_related("user", "team", "branch").order_by("user__name_key", "pk")


def teams(user: User) -> QuerySet[Team]:
    """Teams with their branch and how many people are in each today."""
    people = Count("posts__user", filter=holding(calendar.today(), "posts__"), distinct=True)
    return (
        Team.objects.visible_to(user).select_related("branch").annotate(people=people).order_by("branch__path", "code")
    )


def holders(user: User) -> dict[str, list[User]]:
    """Who holds each role today, but managers: those are a list of their own."""
    held = Post.objects.visible_to(user).on(calendar.today()).exclude(role=Role.RM).select_related("user")
    found: dict[str, dict[int, User]] = {}
    for post in held.order_by("user__name_key", "pk"):
        found.setdefault(post.role, {})[post.user_id] = post.user
    return {role: list(people.values()) for role, people in found.items()}


def how_many_hold(user: User) -> dict[str, int]:
    """How many people hold each role today."""
    held = Post.objects.visible_to(user).on(calendar.today()).order_by().values("role")
    return dict(held.annotate(people=Count("user", distinct=True)).values_list("role", "people"))


def delegations_of(user: User, person: User) -> list[Delegation]:
    """When a person was away or stood in, the latest first."""
    either = Q(absent=person) | Q(stand_in=person)
    return list(Delegation.objects.visible_to(user).filter(either).select_related("absent", "stand_in")[: 2 * _FEW])


def told_of(person: User, also: Iterable[Post | Delegation]) -> list[Told]:
    """What administrators lately did to a person, their posts and delegations; not what anybody read."""
    ids = [person.uuid, *(record.uuid for record in also)]
    events = Event.objects.filter(on_uuid__in=ids, code__in=DONE_TO_PEOPLE).select_related("by").order_by("-at", "-pk")
    return [Told(event, str(EVENTS[event.code])) for event in events[: 2 * _FEW]]


def open_session(user: User) -> JustifiedSession | None:
    """The administrator's justified session that is open now."""
    return user.open_session if user.reach.in_session else None


def installation() -> Installation | None:
    """What this database is."""
    return Installation.objects.first()
