"""Rows of a list of people: known by staff number; a list writes down, corrects and gives posts, and ends none."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import override

from qiao.desk.audit import actions as audit
from qiao.desk.clients.intake import fields, rows
from qiao.desk.clients.intake.rows import Cells, Done, Subject
from qiao.desk.clients.models.imports import Outcome
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, posts
from qiao.desk.people.actions.guards import AHEAD, BACK
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.models.people import STAFF_NUMBER
from qiao.desk.people.reach import NOT_HANDED_ON

_FACTS = ("name", "name_en", "phone")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post that a row gives."""

    role: Role
    branch: Branch
    team: Team | None
    first: date


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
    for post in Post.objects.reaching(by.reach.day).filter(user__in=[one.pk for one in known.values()]):
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


def _wanted(cells: Cells, places: _Places, roles: dict[str, Role]) -> Wanted | None:
    """The post that a row gives, if it gives one."""
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
    return (
        None if row.is_faulty or role is None or branch is None or first is None else Wanted(role, branch, team, first)
    )


def _day(text: str) -> date | None:
    today = calendar.today()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        return None
    return day if today - BACK <= day <= today + AHEAD else None


def _plan_new(by: User, cells: Cells, wanted: Wanted | None) -> None:
    cells.plan.outcome = Outcome.NEW
    facts = {name: cells[name] for name in _FACTS}

    def act() -> Done:
        user = people.write_down(by=by, staff_number=cells["staff_number"], **facts)
        given = _give(user, wanted, by)
        return Done(user.uuid, {"made": True, "version": user.version, **given})

    cells.plan.act = act


def _plan_change(by: User, cells: Cells, user: User, wanted: Wanted | None, held: list[Post]) -> None:
    facts = {name: cells[name] or getattr(user, name) for name in _FACTS}
    is_other = any(getattr(user, name) != facts[name] for name in _FACTS)
    if wanted and any((p.role, p.branch_id, p.team_id) == _place(wanted) for p in held):
        wanted = None
    if not is_other and wanted is None:
        return
    cells.plan.outcome = Outcome.CHANGED

    def act() -> Done:
        how: dict[str, Any] = {"version": user.version}
        if is_other:
            changed = people.change(user, by=by, version=user.version, **facts)
            how = {"version": changed.version, "before": {name: getattr(user, name) for name in _FACTS}}
        return Done(user.uuid, how | _give(user, wanted, by))

    cells.plan.act = act


def _place(wanted: Wanted) -> tuple[str, int, int | None]:
    return wanted.role, wanted.branch.pk, wanted.team.pk if wanted.team else None


def _give(user: User, wanted: Wanted | None, by: User) -> dict[str, str]:
    if wanted is None:
        return {}
    post = posts.give(user, by=by, role=wanted.role, branch=wanted.branch, team=wanted.team, from_date=wanted.first)
    return {"post": str(post.uuid)}


def make(by: User, wanted: list[Any]) -> list[Done]:
    """Nobody is written down together with others: each has a post to be checked."""
    assert not wanted
    return []


def undo(by: User, done: list[tuple[UUID, dict[str, Any]]]) -> list[str]:
    """Put people back; of each why they stay, if they do."""
    return [_undo(by, record, how) for record, how in done]


def _undo(by: User, record: UUID, how: dict[str, Any]) -> str:
    user = User.objects.select_for_update(of=("self",)).filter(uuid=record).first()
    if user is None:
        return "gone"
    post = Post.objects.filter(uuid=how["post"]).first() if "post" in how else None
    if user.version != how["version"] or ("post" in how and (post is None or post.version)):
        return "touched"
    if how.get("made") and (user.last_login or _has_more(user, post)):
        return "touched"
    if post is not None:
        audit.record("post.cancelled", by=by, on=post, user=str(user.uuid))
        post.delete()
    if how.get("made"):
        audit.record("user.unmade", by=by, on=user)
        user.delete()
    elif "before" in how:
        people.change(user, by=by, version=user.version, **how["before"])
    return ""


def _has_more(user: User, post: Post | None) -> bool:
    """Whether anything hangs on a person beside the one post that the list gave."""
    others = Post.objects.filter(user=user).exclude(pk__in=[post.pk] if post else [])
    return others.exists() or bool(rows.leant_on(User, [user.pk], apart_from=frozenset({Post})))


SUBJECT = Subject(plan, make, undo)
