"""Who is to rate whom, as the organisation has it on a day (评价关系): what an officer begins with and may change."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from qiao.desk.clients import ledger
from qiao.desk.common.roles import Role
from qiao.desk.growth.models import Campaign
from qiao.desk.growth.models.seats import Group
from qiao.desk.growth.queries import items
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User

PEERS, OFFICES = 6, 2  # as many are asked at most; more cost their time and change a mean little
_luck = secrets.SystemRandom()


class Wanted(NamedTuple):
    """Somebody who is to rate a manager; `post` is where the manager works."""

    post: Post
    rater: User
    group: Group


def day_of(campaign: Campaign) -> date:
    """The organisation of which day counts: today's, or that of the period's end once it is over."""
    return min(calendar.today(), campaign.period.last)


def rated(day: date) -> dict[int, Post]:
    """The post of every manager whom the ledger knows, by their ids; the newest post of somebody with two."""
    book = ledger.book()
    known = {row.manager_id for row in book.managers()} if book else set()
    posts = _held(Role.RM, day)
    return {post.user_id: post for post in posts if post.user.staff_number in known}


def wanted(campaign: Campaign) -> Iterator[Wanted]:
    """Oneself, who leads the team or heads the branch, the closest colleagues, the middle and back office of the branch."""
    day, groups = day_of(campaign), items.asked(campaign)
    organisation = _Organisation(day)
    for post in rated(day).values():
        found = {
            Group.SELF: [post.user],
            Group.SUPERIOR: organisation.superiors(post),
            Group.PEER: organisation.peers(post, campaign),
            Group.OFFICE: organisation.offices(post),
        }
        seen: set[int] = set()
        for group in groups:
            for rater in found[group]:
                if rater.pk not in seen and rater.is_active:
                    seen.add(rater.pk)
                    yield Wanted(post, rater, group)


class _Organisation:
    """Who works where on a day; one question a role."""

    def __init__(self, day: date) -> None:
        self.leads: defaultdict[int | None, list[User]] = defaultdict(list)
        self.teams: defaultdict[int, list[User]] = defaultdict(list)
        self.branches: defaultdict[int, list[User]] = defaultdict(list)
        self.heads: defaultdict[str, list[User]] = defaultdict(list)
        self.office: defaultdict[str, list[User]] = defaultdict(list)
        for post in _held(Role.LEAD, day):
            self.leads[post.team_id].append(post.user)
        for post in _held(Role.RM, day):
            self.branches[post.branch_id].append(post.user)
            if post.team_id:
                self.teams[post.team_id].append(post.user)
        for role, kept in ((Role.BRANCH, self.heads), (Role.OFFICE, self.office)):
            for post in _held(role, day):
                kept[post.branch.path].append(post.user)

    def superiors(self, post: Post) -> list[User]:
        """Whoever leads the team; where nobody does, heads the branch, or the next one above."""
        return (post.team_id and self.leads.get(post.team_id)) or _nearest(self.heads, post)

    def peers(self, post: Post, campaign: Campaign) -> list[User]:
        """The team's other managers; where they are too few to be told, the branch's."""
        least = items.standard_of(campaign).quality.peers_at_least
        team = [one for one in self.teams.get(post.team_id or 0, []) if one.pk != post.user_id]
        all_here = [one for one in self.branches[post.branch_id] if one.pk != post.user_id]
        return _some(team if len(team) >= least else all_here, PEERS)

    def offices(self, post: Post) -> list[User]:
        """Of the branch, or of the nearest one above that has any."""
        return _some([one for one in _nearest(self.office, post) if one.pk != post.user_id], OFFICES)


def _held(role: Role, day: date) -> list[Post]:
    found = Post.objects.on(day).filter(role=role).select_related("user", "branch", "team")
    return list(found.order_by("from_date", "pk"))


def _nearest(kept: dict[str, list[User]], post: Post) -> list[User]:
    path = post.branch.path
    while path:
        if path in kept:
            return kept[path]
        path = path[: path.rstrip("/").rfind("/") + 1]
    return []


def _some(people: list[User], most: int) -> list[User]:
    """Some of them by lot, if they are more."""
    return people if len(people) <= most else _luck.sample(people, most)
