"""Rows of a list of people: known by staff number; a list writes down, corrects and gives posts, and ends none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import override

from qiao.desk.clients.intake import fields, rows
from qiao.desk.clients.intake.rows import Cells, Done, Plan, Subject
from qiao.desk.clients.models.imports import Outcome
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, posts
from qiao.desk.people.actions.guards import AHEAD, BACK
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.models.people import STAFF_NUMBER
from qiao.desk.people.reach import NOT_HANDED_ON

_FACTS = ("name", "name_en", "phone")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row wants: a new person or one changed, and a post for them."""

    facts: dict[str, str]
    user: User | None = None
    post: Post | None = None


class _Places:
    """Open branches and teams by code and by whole name; a name that several have names none."""

    def __init__(self) -> None:
        branches, teams = list(Branch.objects.there()), list(Team.objects.there())
        self.branches = _by_names((one.code, one.name, one) for one in branches)
        self.teams = _by_names(((one.branch_id, one.code), (one.branch_id, one.name), one) for one in teams)


def _by_names(found: Any) -> dict[Any, Any]:
    named: dict[Any, Any] = {}
    for code, name, one in found:
        named[name] = None if name in named else one
        named[code] = one
    return {name: one for name, one in named.items() if one is not None}


def plan(by: User, chunk: list[Cells], seen: dict[str, int]) -> None:
    """Plan some rows of people."""
    places, roles = _Places(), _roles()
    known = {one.staff_number: one for one in User.objects.filter(staff_number__in=[c["staff_number"] for c in chunk])}
    held: dict[int, list[Post]] = {}
    for post in Post.objects.filter(user__in=[one.pk for one in known.values()]):
        held.setdefault(post.user_id, []).append(post)
    for cells in chunk:
        row, number = cells.plan, cells["staff_number"]
        if number and (first := seen.setdefault(number, row.number)) != row.number:
            row.fault("twice", row=first)
        if number and not STAFF_NUMBER.regex.match(number):  # type: ignore[union-attr]  # it is compiled when it is made
            row.fault("staff_number")
        wanted = _wanted(cells, places, roles)
        if row.is_faulty:
            continue
        user = known.get(number)
        if number == fields.EXAMPLE_NUMBER:
            row.remark("example")
        elif user is not None and not user.is_active:
            row.fault("left")
        elif user is None:
            _plan_new(by, cells, wanted)
        else:
            _plan_change(by, cells, user, wanted, held.get(user.pk, []))


def _roles() -> dict[str, Role]:
    """Roles by code and by what they are called in either language."""
    found: dict[str, Role] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(role.label).lower(): role for role in Role} | {role.value: role for role in Role}
    return found


def _wanted(cells: Cells, places: _Places, roles: dict[str, Role]) -> Post | None:
    """The post that a row gives, if it gives one; of nobody yet."""
    row = cells.plan
    if not (cells["role"] or cells["branch"] or cells["team"]):
        return None
    role, branch, team = roles.get(cells["role"].lower()), places.branches.get(cells["branch"]), None
    if not cells["role"] or not cells["branch"]:
        row.fault("post")
    elif role is None:
        row.fault("role")
    elif role in NOT_HANDED_ON:
        row.fault("by_hand")
    if cells["branch"] and branch is None:
        row.fault("branch")
    if cells["team"] and branch is not None:
        team = places.teams.get((branch.pk, cells["team"]))
        if team is None:
            row.fault("team")
    first = _day(cells["from_date"])
    if first is None:
        row.fault("day")
    if row.is_faulty or role is None or branch is None or first is None:
        return None
    return Post(role=role, branch=branch, team=team, from_date=first)


def _day(text: str) -> date | None:
    today = calendar.today()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        return None
    return day if today - BACK <= day <= today + AHEAD else None


def _plan_new(by: User, cells: Cells, wanted: Post | None) -> None:
    _check_post(by, cells.plan, User(), wanted, [])
    facts = {name: cells[name] for name in (*_FACTS, "staff_number")}
    _wish(cells.plan, Outcome.NEW, Wish(facts, post=wanted))


def _plan_change(by: User, cells: Cells, user: User, wanted: Post | None, held: list[Post]) -> None:
    facts = {name: cells[name] for name in _FACTS if cells[name]}
    if wanted and any(not post.is_past and _is_at(post, wanted) for post in held):
        wanted = None
    _check_post(by, cells.plan, user, wanted, held)
    if wanted or any(getattr(user, name) != facts[name] for name in facts):
        _wish(cells.plan, Outcome.CHANGED, Wish(facts, user, wanted))


