"""The views of the list that a person may open."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models import OpeningView, SavedView
from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach

KEPT = timedelta(days=30)  # so long a removed view can be brought back


@dataclass(frozen=True, slots=True)
class Ready:
    """A view that the desk brings with it."""

    key: str
    name: Promise
    query: str
    roles: tuple[Role, ...] = ()


EVERYTHING = Ready("all", _("All clients"), "")
READY = (
    EVERYTHING,
    Ready("top", _("Tier A"), "tier=A"),
    Ready("falling", _("Falling deposits"), "change=down&sort=deposit_change"),
    Ready("lending", _("With loans"), "lending=with&sort=-loans"),
    Ready("orphaned", _("Managed by nobody"), "orphaned=on", (Role.HR, Role.RISK, Role.AUDITOR)),
)


def ready_for(user: User) -> list[Ready]:
    """Those of the desk that the person has a use for."""
    return [one for one in READY if not one.roles or user.has_role(*one.roles)]


def saved_for(user: User) -> list[SavedView]:
    """The views that the person sees: own ones first, then those of others, by name."""
    return _saved(user.reach)


@composed
def _saved(reach: Reach) -> QuerySet[SavedView]:
    own_first = Case(When(owner=reach.person, then=Value(0)), default=Value(1))
    views = SavedView.objects.visible_to(reach.bearer).there().select_related("owner", "team", "branch")
    return views.order_by(own_first, "name", "pk")


def removed_by(user: User) -> list[SavedView]:
    """One's own that were removed lately."""
    since = timezone.now() - KEPT
    return list(SavedView.objects.visible_to(user).filter(owner=user, removed_at__gte=since).order_by("-removed_at"))


def opening(user: User) -> SavedView | None:
    """The view with which the list opens for the person, if they may still see it."""
    return next(iter(_opening(user.reach)), None)


@composed
def _opening(reach: Reach) -> QuerySet[SavedView]:
    chosen = OpeningView.objects.visible_to(reach.bearer).values("view")
    return SavedView.objects.visible_to(reach.bearer).there().filter(pk__in=chosen)[:1]


def one_of(views: list[SavedView], name: str) -> SavedView | None:
    """The view that an address names."""
    try:
        wanted = UUID(name)
    except ValueError:
        return None
    return next((view for view in views if view.uuid == wanted), None)


def is_same(one: str, other: str) -> bool:
    """Whether two addresses ask for the same."""
    return sorted(QueryDict(one).lists()) == sorted(QueryDict(other).lists())
