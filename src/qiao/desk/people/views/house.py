"""The bank at a glance: what waits, the roles, the sample."""

from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people import queries
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import oversight
from qiao.desk.people.views.common import reads
from qiao.desk.people.words import REACH
from qiao.desk.server.models import Installation
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What an administrator looks at first."""

    due: queries.Due
    locks: oversight.Locks
    counts: queries.Counts
    may_act: bool


class RoleLine(NamedTuple):
    """A role, what it lets see, and who holds it; managers are only counted."""

    role: Role
    reach: Promise | str
    people: int
    holders: list[User]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """The nine roles."""

    roles: list[RoleLine]


@dataclass(frozen=True, slots=True)
class SamplePage:
    """Whether this is a sample."""

    installation: Installation | None
    people: int


@reads
@require_GET
def overview(request: Request) -> HttpResponse:
    """What waits, and how large the bank is."""
    user = request.user
    page = OverviewPage(queries.due(user), oversight.locks(user), queries.counts(user), user.has_role(Role.ADMIN))
    return show(request, "people/overview.html", page)


@reads
@require_GET
def roles(request: Request) -> HttpResponse:
    """What each role lets a person see, and who holds it."""
    counts, holders = queries.how_many_hold(request.user), queries.holders(request.user)
    lines = [RoleLine(role, REACH[role], counts.get(role, 0), holders.get(role, [])) for role in Role]
    return show(request, "people/roles.html", RolesPage(lines))


@reads
@require_GET
def sample(request: Request) -> HttpResponse:
    """Whether this database was made as a sample."""
    people = User.objects.visible_to(request.user).count()
    return show(request, "people/sample.html", SamplePage(queries.installation(), people))
