"""What may be done to posts: giving, changing, ending."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import claim
from qiao.desk.people import calendar
from qiao.desk.people.actions.guards import administer, keep_an_administrator, near, of_another, refusing
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.reach import NOT_HANDED_ON

M = TypeVar("M", bound=Model)
IN_TEAMS = frozenset({Role.RM, Role.LEAD})


@transaction.atomic
def give(
    user: User,
    *,
    by: User | None,
    role: Role,
    branch: Branch,
    from_date: date,
    team: Team | None = None,
    to_date: date | None = None,
) -> Post:
    """Give a person a role somewhere from a day on; nobody gives one to themselves."""
    administer(by)
    of_another(user, by)
    near(from_date, field="from_date", by=by)
    user = User.objects.select_for_update().get(pk=user.pk)
    # Locked until the post stands, so that neither is closed meanwhile.
    branch = Branch.objects.select_for_update(no_key=True).get(pk=branch.pk)
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk) if team else None
    post = Post(user=user, role=role, branch=branch, team=team, from_date=from_date, to_date=to_date, given_by=by)
    _check(post, Post.objects.filter(user=post.user).exclude(pk=post.pk))
    _save(post)
    audit.record("post.given", by=by, on=post, **_told(post))
    return post


def check(post: Post, held: Iterable[Post], *, by: User) -> None:
    """Ask whether a post that is not written down yet could be given beside those that the person has; see `give`.

    Raises:
        RefusedError: it could not.
    """
    if post.user == by:
        raise RefusedError(_("Another administrator has to do this for you."))
    near(post.from_date, field="from_date", by=by)
    others = list(held)
    _check(post, others)
    if any(_place(post) == _place(other) and _meet(post, other) for other in others):
        raise RefusedError(_twice(), field="from_date")


@transaction.atomic
def give_many(wanted: Sequence[Post], *, by: User) -> list[Post]:
    """Give many posts that are not written down yet at once; see `give`.

    Raises:
        RefusedError: one of them could not be given; none is.
    """
    administer(by)
    users = _locked(User.objects.select_for_update(of=("self",)), (post.user for post in wanted))
    branches = _locked(Branch.objects.select_for_update(no_key=True), (post.branch for post in wanted))
    teams = _locked(
        Team.objects.select_for_update(no_key=True, of=("self",)), (post.team for post in wanted if post.team)
    )
    held: defaultdict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(user__in=users):
        held[post.user_id].append(post)
    for post in wanted:
        post.user, post.branch = users[post.user_id], branches[post.branch_id]
        post.team, post.given_by = teams[post.team_id] if post.team_id else None, by
        check(post, held[post.user_id], by=by)
        held[post.user_id].append(post)
    with _once():
        Post.objects.bulk_create(wanted)
    audit.record_each("post.given", [audit.Each(post, _told(post)) for post in wanted], by=by)
    return list(wanted)


def _locked(rows: QuerySet[M], wanted: Iterable[M]) -> dict[int, M]:
    """These records by their keys, locked in the order of them."""
    return {one.pk: one for one in rows.filter(pk__in={one.pk for one in wanted}).order_by("pk")}


@transaction.atomic
def change(post: Post, *, by: User, version: int, from_date: date, to_date: date | None = None) -> Post:
    """Change a post's days; its role and place stay, another one is another post."""
    administer(by)
    of_another(post.user, by)
    user = User.objects.select_for_update().get(pk=post.user_id)
    post = claim(post, version)
    if from_date != post.from_date:
        near(from_date, field="from_date", by=by)
    if to_date and to_date != post.to_date:
        near(to_date, field="to_date", by=by)
    if to_date and post.role == Role.ADMIN:
        keep_an_administrator(user)
    before: dict[str, Any] = {"was_from": post.from_date.isoformat(), "was_to": _iso(post.to_date)}
    post.from_date, post.to_date = from_date, to_date
    _check(post, Post.objects.filter(user=post.user).exclude(pk=post.pk))
    _save(post)
    audit.record("post.changed", by=by, on=post, **before, **_told(post))
    return post


