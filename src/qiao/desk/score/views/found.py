"""Who reads scorecards, and the one way to a result."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from qiao.desk.assess.models import Outcome
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


def found(request: Request, run: UUID, manager: str) -> Outcome:
    """A manager's result in a run, if the reader may see it."""
    shown = Outcome.objects.visible_to(request.user)
    return get_object_or_404(
        shown.select_related("run__period", "run__standard", "person", "branch"), run__uuid=run, manager=manager
    )
