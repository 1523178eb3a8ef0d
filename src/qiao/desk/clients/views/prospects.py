"""Making a client on the desk, and changing what of one is the desk's."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.desk.clients.actions import prospects as actions
from qiao.desk.clients.intake.forms import ClientForm, NewClientForm
from qiao.desk.clients.models import Client
from qiao.desk.clients.panels import Act, Look, Panel
from qiao.desk.clients.queries.prospects import Candidate
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class ClientFormPage:
    """A form of a client, and the clients whose names are like the one that was written."""

    title: str
    form: NewClientForm | ClientForm
    candidates: list[Candidate]
    hint: str
    back: str


@only(*actions.MAKERS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a company down that no ledger knows yet."""
    form = NewClientForm(request.POST or None, user=request.user)
    if request.method == "POST" and (made := attempt(form, lambda: _create(request, form))):
        messages.success(request, _("Written down. It waits for its first account."))
        return redirect(made)
    hint = _("It joins the client of the ledger as soon as one brings its credit code.")
    page = ClientFormPage(_("New client"), form, form.candidates, hint, reverse("clients:list"))
    return show(request, "clients/client_form.html", page, status=status(form))


@only(*actions.MAKERS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change what of a client is the desk's."""
    found = get_object_or_404(Client.objects.visible_to(request.user), uuid=uuid)
    form = ClientForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and (changed := attempt(form, lambda: _change(found, request, form))):
        messages.success(request, _("Saved."))
        return redirect(changed)
    hint = (
        "" if found.is_awaited else _("A ledger tells of this client. Its note is the desk's, all else the ledger's.")
    )
    page = ClientFormPage(found.name, form, form.candidates, hint, found.get_absolute_url())
    return show(request, "clients/client_form.html", page, status=status(form))


def _create(request: Request, form: NewClientForm) -> Client:
    return actions.create(by=request.user, **form.given)


def _change(found: Client, request: Request, form: ClientForm) -> Client:
    return actions.change(found, by=request.user, version=form.cleaned_data["version"], **form.changes)


def acts(look: Look) -> list[Act]:
    """The button that leads to the form."""
    if not look.is_whole or not look.user.has_role(*actions.MAKERS):
        return []
    return [Act(_("Edit"), reverse("clients:edit", args=[look.client.uuid]), icon="pencil", order=60)]


def cards(look: Look) -> list[Panel]:
    """The client's note, where there is one."""
    if not look.is_whole or not look.client.note:
        return []
    return [Panel("clients/cards/note.html", look.client.note, 60, is_at_side=True)]
