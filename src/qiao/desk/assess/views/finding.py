"""Records that addresses of the assessment desk name, through the one gate."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from qiao.desk.assess.models import Minutes, Outcome, Remark, Ruling, Run
from qiao.desk.assess.queries import runs
from qiao.desk.common.requests import Request


def run(request: Request, uuid: UUID) -> Run:
    """A run that the person may see."""
    for found in runs.named(request.user.reach, uuid=uuid):
        return found
    raise Http404


def outcome(request: Request, uuid: UUID, manager: str) -> Outcome:
    """One manager's result in a run."""
    found = Outcome.objects.visible_to(request.user).select_related(
        "run__period__standard", "run__standard", "person", "branch", "team"
    )
    return get_object_or_404(found, run__uuid=uuid, manager=manager)


def ruling(request: Request, uuid: UUID) -> Ruling:
    """An exception to a computed decision."""
    found = Ruling.objects.visible_to(request.user).select_related(
        "outcome__run__period", "outcome__run__standard", "outcome__person", "proposed_by"
    )
    return get_object_or_404(found, uuid=uuid)


def remark(request: Request, uuid: UUID) -> Remark:
    """A calibration note."""
    return get_object_or_404(Remark.objects.visible_to(request.user).select_related("run"), uuid=uuid)


def minutes(request: Request, uuid: UUID) -> Minutes:
    """A version of the committee's minutes."""
    found = Minutes.objects.visible_to(request.user).select_related(
        "run__period", "run__standard", "written_by", "signed_by"
    )
    return get_object_or_404(found, uuid=uuid)
