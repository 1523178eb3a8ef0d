"""What may be done about standing in during leave."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar, telling
from qiao.desk.people.actions.guards import refusing
from qiao.desk.people.models import Delegation, Post, User
from qiao.desk.people.models.posts import PostQuerySet
from qiao.desk.people.reach import NOT_HANDED_ON

LONGEST = timedelta(days=366)
# Whose leave their lead or branch head may settle; the head office's officers settle their own, or an administrator does.
_IN_LINE = frozenset({Role.RM, Role.LEAD, Role.BRANCH, Role.OFFICE})


@transaction.atomic
def delegate(absent: User, *, by: User, stand_in: User, from_date: date, to_date: date, reason: str) -> Delegation:
    """Let a colleague stand in for a person from a day to a day."""
    if not may_settle(absent, by) or by == stand_in:
        raise NotAllowedError
    people = User.objects.select_for_update().filter(pk__in={absent.pk, stand_in.pk}).order_by("pk")
    locked = {user.pk: user for user in people}
    made = Delegation(
        absent=locked[absent.pk],
        stand_in=locked[stand_in.pk],
        from_date=from_date,
        to_date=to_date,
        reason=reason.strip(),
        made_by=by,
    )
    _check_days(from_date, to_date)
    _check_people(made)
    with refusing(
        "delegation_once_at_a_time", _("Somebody stands in for some of these days already."), field="from_date"
    ):
        made.save()
    audit.record("delegation.made", by=by, on=made, for_whom=_for_whom(by, absent), **_told(made))
    telling.made(made, by=by)
    return made


@transaction.atomic
def withdraw(delegation: Delegation, *, by: User) -> Delegation:
    """End a delegation now; either of the two may, and whoever may settle the absent person's leave."""
    if by.pk not in {delegation.absent_id, delegation.stand_in_id} and not may_settle(delegation.absent, by):
        raise NotAllowedError
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if delegation.state not in {"now", "ahead"}:
        raise RefusedError(_("This delegation is over."))
    delegation.withdrawn_at = calendar.now()
    delegation.save(update_fields=["withdrawn_at"])
    audit.record("delegation.withdrawn", by=by, on=delegation, **_told(delegation))
    telling.withdrawn(delegation, by=by)
    return delegation


def may_settle(absent: User, by: User) -> bool:
    """Whose leave a person may settle: their own, their team's and branch's, and as an administrator anyone's."""
    if by.pk == absent.pk or by.has_role(Role.ADMIN):
        return True
    if absent.pk in by.reach.stands_in_for or not by.has_role(Role.LEAD, Role.BRANCH):
        return False  # a stand-in hands nothing further
    roles = {post.role for post in absent.posts_now}
    return roles <= _IN_LINE and User.objects.filter(by.reach.placed(), pk=absent.pk).exists()


def cut(user: User, *, by: User, gone: date) -> int:
    """Withdraw what reaches the day on which one of the two is gone, or let it end the day before; how many."""
    either = Q(absent=user) | Q(stand_in=user)
    found = list(Delegation.objects.select_for_update().filter(either, withdrawn_at=None, to_date__gte=gone))
    for delegation in found:
        if delegation.from_date >= gone:
            delegation.withdrawn_at = calendar.now()
        else:
            delegation.to_date = gone - calendar.DAY
        delegation.save(update_fields=["withdrawn_at", "to_date"])
        audit.record("delegation.withdrawn", by=by, on=delegation, **_told(delegation))
        (telling.withdrawn if delegation.withdrawn_at else telling.shortened)(delegation, by=by)
    return len(found)


def _for_whom(by: User, absent: User) -> User | None:
    """The lead or branch head in whose place somebody settles the leave of a third person."""
    if by.pk == absent.pk:
        return None
    holder = by.reach.for_whom(Role.LEAD, Role.BRANCH)
    return User.objects.get(pk=holder) if holder else None


def _check_days(from_date: date, to_date: date) -> None:
    if from_date < calendar.today():
        raise RefusedError(_("Nobody stands in for days that are over."), field="from_date")
    if to_date < from_date:
        raise RefusedError(_("The last day comes before the first."), field="to_date")
    if to_date - from_date >= LONGEST:
        raise RefusedError(_("At most a year; after that the post passes to somebody."), field="to_date")


def _check_people(made: Delegation) -> None:
    """Who may be away, and who may stand in."""
    days = (made.from_date, made.to_date or made.from_date)
    for user, field in ((made.absent, "absent"), (made.stand_in, "stand_in")):
        if user.left_on and user.left_on <= days[1]:
            raise RefusedError(_("This person leaves the bank before the last day."), field=field)
        if _posts_in(user, *days).filter(role__in=NOT_HANDED_ON).exists():
            sentence = _("Administrators and auditors neither hand their role on nor stand in for others.")
            raise RefusedError(sentence, field=field)
    if not _posts_in(made.absent, *days).exists():
        raise RefusedError(_("This person holds no post in those days."), field="absent")
    away = Delegation.objects.filter(absent=made.stand_in, withdrawn_at=None, from_date__lte=days[1])
    if away.filter(to_date__gte=made.from_date).exists():
        raise RefusedError(_("This person is away themselves in some of these days."), field="stand_in")


def _posts_in(user: User, first: date, last: date) -> PostQuerySet:
    return Post.objects.filter(user=user, from_date__lte=last).reaching(first)


def _told(made: Delegation) -> dict[str, Any]:
    return {
        "absent": str(made.absent.uuid),
        "stand_in": str(made.stand_in.uuid),
        "from": made.from_date.isoformat(),
        "to": made.to_date.isoformat() if made.to_date else None,
    }