def _check_post(by: User, row: Plan, user: User, wanted: Post | None, held: list[Post]) -> None:
    """Say why the post could not be given, in both languages, since whoever reads it may use another one."""
    if wanted is None:
        return
    wanted.user = user
    if not _refusal(by, wanted, held):
        return
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = _refusal(by, wanted, held)
    row.fault("text", **said)


def _refusal(by: User, wanted: Post, held: list[Post]) -> str:
    """Why the post could not be given; blank where it can."""
    try:
        posts.check(wanted, held, by=by)
    except RefusedError as refusal:
        return str(refusal)
    return ""


def _wish(row: Plan, outcome: Outcome, wish: Wish) -> None:
    if not row.is_faulty:
        row.outcome, row.wanted = outcome, wish


def _is_at(post: Post, wanted: Post) -> bool:
    return (post.role, post.branch_id, post.team_id) == (wanted.role, wanted.branch_id, wanted.team_id)


def make(by: User, wanted: list[Wish]) -> list[Done]:
    """New people and changed ones, then their posts, all at once."""
    made = iter(people.write_down_many([one.facts for one in wanted if one.user is None], by=by))
    standing = _locked(one.user.uuid for one in wanted if one.user)
    users = [standing[one.user.uuid] if one.user else next(made) for one in wanted]
    pairs = list(zip(users, wanted, strict=True))
    changes = people.change_many([(user, one.facts) for user, one in pairs if one.user], by=by)
    before = {one.record.pk: {"before": one.before} for one in changes}
    for user, one in pairs:
        if one.post:
            one.post.user = user
    given = posts.give_many([one.post for one in wanted if one.post], by=by)
    how = {post.user_id: {"post": str(post.uuid)} for post in given}
    return [_done(user, one, before.get(user.pk, {}) | how.get(user.pk, {})) for user, one in pairs]


def _done(user: User, wish: Wish, how: dict[str, Any]) -> Done:
    is_new = {} if wish.user else {"made": True}
    return Done(user.uuid, {**is_new, "version": user.version, **how})


def undo(by: User, done: list[tuple[UUID, dict[str, Any]]]) -> list[str]:
    """Put people back; of each why they stay, if they do."""
    users = _locked(record for record, _how in done)
    found = Post.objects.filter(uuid__in=[how["post"] for _record, how in done if "post" in how])
    given = {str(post.uuid): post for post in found.select_related("user")}
    made = [users[record].pk for record, how in done if how.get("made") and record in users]
    leant_on = rows.leant_on(User, made, apart_from=frozenset({Post})) | _with_other_posts(made, given.values())
    reasons = [_reason(users.get(record), how, given, leant_on) for record, how in done]
    undone = [(users[record], how) for (record, how), reason in zip(done, reasons, strict=True) if not reason]
    posts.unmake([given[how["post"]] for _user, how in undone if "post" in how], by=by)
    people.unmake([user for user, how in undone if how.get("made")], by=by)
    people.change_many([(user, how["before"]) for user, how in undone if "before" in how], by=by)
    return reasons


def _reason(user: User | None, how: dict[str, Any], given: Mapping[str, Post], leant_on: set[int]) -> str:
    """Why a person stays as they are; blank where nobody touched what the list did."""
    if user is None:
        return "gone"
    post = given.get(how.get("post", ""))
    is_touched = user.version != how["version"] or ("post" in how and (post is None or post.version))
    return "touched" if is_touched or (how.get("made") and (user.last_login or user.pk in leant_on)) else ""


def _with_other_posts(users: list[int], given: Iterable[Post]) -> set[int]:
    """Whom of these anybody gave another post than the list did."""
    others = Post.objects.filter(user__in=users).exclude(pk__in=[post.pk for post in given])
    return set(others.values_list("user", flat=True))


def _locked(uuids: Iterable[UUID]) -> dict[UUID, User]:
    found = User.objects.select_for_update(of=("self",)).filter(uuid__in=uuids)
    return {one.uuid: one for one in found.order_by("pk")}


SUBJECT = Subject(plan, make, undo, lambda uuid: reverse("people:person", args=[uuid]))
