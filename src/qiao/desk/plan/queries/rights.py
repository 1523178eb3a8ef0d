"""Who may set what, and who may confirm it: each level is set by who heads it and confirmed by who stands above."""

from collections.abc import Iterable

from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.people.reach import Held
from qiao.desk.plan.queries.trees import Record


def may_divide(by: User, record: Branch | Team) -> bool:
    """Head office everywhere; who heads the branch or one above; who leads the team."""
    return _divides(by.reach.posts, record)


def may_confirm(by: User, record: Record, *, proposed_by: int) -> bool:
    """Four eyes: somebody who stands above the unit, who did not propose it, and not by the post of whoever did.

    For a person or a team: head office or who heads the branch (for a person also who leads the team). For a branch: head office or
    who heads one above it. For the bank: another person of head office.
    """
    reach = by.reach
    if proposed_by in reach.acts_for - reach.stands_in_for:
        return False
    posts = [post for post in reach.posts if post.holder != proposed_by]
    return any(_stands_above(post, record) for post in posts)


def may_wish(by: User, record: Record) -> bool:
    """Somebody for themselves, who leads a team for it, who heads a branch for it."""
    reach = by.reach
    if isinstance(record, User):
        return record.pk in reach.acts_for and record.has_role(Role.RM)
    if isinstance(record, Team):
        return record.pk in reach.teams
    return record.parent_id is not None and record.path in reach.branches


def _divides(posts: Iterable[Held], record: Branch | Team) -> bool:
    path = record.path if isinstance(record, Branch) else record.branch.path
    return any(
        post.role == Role.HR
        or (post.role == Role.BRANCH and path.startswith(post.branch))
        or (post.role == Role.LEAD and isinstance(record, Team) and post.team == record.pk)
        for post in posts
    )


def _stands_above(post: Held, record: Record) -> bool:
    if post.role == Role.HR:
        return True
    if isinstance(record, Branch):
        return post.role == Role.BRANCH and record.path != post.branch and record.path.startswith(post.branch)
    if isinstance(record, Team):
        return post.role == Role.BRANCH and record.branch.path.startswith(post.branch)
    return any(
        (post.role == Role.BRANCH and held.branch.path.startswith(post.branch))
        or (post.role == Role.LEAD and held.team_id is not None and post.team == held.team_id)
        for held in record.posts_now
        if held.role == Role.RM
    )
