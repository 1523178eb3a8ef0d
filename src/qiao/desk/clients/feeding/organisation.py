"""Branches, and managers as people with posts.

The desk knows its people better than a ledger does: whom somebody has written down with a post, moved or renamed keeps name and
posts, and only who is known from ledgers alone follows them. Sign-on is never touched: who comes from a ledger has no password.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count, groupby
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db.models import Prefetch

from qiao.desk.common.roles import Role
from qiao.desk.people import calendar, naming
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.models.branches import CODE
from qiao.desk.people.models.people import STAFF_NUMBER
from qiao.engine import Book, DataError, Manager

_FIRST = date.min


class Stay(NamedTuple):
    """Days that a manager spends at one place."""

    branch: str
    team: str
    first: date
    last: date | None


class Fed(NamedTuple):
    """What became of the managers; `left_out` have a number that no person of the desk may have."""

    branches: int
    people: int
    posts: int
    left_out: int


def feed(book: Book) -> Fed:
    """Bring branches, and managers with their posts, to what the ledger says."""
    added = _feed_branches(book)
    stays = {number: list(rows) for number, rows in groupby(book.managers(), key=lambda row: row.manager_id)}
    fitting = {number: rows for number, rows in stays.items() if _fits(number)}
    new = _feed_people(fitting)
    posts = _feed_posts(fitting, branches_of(book))
    return Fed(added, new, posts, len(stays) - len(fitting))


def _fits(number: str) -> bool:
    longest = User._meta.get_field("staff_number").max_length or 0
    return len(number) <= longest and re.match(STAFF_NUMBER.regex, number) is not None


# --- branches ----------------------------------------------------------------------------------------------------------


def _feed_branches(book: Book) -> int:
    """Add the branches that are lacking, above before below; those that are there are the admin room's to name and move."""
    known = branches_of(book)
    waiting = {row.branch_id: row for row in book.branches() if row.branch_id not in known}
    added = len(waiting)
    while waiting:
        ready = [row for row in waiting.values() if row.parent_id is None or row.parent_id in known]
        for row in ready:
            del waiting[row.branch_id]
            above = known[row.parent_id] if row.parent_id else None
            known[row.branch_id] = _new_branch(row.branch_id, row.name, above)
    return added


def branches_of(book: Book) -> dict[str, Branch]:
    """The desk's branches by the ledger's ids; the head office is the head office, whatever each calls it."""
    known = {branch.code: branch for branch in Branch.objects.all()}
    head = next((branch for branch in known.values() if branch.parent_id is None), None)
    if head:
        known |= {row.branch_id: head for row in book.branches() if row.parent_id is None}
    return known


def _new_branch(code: str, name: str | None, above: Branch | None) -> Branch:
    path = f"{above.path if above else ''}{code}/"
    longest = Branch._meta.get_field("path").max_length or 0
    if (
        not re.match(CODE.regex, code)
        or len(code) > (Branch._meta.get_field("code").max_length or 0)
        or len(path) > longest
    ):
        raise DataError(
            f"机构号 {code} 不能用作工作台的机构代码:须由字母、数字、连字符组成,不超过 20 位。请在对照文件中改写。",
            f"Branch {code} cannot be a branch of the desk: a code has letters, digits and hyphens, at most 20. Map it to one.",
        )
    return Branch.objects.create(code=code, name=(name or code)[:80], parent=above, path=path)


# --- people ------------------------------------------------------------------------------------------------------------


def _feed_people(managers: Mapping[str, list[Manager]]) -> int:
    """Write down who is lacking, and let those follow the ledger's names whom nobody has touched."""
    known = {user.staff_number: user for user in _with_posts(managers)}
    new = [_person(number, _name(rows)) for number, rows in managers.items() if number not in known]
    User.objects.bulk_create(new, batch_size=1_000)
    renamed = []
    for number, user in known.items():
        if _is_followed(user) and user.name != (name := _name(managers[number])):
            user.name, user.name_key = name, naming.sort_key(name)
            user.search_keys = naming.search_keys(name, user.name_en, number)
            renamed.append(user)
    User.objects.bulk_update(renamed, ["name", "name_key", "search_keys"], batch_size=1_000)
    return len(new)


