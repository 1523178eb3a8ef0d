"""The bank's own names in batches: those that nobody knows, to be matched on screen, and those that are remembered."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.clients.actions import ledger_names as actions
from qiao.desk.clients.actions import submissions
from qiao.desk.clients.forms.batches import NamesForm
from qiao.desk.clients.models import LedgerName, Submission
from qiao.desk.clients.queries import ledger_names as queries
from qiao.desk.clients.views.deliveries import READERS
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_MOST = 200


@dataclass(frozen=True, slots=True)
class NamePage:
    """A refused batch with names that nobody knows."""

    made: Submission
    form: NamesForm


@dataclass(frozen=True, slots=True)
class NamesPage:
    """Everything that is remembered."""

    names: list[LedgerName]
    may_write: bool


@only(*submissions.SENDERS)
@require_http_methods(["GET", "POST"])
def name(request: Request, uuid: UUID) -> HttpResponse:
    """Match the names of a batch."""
    made = get_object_or_404(Submission.objects.visible_to(request.user), uuid=uuid)
    unknown = queries.unknown(made, submissions.listed_faults(made))[:_MOST]
    if not unknown:
        raise Http404
    form = NamesForm(request.POST or None, unknown=unknown)
    if request.method == "POST" and (
        checked := attempt(form, lambda: actions.name(made, by=request.user, names=form.names))
    ):
        return redirect(checked)
    return show(request, "clients/submission_names.html", NamePage(made, form), status=status(form))


@only(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Everything that is remembered."""
    page = NamesPage(queries.listed(request.user), request.user.has_role(*submissions.SENDERS))
    return show(request, "clients/ledger_names.html", page)


@only(*submissions.SENDERS)
@require_POST
def forget(request: Request, uuid: UUID) -> HttpResponse:
    """Forget one."""
    actions.forget(get_object_or_404(LedgerName.objects.visible_to(request.user), uuid=uuid), by=request.user)
    return redirect("clients:ledger_names")
