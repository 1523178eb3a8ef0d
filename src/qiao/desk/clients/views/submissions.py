"""Sending a batch of the ledger by screen, and what the gate says of it."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients import inbox
from qiao.desk.clients.actions import submissions as actions
from qiao.desk.clients.forms.batches import InboxForm
from qiao.desk.clients.inbox import Entry
from qiao.desk.clients.intake.list_forms import BatchForm
from qiao.desk.clients.models import Submission
from qiao.desk.clients.queries import ledger_names
from qiao.desk.common.access import only
from qiao.desk.common.languages import spoken
from qiao.desk.common.requests import Request
from qiao.desk.jobs.queries import Watch, watch
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

MOST_SHOWN = 200


class Fault(NamedTuple):
    """What is wrong at one place of a batch, in the sender's own words."""

    source: str
    row: int | None
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SendPage:
    """Where a batch is sent."""

    form: BatchForm
    inbox_form: InboxForm
    entries: list[Entry]
    folder: str


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """A batch that was sent: how far it is, and what is wrong with it."""

    made: Submission
    watches: list[Watch]
    counts: list[tuple[str, str, int]]
    faults: list[Fault]
    has_files: bool
    is_nameable: bool


@only(*actions.SENDERS)
@require_http_methods(["GET", "POST"])
def send(request: Request) -> HttpResponse:
    """Send a batch."""
    form = BatchForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and (made := attempt(form, lambda: actions.send(by=request.user, **form.given))):
        return redirect(made)
    entries = inbox.entries()
    return show(
        request, "clients/send.html", _send_page(form, InboxForm(entries=entries), entries), status=status(form)
    )


@only(*actions.SENDERS)
@require_POST
def send_from_inbox(request: Request) -> HttpResponse:
    """Take a batch from the inbox."""
    entries = inbox.entries()
    form = InboxForm(request.POST, entries=entries)
    if made := attempt(form, lambda: actions.send_from_inbox(by=request.user, **form.cleaned_data)):
        return redirect(made)
    return show(request, "clients/send.html", _send_page(BatchForm(), form, entries), status=status(form))


def _send_page(form: BatchForm, inbox_form: InboxForm, entries: list[Entry]) -> SendPage:
    return SendPage(form, inbox_form, entries, str(settings.INBOX))


@only(*actions.SENDERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One batch that was sent."""
    made = _found(request, uuid)
    listed = actions.listed_faults(made)
    faults = [
        Fault(one["source"], one["row"], one["column"], one["value"], one[spoken()]) for one in listed[:MOST_SHOWN]
    ]
    counts = [(table, rule, count) for table, severity, rule, count in made.counts if severity == "fault"]
    watches = [watch(job, request.user) for job in (made.job, made.feed) if job is not None]
    has_files = (made.folder / actions.REPORT).is_file()
    is_nameable = bool(ledger_names.unknown(made, listed))
    page = SubmissionPage(made, watches, counts, faults, has_files, is_nameable)
    return show(request, "clients/submission.html", page)


@only(*actions.SENDERS)
@require_GET
def report(request: Request, uuid: UUID) -> HttpResponse:
    """The report of all faults: every faulty row with its reason."""
    return _file(request, uuid, actions.REPORT)


@only(*actions.SENDERS)
@require_GET
def own(request: Request, uuid: UUID) -> HttpResponse:
    """The sender's own files, with what is wrong beside each row."""
    return _file(request, uuid, actions.OWN)


def _found(request: Request, uuid: UUID) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related("by", "job__by", "feed__by")
    return get_object_or_404(found, uuid=uuid)


def _file(request: Request, uuid: UUID, name: str) -> HttpResponse:
    made = _found(request, uuid)
    path = made.folder / name
    if not path.is_file():
        raise Http404
    audit.exported(request.user, "submission.exported", rows=made.faults, on=made, what=name)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a stream answers as well
