"""Batches of the ledger: sent, and as they came to the desk."""

from datetime import date
from typing import Annotated, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import File, Form, Query, Router, UploadedFile
from pydantic import Field

from qiao.desk.api import faults
from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only, takes
from qiao.desk.api.listing import Asked, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.batches import BatchShape, DeliveryShape, OneBatchShape, OneDeliveryShape, Verdict
from qiao.desk.api.shapes.clients import ReasonGiven
from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import submissions, withdrawals
from qiao.desk.clients.models import Delivery, Submission
from qiao.desk.clients.queries import totals
from qiao.desk.common.roles import Role

router = Router(tags=["ledger"])
_FAULTS = 200
READERS = (Role.HR, Role.ADMIN, Role.AUDITOR)


class BatchesAsked(Asked):
    """Parameters of the list of batches that were sent."""

    verdict: Annotated[Verdict | None, Field(description=_("Only batches of which this became."))] = None


@router.get(
    "/batches",
    auth=Bearer(Scope.LEDGER_READ),
    response=answers(Part[BatchShape], 404, 422),
    summary=_("Batches that were sent"),
    description=_("Batches of the ledger that were sent by screen or by the API, the newest first."),
)
@only(*submissions.SENDERS)
def batches(request: TokenRequest, asked: Query[BatchesAsked]) -> Part[BatchShape]:
    """Batches that were sent."""
    everything = Submission.objects.visible_to(request.user)
    wanted = everything.filter(verdict=asked.verdict) if asked.verdict else everything
    records = wanted.select_related("by", "job", "feed")
    found, following = part(records, within=everything, by=("-pk",), asked=asked)
    return Part(items=[BatchShape.of(one) for one in found], next=following)


@router.post(
    "/batches",
    auth=Bearer(Scope.LEDGER_WRITE),
    response=takes(BatchShape),
    summary=_("Send a batch"),
    description=_(
        "Tables as CSV, XLSX or Parquet, each named for its table, or a ZIP of them: at most 50 files and 512 MiB. "
        "It is checked in the background and stored whole or sent back whole; follow its job, then read the batch."
    ),
)
@only(*submissions.SENDERS)
def send(
    request: TokenRequest,
    tables: Annotated[list[UploadedFile], File(description=_("The files."), min_length=1, max_length=50)],
    data_date: Annotated[
        date | None,
        Form(description=_("The day that the data is of; without it the newest day of balances and flows.")),
    ] = None,
) -> BatchShape:
    """Send a batch."""
    faults.need_known({*request.POST, *request.FILES}, {"tables", "data_date"})
    files = cast("list[submissions.Upload]", tables)  # Django gives each a name
    return BatchShape.of(submissions.send(by=request.user, files=files, data_date=data_date))


@router.get(
    "/batches/{uuid:uuid}",
    auth=Bearer(Scope.LEDGER_READ),
    response=answers(OneBatchShape, 404),
    summary=_("One batch that was sent"),
    description=_("How far it is, and what is wrong with it where it was sent back."),
)
@only(*submissions.SENDERS)
def batch(request: TokenRequest, uuid: UUID) -> OneBatchShape:
    """One batch."""
    records = Submission.objects.visible_to(request.user).select_related("by", "job", "feed")
    made = get_object_or_404(records, uuid=uuid)
    return OneBatchShape.seen(made, submissions.listed_faults(made, _FAULTS))


@router.get(
    "/deliveries",
    auth=Bearer(Scope.LEDGER_READ),
    response=answers(Part[DeliveryShape], 404, 422),
    summary=_("Batches of the ledger"),
    description=_("The batches that came to the desk, the newest first."),
)
@only(*READERS)
def deliveries(request: TokenRequest, asked: Query[Asked]) -> Part[DeliveryShape]:
    """Batches that came to the desk."""
    everything = Delivery.objects.visible_to(request.user)
    found, following = part(everything.select_related("job"), within=everything, by=("-number", "-pk"), asked=asked)
    return Part(items=[DeliveryShape.of(one) for one in found], next=following)


@router.get(
    "/deliveries/{uuid:uuid}",
    auth=Bearer(Scope.LEDGER_READ),
    response=answers(OneDeliveryShape, 404),
    summary=_("One batch of the ledger"),
    description=_("A batch with its control totals beside those of the batch before."),
)
@only(*READERS)
def delivery(request: TokenRequest, uuid: UUID) -> OneDeliveryShape:
    """One batch."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return OneDeliveryShape.seen(found, totals.of(found))


@router.post(
    "/deliveries/{uuid:uuid}/withdraw",
    auth=Bearer(Scope.LEDGER_WRITE),
    response=takes(DeliveryShape, 404),
    summary=_("Withdraw the newest batch"),
    description=_("Has it taken away in the background, until something was made of it."),
)
@only(*withdrawals.WITHDRAWERS)
def withdraw(request: TokenRequest, uuid: UUID, given: ReasonGiven) -> DeliveryShape:
    """Withdraw the newest batch."""
    withdrawals.ask(_found(request, uuid), by=request.user, reason=given.reason)
    return DeliveryShape.of(_found(request, uuid))


def _found(request: TokenRequest, uuid: UUID) -> Delivery:
    return get_object_or_404(Delivery.objects.visible_to(request.user).select_related("job"), uuid=uuid)