def _with_posts(numbers: Iterable[str]) -> list[User]:
    own = Prefetch("posts", Post.objects.select_related("branch", "team").order_by("from_date"))
    return list(User.objects.filter(staff_number__in=list(numbers)).prefetch_related(own))


def _person(number: str, name: str) -> User:
    keys = naming.search_keys(name, "", number)
    return User(
        staff_number=number, name=name, name_key=naming.sort_key(name), search_keys=keys, password=make_password(None)
    )


def _name(rows: list[Manager]) -> str:
    """The newest name that the ledger gives."""
    given = [row.name for row in _in_order(rows) if row.name]
    return (given[-1] if given else rows[0].manager_id)[: User._meta.get_field("name").max_length]


def _is_followed(user: User) -> bool:
    """Whether nobody of the bank has given, changed or ended anything of this person's by hand."""
    return user.version == 0 and all(
        post.given_by_id is None and post.version == 0 and post.role == Role.RM for post in user.posts.all()
    )


# --- posts -------------------------------------------------------------------------------------------------------------


def _feed_posts(managers: Mapping[str, list[Manager]], branches: Mapping[str, Branch]) -> int:
    """Give the posts that the ledger tells of to those whom nobody has touched; how many were given anew."""
    wanted = {number: stays(rows) for number, rows in managers.items()}
    teams = _teams(branches, {(stay.branch, stay.team) for found in wanted.values() for stay in found if stay.team})
    old: list[int] = []
    new: list[Post] = []
    for user in _with_posts(managers):
        if not _is_followed(user):
            continue
        posts = [
            Post(user=user, role=Role.RM, branch=branches[stay.branch], team=teams.get((stay.branch, stay.team)),
                 from_date=stay.first, to_date=stay.last)
            for stay in wanted[user.staff_number]
        ]  # fmt: skip
        held = list(user.posts.all())
        if list(map(_place, held)) != list(map(_place, posts)):
            old += [post.pk for post in held]
            new += posts
    Post.objects.filter(pk__in=old).delete()
    Post.objects.bulk_create(new, batch_size=1_000)
    return len(new)


def _place(post: Post) -> tuple[object, ...]:
    return post.branch_id, post.team_id, post.from_date, post.to_date


def _teams(branches: Mapping[str, Branch], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Team]:
    """The teams by branch and name; one that is lacking is formed, its code made of the branch's."""
    there = {(team.branch_id, team.name): team for team in Team.objects.all()}
    taken = {team.code for team in there.values()}
    found = {}
    for code, name in sorted(wanted):
        branch, called = branches[code], name[:80]
        if (branch.pk, called) not in there:
            free = next(text for number in count(1) if (text := f"{branch.code[:14]}-{number}") not in taken)
            taken.add(free)
            there[branch.pk, called] = Team.objects.create(code=free, name=called, branch=branch)
        found[code, name] = there[branch.pk, called]
    return found


def stays(rows: list[Manager]) -> list[Stay]:
    """Where a manager works from when to when: each row until the next, within the days in post, in as few as possible."""
    ordered = _in_order(rows)
    latest = ordered[-1]
    found: list[Stay] = []
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        first = max(row.from_date or _FIRST, latest.in_post_from)
        ends = [following.from_date - calendar.DAY] if following and following.from_date else []
        last = min([*ends, *([latest.in_post_to] if latest.in_post_to else [])], default=None)
        if row.branch_id is None or (last is not None and last < first):
            continue
        before = found[-1] if found else None
        if before and (before.branch, before.team) == (row.branch_id, row.team or ""):
            found[-1] = before._replace(last=last)
        else:
            found.append(Stay(row.branch_id, row.team or "", first, last))
    return found


def _in_order(rows: list[Manager]) -> list[Manager]:
    return sorted(rows, key=lambda row: row.from_date or _FIRST)
