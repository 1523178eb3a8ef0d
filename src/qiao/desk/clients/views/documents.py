"""Documents of a client: listed, kept, taken along as a file and never shown inline, retired."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import documents as actions
from qiao.desk.clients.forms.documents import RetireForm, UploadForm
from qiao.desk.clients.models import Client, Document
from qiao.desk.clients.panels import Look, Panel
from qiao.desk.clients.queries import documents as queries
from qiao.desk.clients.queries.documents import Kept
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

FEW = 5


@dataclass(frozen=True, slots=True)
class DocumentsCard:
    """The newest documents, and whether the person may keep one."""

    documents: list[Kept]
    more: int
    may_keep: bool


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """All documents of a client, and the form for one more."""

    client: Client
    documents: list[Kept]
    form: UploadForm | None
    is_scanned: bool


@dataclass(frozen=True, slots=True)
class RetirePage:
    """Why a document goes out of use."""

    document: Document
    form: forms.BaseForm


def cards(look: Look) -> list[Panel]:
    """Documents, for whoever does business with the client; others are shown none and asked for none."""
    if not look.is_whole:
        return []
    kept, may_keep = queries.kept(look.documents), look.is_managed
    if not (kept or may_keep):
        return []
    newest = sorted(
        (one for one in kept if not one.newest.retired_at), key=lambda one: one.newest.uploaded_at, reverse=True
    )
    shown = DocumentsCard(newest[:FEW], len(kept) - len(newest[:FEW]), may_keep)
    return [Panel("clients/cards/documents.html", shown, 60, is_at_side=True)]


@require_http_methods(["GET", "POST"])
def document_list(request: Request, uuid: UUID) -> HttpResponse:
    """All documents of a client; a file that is sent is kept with it."""
    user = request.user
    client = get_object_or_404(Client.objects.visible_to(user), uuid=uuid)
    may_keep = actions.may_keep(client, user)
    form = UploadForm(request.POST or None, request.FILES or None, request=request) if may_keep else None
    if request.method == "POST":
        if form is None:
            raise NotAllowedError
        sent = form.cleaned_data if form.is_valid() else {}
        if document := attempt(form, lambda: actions.upload(client, by=user, **_sent(sent["file"]))):
            messages.success(request, _("“%(name)s” is kept.") % {"name": document.name})
            return redirect("clients:documents", client.uuid)
    else:
        audit.seen(user, on=client, what="documents")
    listed = Document.objects.visible_to(user).filter(client=client).listed()
    page = DocumentsPage(client, queries.kept(listed), form, bool(settings.CLAMD))
    return show(request, "clients/documents.html", page, status=status(form) if form else 200)


def _sent(file: Any) -> dict[str, Any]:
    return {"name": file.name or "", "file": file.file, "size": file.size or 0}


@require_GET
def document(request: Request, uuid: UUID) -> HttpResponse:
    """A document's bytes, to be kept and never shown: no browser is told what they are."""
    found = get_object_or_404(Document.objects.visible_to(request.user).select_related("client"), uuid=uuid)
    data = actions.take_along(found, by=request.user)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=found.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


@require_http_methods(["GET", "POST"])
def retire(request: Request, uuid: UUID) -> HttpResponse:
    """Take a document out of use."""
    found = get_object_or_404(Document.objects.visible_to(request.user).select_related("client"), uuid=uuid)
    if not actions.may_keep(found.client, request.user):
        raise NotAllowedError
    form = RetireForm(request.POST if request.method == "POST" else None)
    done = attempt(form, lambda: actions.retire(found, by=request.user, reason=form.cleaned_data["reason"]))
    if done:
        messages.success(request, _("“%(name)s” is retired.") % {"name": found.name})
        return redirect("clients:documents", found.client.uuid)
    return show(request, "clients/document_retire.html", RetirePage(found, form), status=status(form))
