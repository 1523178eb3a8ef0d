"""Who reads scorecards, and the one way to a result."""

from uuid import UUID

from django.http import Http404

from qiao.desk.assess.models import Outcome
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.score.queries import people

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


def found(request: Request, run: UUID, manager: str) -> Outcome:
    """A manager's result in a run, if the reader may see it."""
    for outcome in people.named(request.user.reach, run=run, manager=manager):
        return outcome
    raise Http404
