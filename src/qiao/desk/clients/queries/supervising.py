"""Whose word counts: where a manager's clients belong, and who supervises there."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from qiao.desk.clients.models import Assignment, Client
from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.reach import Held, holding

HOLDERS = (Role.RM, Role.LEAD, Role.BRANCH)  # who may have clients


class Place(NamedTuple):
    """A branch, and a team of it if the manager is in one."""

    branch: Branch
    team: Team | None


def place_of(person: User, day: date) -> Place | None:
    """Where a manager works on this day, or worked last before it; None for somebody who never had a fitting post."""
    for post in _held(person=person.pk, day=day) or _had(person=person.pk, day=day):
        return Place(post.branch, post.team)
    return None


def places_of(people: Iterable[User], day: date) -> dict[int, Place]:
    """The same of many people, in one question; who never had a fitting post is not in it."""
    had = Case(When(holding(day), then=Value(0)), default=Value(1), output_field=IntegerField())
    last = Case(When(holding(day), then=F("from_date")), default=F("to_date"))
    posts = Post.objects.filter(user__in=people, role__in=HOLDERS, from_date__lte=day).select_related("branch", "team")
    found = posts.order_by("user_id", had, last.desc(), "pk").distinct("user_id")
    return {post.user_id: Place(post.branch, post.team) for post in found}


@composed
def _held(*, person: int, day: date) -> QuerySet[Post]:
    return _posts(person, day).filter(holding(day)).order_by("-from_date", "pk")[:1]


@composed
def _had(*, person: int, day: date) -> QuerySet[Post]:
    return _posts(person, day).order_by("-to_date", "pk")[:1]


def _posts(person: int, day: date) -> QuerySet[Post]:
    held = Post.objects.filter(user=person, role__in=HOLDERS, from_date__lte=day)
    return held.select_related("branch", "team")


def place_of_client(client: Client, day: date) -> Place | None:
    """Where a client without a manager belongs: to its last one's place; None if it never had any."""
    before = Assignment.objects.filter(client=client, from_date__lte=day).select_related("manager")
    last = before.order_by("-from_date", "part", "pk").first()
    return place_of(last.manager, day) if last else None


def supervises(by: User, place: Place, *, apart_from: Collection[int] = (), roles: Iterable[Role] = ()) -> bool:
    """Whether the person leads the place's team, or heads its branch or one above.

    Args:
        by: the person.
        place: where.
        apart_from: ids of people whose posts do not count, though `by` stands in for them.
        roles: only these, where not both.
    """
    wanted = set(roles) or {Role.LEAD, Role.BRANCH}
    held = (post for post in by.reach.posts if post.role in wanted and post.holder not in apart_from)
    return any(_covers(post, place) for post in held)


def _covers(post: Held, place: Place) -> bool:
    if post.role == Role.LEAD:
        return place.team is not None and post.team == place.team.pk
    return post.role == Role.BRANCH and place.branch.path.startswith(post.branch)


def supervisors_of(
    place: Place, day: date, *, apart_from: Collection[int] = (), roles: Collection[Role] = (Role.LEAD, Role.BRANCH)
) -> list[User]:
    """Who leads the place's team and heads the nearest branch that has a head; of these roles alone."""
    found: dict[int, User] = {}
    codes = place.branch.path.rstrip("/").split("/")
    paths = ["/".join(codes[:end]) + "/" for end in range(len(codes), 0, -1)]
    posts = Post.objects.on(day).filter(
        Q(role=Role.LEAD, team=place.team, team__isnull=False) | Q(role=Role.BRANCH, branch__path__in=paths)
    )
    posts = posts.filter(role__in=roles).select_related("user", "branch")
    held = [post for post in posts if post.user_id not in apart_from]
    nearest = max((len(post.branch.path) for post in held if post.role == Role.BRANCH), default=0)
    for post in held:
        if post.role == Role.LEAD or len(post.branch.path) == nearest:
            found[post.user_id] = post.user
    return [user for user in found.values() if user.is_active]
