"""What waits for somebody: divisions to confirm, figures proposed from below to decide on."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Post, User
from qiao.desk.people.reach import Reach
from qiao.desk.plan.models import Division, Wish
from qiao.desk.plan.models import divisions as division_states
from qiao.desk.plan.models import wishes as wish_states
from qiao.desk.plan.queries import rights
from qiao.desk.ui.agenda import Due

ABOVE = (Role.HR, Role.BRANCH, Role.LEAD)  # who may have to decide


def divisions(user: User) -> list[Division]:
    """Those that somebody may confirm."""
    if not user.has_role(*ABOVE):
        return []
    return [
        one
        for one in _divisions(user.reach)
        if one.proposed_by_id and rights.may_confirm(user, one.unit, proposed_by=one.proposed_by_id)
    ]


def wishes(user: User) -> list[Wish]:
    """Those that somebody may decide on."""
    if not user.has_role(*ABOVE):
        return []
    return [one for one in _wishes(user.reach) if rights.may_confirm(user, one.target.unit, proposed_by=one.by_id)]


@composed
def _divisions(reach: Reach) -> QuerySet[Division]:
    found = Division.objects.visible_to(reach.bearer).filter(state=division_states.State.WAITING)
    return found.select_related("branch", "team__branch", "proposed_by").order_by("proposed_at")


@composed
def _wishes(reach: Reach) -> QuerySet[Wish]:
    found = Wish.objects.visible_to(reach.bearer).filter(state=wish_states.State.WAITING).exclude(by=reach.person)
    # Who stands above a person is asked of their posts, which find their answer here: once, not once for each.
    posts = Prefetch("target__person__posts", Post.objects.on(reach.day).select_related("branch"), to_attr="posts_now")
    found = found.select_related("target__branch", "target__team__branch", "target__person", "by")
    return found.prefetch_related(posts).order_by("at")


def count(user: User) -> int:
    """How many things wait."""
    return len(divisions(user)) + len(wishes(user))


def due(user: User) -> list[Due]:
    """What waits, for the page of the day."""
    return [
        *(
            Due(str(one.unit), _("Confirm targets"), one.get_absolute_url(), detail=one.period, is_waiting=True)
            for one in divisions(user)
        ),
        *(
            Due(
                str(one.target.unit),
                _("Decide on a target"),
                one.get_absolute_url(),
                detail=one.target.period,
                is_waiting=True,
            )
            for one in wishes(user)
        ),
    ]
