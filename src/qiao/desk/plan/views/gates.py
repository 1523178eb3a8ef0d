"""What the pages of the plan begin with: who may open them, which unit and which period they are about."""

from typing import NamedTuple
from uuid import UUID

from django.http import Http404

from qiao.desk.assess.models import Period
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.plan.queries import spans, trees
from qiao.desk.plan.queries.trees import Record, Unit

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


class Asked(NamedTuple):
    """A unit within the reader's reach, in a period."""

    period: Period
    record: Record
    periods: tuple[Period, ...] = ()  # every one, to choose from

    @property
    def unit(self) -> Unit:
        """The unit with everything below it."""
        return trees.tree(self.record, self.period)


def asked(request: Request, kind: str, uuid: UUID) -> Asked:
    """What an address asks for; 404 outside the reader's reach, and for a period that is none."""
    record = trees.found(request.user, kind, uuid)
    periods = spans.listed()
    period = spans.chosen(request.GET.get("period", ""), periods)
    if record is None or period is None:
        raise Http404
    return Asked(period, record, tuple(periods))


def crumbs(user: User, record: Record, period: Period) -> list[tuple[str, str]]:
    """What stands above a unit, as far as the reader may see it, the top first."""
    found: list[tuple[str, str]] = []
    over = trees.above(Unit(trees.kind_of(record), record), period)
    while over is not None and trees.is_within(user.reach, over):
        unit = Unit(trees.kind_of(over), over)
        found.insert(0, (str(over), unit.url(label=period.label)))
        over = trees.above(unit, period)
    return found
