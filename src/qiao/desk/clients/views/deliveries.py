"""The batches that came to the desk: all of them, and one with its control totals and the way back."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import withdrawals
from qiao.desk.clients.actions.submissions import SENDERS
from qiao.desk.clients.forms.batches import WithdrawForm
from qiao.desk.clients.models import Delivery, Submission
from qiao.desk.clients.queries import submissions, totals
from qiao.desk.clients.queries.totals import Totals
from qiao.desk.common.access import only
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.jobs.queries import Watch, watch
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

PER_PAGE = 50
READERS = (Role.HR, Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """What came in."""

    deliveries: Page[Delivery]
    sent: list[Submission]
    may_send: bool


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One batch; `stays` says why it cannot be withdrawn, blank where it can."""

    delivery: Delivery
    totals: Totals
    watch: Watch | None
    stays: str
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """A batch to be withdrawn."""

    delivery: Delivery
    form: WithdrawForm


@only(*READERS)
def deliveries(request: Request) -> HttpResponse:
    """The batches that came to the desk."""
    user = request.user
    found = Paginator(Delivery.objects.visible_to(user), PER_PAGE).get_page(request.GET.get("page"))
    page = DeliveriesPage(found, submissions.open_ones(user), user.has_role(*SENDERS))
    return show(request, "clients/deliveries.html", page)


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One batch."""
    user, found = request.user, _found(request, uuid)
    audit.seen(user, on=found)
    job = found.job if found.withdrawn_at is None else None
    is_under_way = job is not None and job.is_under_way
    page = DeliveryPage(
        delivery=found,
        totals=totals.of(found),
        watch=watch(job, user) if job else None,
        stays=_stays(found),
        may_withdraw=user.has_role(*withdrawals.WITHDRAWERS) and not is_under_way,
    )
    return show(request, "clients/delivery.html", page)


def _stays(delivery: Delivery) -> str:
    try:
        withdrawals.need_possible(delivery)
    except RefusedError as refusal:
        return str(refusal)
    return ""


@only(*withdrawals.WITHDRAWERS)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Have the newest batch taken away again."""
    found, form = _found(request, uuid), WithdrawForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: withdrawals.ask(found, by=request.user, reason=form.cleaned_data["reason"]))
    ):
        return redirect(made)
    return show(request, "clients/delivery_withdraw.html", WithdrawPage(found, form), status=status(form))


def _found(request: Request, uuid: UUID) -> Delivery:
    found = Delivery.objects.visible_to(request.user).select_related("withdrawn_by", "job__by")
    return get_object_or_404(found, uuid=uuid)
