"""Notes on a client: read, written, taken back, brought back."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import notes as actions
from qiao.desk.clients.forms.notes import NoteForm
from qiao.desk.clients.models import Client, Note
from qiao.desk.clients.panels import Act, Look
from qiao.desk.clients.queries import contacts, scope
from qiao.desk.clients.queries import notes as queries
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A note, and whether its reader can take it back."""

    note: Note
    may_remove: bool


@dataclass(frozen=True, slots=True)
class NotesPage:
    """The notes on a client, and the form for one more."""

    client: Client
    lines: list[Line]
    notes: Page[Note]
    removed: list[Note]
    form: NoteForm | None


def acts(look: Look) -> list[Act]:
    """The act of the client page, for whoever manages the client."""
    if not look.is_managed or look.user.reach.reads_everything:
        return []
    return [Act(_("Write a note"), reverse("clients:notes", args=[look.client.uuid]), icon="notes", order=20)]


@require_http_methods(["GET", "POST"])
def notes(request: Request, uuid: UUID) -> HttpResponse:
    """The notes on a client; one that is sent is added."""
    user = request.user
    client = get_object_or_404(Client.objects.visible_to(user), uuid=uuid)
    if not contacts.may_know(client, user):
        raise NotAllowedError
    form = NoteForm(request.POST if request.method == "POST" else None) if scope.manages(client, user) else None
    if request.method == "POST":
        if form is None:
            raise NotAllowedError
        if attempt(form, lambda: actions.write(client, by=user, **form.note)):
            messages.success(request, _("The note is kept."))
            return redirect("clients:notes", client.uuid)
    else:
        audit.seen(user, on=client, what="notes")
    page = Paginator(queries.of_client(client, user), PER_PAGE).get_page(request.GET.get("page"))
    since = queries.since()
    lines = [Line(one, bool(form) and one.written_by_id == user.pk and one.written_at >= since) for one in page]
    shown = NotesPage(client, lines, page, queries.removed(client, user), form)
    return show(request, "clients/notes.html", shown, status=status(form) if form else 200)


@require_POST
def remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take one's own note back."""
    return _do(request, uuid, actions.remove, _("Taken back. It can be brought back for seven days."))


@require_POST
def restore(request: Request, uuid: UUID) -> HttpResponse:
    """Bring one's own note back."""
    return _do(request, uuid, actions.restore, _("Here again."))


def _do(request: Request, uuid: UUID, act: Callable[..., Note], done: str) -> HttpResponse:
    note = get_object_or_404(Note.objects.visible_to(request.user).select_related("client"), uuid=uuid)
    try:
        act(note, by=request.user)
        messages.success(request, done)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("clients:notes", note.client.uuid)