@transaction.atomic
def end(post: Post, *, by: User, on: date) -> Post:
    """This is a post's last day."""
    administer(by)
    near(on, field="on", by=by)
    user = User.objects.select_for_update().get(pk=post.user_id)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.role == Role.ADMIN:
        keep_an_administrator(user)
    if on < post.from_date:
        raise RefusedError(_("The last day comes before the first."), field="on")
    if post.to_date and post.to_date < on:
        raise RefusedError(_("The post ends earlier already."), field="on")
    post.to_date, post.version = on, post.version + 1
    post.save(update_fields=["to_date", "version"])
    audit.record("post.ended", by=by, on=post, **_told(post))
    return post


@transaction.atomic
def cancel(post: Post, *, by: User) -> None:
    """Take back a post that has not begun; nobody ever held it, so it does not stay."""
    administer(by)
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not post.is_ahead:
        raise RefusedError(_("The post has begun; end it instead."))
    audit.record("post.cancelled", by=by, on=post, **_told(post))
    post.delete()


@transaction.atomic
def unmake(given: Sequence[Post], *, by: User) -> None:
    """Take posts back that a list gave and nobody changed since."""
    administer(by)
    audit.record_each("post.cancelled", [audit.Each(post, {"user": post.user.uuid}) for post in given], by=by)
    Post.objects.filter(pk__in=[post.pk for post in given]).delete()


def _check(post: Post, others: Iterable[Post]) -> None:
    """What a post must be beside the person's other ones, and beside what the database refuses by itself."""
    if post.to_date and post.to_date < post.from_date:
        raise RefusedError(_("The last day comes before the first."), field="to_date")
    if post.role == Role.LEAD and not post.team:
        raise RefusedError(_("A team lead needs a team."), field="team")
    if post.team and post.role not in IN_TEAMS:
        raise RefusedError(_("Only managers and leads belong to a team."), field="team")
    if post.team and post.team.branch_id != post.branch_id:
        raise RefusedError(_("This team belongs to another branch."), field="team")
    _check_ends(post)
    _check_alone(post, others)


def _check_ends(post: Post) -> None:
    """A post ends before its holder leaves and before its place closes."""
    limits = ((post.user.left_on, _("The person leaves before the post ends."), "to_date"),
        (post.branch.closed_on, _("The branch closes before the post ends."), "branch"),
        (post.team.closed_on if post.team else None, _("The team closes before the post ends."), "team"))  # fmt: skip
    for gone, sentence, field in limits:
        if gone and (post.to_date is None or post.to_date >= gone):
            raise RefusedError(sentence, field=field)


def _check_alone(post: Post, others: Iterable[Post]) -> None:
    """Administrators and auditors hold no other role in the same days: who rules and who checks do no business."""
    meeting = [other for other in others if other.role != post.role and _meet(post, other)]
    if any(post.role in NOT_HANDED_ON or other.role in NOT_HANDED_ON for other in meeting):
        raise RefusedError(_("Administrators and auditors hold no other role in the same days."), field="role")


def _meet(one: Post, other: Post) -> bool:
    """Whether two posts are held on some same day."""
    return (one.to_date is None or other.from_date <= one.to_date) and (
        other.to_date is None or one.from_date <= other.to_date
    )


def _save(post: Post) -> None:
    with _once():
        post.save()


def _once() -> AbstractContextManager[None]:
    return refusing("post_once_at_a_time", _twice(), field="from_date")


def _twice() -> str:
    return _("The person holds this very post in some of these days.")


def _place(post: Post) -> tuple[str, int, int | None]:
    return post.role, post.branch_id, post.team_id


def _told(post: Post) -> dict[str, Any]:
    return {
        "user": str(post.user.uuid),
        "role": str(post.role),
        "branch": str(post.branch.uuid),
        "team": str(post.team.uuid) if post.team else None,
        "from": post.from_date.isoformat(),
        "to": _iso(post.to_date),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def cut(user: User, *, by: User, gone: date) -> int:
    """End what a person holds on the day before they are gone, and take back what would begin later; how many."""
    ends = list(Post.objects.select_for_update().filter(user=user).reaching(gone).order_by("pk"))
    for post in ends:
        if post.from_date >= gone:
            audit.record("post.cancelled", by=by, on=post, **_told(post))
            post.delete()
            continue
        post.to_date, post.version = gone - calendar.DAY, post.version + 1
        post.save(update_fields=["to_date", "version"])
        audit.record("post.ended", by=by, on=post, **_told(post))
    return len(ends)
