"""The people of a client: the list with the map, a person's page, and what is done with a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients import maps
from qiao.desk.clients.actions import contacts as actions
from qiao.desk.clients.forms.contacts import ContactForm, EraseForm, KnownForm, LeftForm, UnmaskForm
from qiao.desk.clients.models import Acquaintance, Client, Contact
from qiao.desk.clients.panels import Look, Panel
from qiao.desk.clients.queries import contacts as queries
from qiao.desk.clients.queries import scope
from qiao.desk.common import sheets
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.people.models import User
from qiao.desk.people.proof import proved_recently
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PeopleCard:
    """Who is who at a client, on its page."""

    client: Client
    contacts: list[Contact]
    may_act: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody of a client, and where they stand."""

    client: Client
    contacts: list[Contact]
    gaps: list[queries.Gap]
    map: maps.Map
    may_act: bool


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One person; `shown` holds the whole values of masked fields in the one answer to the act that unmasked them."""

    contact: Contact
    known: list[Acquaintance]
    kept_until: date | None
    unmasking: UnmaskForm
    may_act: bool
    may_erase: bool
    shown: dict[str, str]
    facts: list[tuple[str, str, bool]]  # name, value, whether it is masked


@dataclass(frozen=True, slots=True)
class ContactFormPage:
    """A page that is a form about a person."""

    title: str
    client: Client
    form: forms.BaseForm
    label: str
    back: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DuePage:
    """Whose entries are erased by a day, and for how long entries are kept."""

    contacts: list[Contact]
    day: date
    kept_days: int


@dataclass(frozen=True, slots=True)
class ErasePage:
    """What would be gone."""

    contact: Contact
    held: list[Any]
    form: EraseForm


def cards(look: Look) -> list[Panel]:
    """The card of the client page."""
    if not look.is_whole or not (look.is_managed or look.user.reach.reads_everything):
        return []
    contacts = queries.standing_of(look.user.bearer, client=look.client.pk)
    card = PeopleCard(look.client, contacts, not look.user.reach.reads_everything)
    return [Panel("clients/cards/contacts.html", card, 15, is_at_side=True)]


def _client(request: Request, uuid: UUID) -> Client:
    """A client whose people the reader may know: 404 outside of their scope, 403 where they see its figures alone."""
    found = get_object_or_404(Client.objects.visible_to(request.user), uuid=uuid)
    if not queries.may_know(found, request.user):
        raise NotAllowedError
    return found


def _contact(request: Request, uuid: UUID) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user).select_related("client"), uuid=uuid)


def _business(client: Client, user: User) -> None:
    """Auditors read; whoever manages the client acts."""
    if not scope.manages(client, user):
        raise NotAllowedError


@require_GET
def contact_list(request: Request, uuid: UUID) -> HttpResponse:
    """The people of a client, as a map and as its table."""
    client = _client(request, uuid)
    audit.seen(request.user, on=client, what="people", for_whom=scope.for_whom(client, request.user))
    contacts = queries.of_client(client, request.user)
    may_act = scope.manages(client, request.user)
    page = PeoplePage(client, contacts, queries.gaps(contacts), maps.drawn(contacts), may_act)
    return show(request, "clients/contacts.html", page)


@require_GET
def due(request: Request) -> HttpResponse:
    """Whose entries the desk erases within a month, among those whom one may see."""
    day = request.user.reach.day + AHEAD
    page = DuePage(queries.due_for(request.user, day), day, settings.CONTACT_DAYS)
    return show(request, "clients/contacts_due.html", page)


@require_GET
def contact(request: Request, uuid: UUID) -> HttpResponse:
    """One person, masked."""
    found = _contact(request, uuid)
    audit.seen(request.user, on=found, for_whom=scope.for_whom(found.client, request.user))
    return show(request, "clients/contact.html", _page(request, found, UnmaskForm()))


@require_POST
def unmask(request: Request, uuid: UUID) -> HttpResponse:
    """One person with the masked values whole, in this one answer."""
    found = _contact(request, uuid)
    form = UnmaskForm(request.POST)
    shown = attempt(form, lambda: actions.unmask(found, by=request.user, reason=form.cleaned_data["reason"]))
    page = _page(request, found, form, shown)
    response = show(request, "clients/contact.html", page, part="facts", status=status(form))
    response["Cache-Control"] = "no-store"
    return response


def _page(request: Request, found: Contact, form: UnmaskForm, shown: dict[str, str] | None = None) -> ContactPage:
    return ContactPage(
        contact=found,
        known=list(Acquaintance.objects.visible_to(request.user).filter(contact=found).select_related("person")),
        kept_until=queries.kept_until(found),
        unmasking=form,
        may_act=scope.manages(found.client, request.user),
        may_erase=queries.may_erase(found.client, request.user),
        shown=shown or {},
        facts=queries.facts(found, shown or {}),
    )


def _ask(request: Request, page: ContactFormPage, act: Callable[[], Any], *, done: str) -> HttpResponse:
    """Show the form, or do the act and go back to the person."""
    if request.method == "POST" and (made := attempt(page.form, lambda: (act(),))):
        messages.success(request, done)
        return redirect(made[0] if isinstance(made[0], Contact) else page.back)
    return show(request, "clients/contact_form.html", page, status=status(page.form))


@require_http_methods(["GET", "POST"])
def new(request: Request, uuid: UUID) -> HttpResponse:
    """Write a person of a client down."""
    client = _client(request, uuid)
    _business(client, request.user)
    form = ContactForm(request.POST or None, instance=Contact(client=client))
    back = reverse("clients:contacts", args=[client.uuid])
    page = ContactFormPage(_("New contact person"), client, form, _("Write down"), back)
    return _ask(request, page, lambda: actions.write_down(client, by=request.user, **form.changes), done=_("Saved."))


@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change what stands of a person."""
    found = _contact(request, uuid)
    _business(found.client, request.user)
    title, form = str(found), ContactForm(request.POST or None, instance=found)
    hint = _("Masked values stay as they are unless you write new ones.")
    page = ContactFormPage(title, found.client, form, _("Save"), found.get_absolute_url(), hint)

    def act() -> Contact:
        return actions.change(found, by=request.user, version=form.cleaned_data["version"], **form.changes)

    return _ask(request, page, act, done=_("Saved."))


@require_http_methods(["GET", "POST"])
def left(request: Request, uuid: UUID) -> HttpResponse:
    """Mark a person as gone from the client's."""
    found = _contact(request, uuid)
    _business(found.client, request.user)
    form = LeftForm(request.POST or None)
    hint = _("They leave the map. The entry is kept for as long as the bank has set, then erased.")
    title = _("%(person)s is no longer there") % {"person": found}
    page = ContactFormPage(title, found.client, form, _("Mark as gone"), found.get_absolute_url(), hint)
    act = lambda: actions.leave(found, by=request.user, on=form.cleaned_data["on"])  # noqa: E731
    return _ask(request, page, act, done=_("Marked as gone."))


@require_POST
def back(request: Request, uuid: UUID) -> HttpResponse:
    """A person is there after all."""
    found = _contact(request, uuid)
    _business(found.client, request.user)
    form = forms.Form({})
    if attempt(form, lambda: actions.come_back(found, by=request.user)):
        messages.success(request, _("Back on the map."))
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def known(request: Request, uuid: UUID) -> HttpResponse:
    """Say who of us knows a person."""
    found = _contact(request, uuid)
    _business(found.client, request.user)
    form = KnownForm(request.POST or None, user=request.user)
    title = _("Who knows %(person)s") % {"person": found}
    page = ContactFormPage(title, found.client, form, _("Save"), found.get_absolute_url())
    return _ask(request, page, lambda: actions.know(found, by=request.user, **form.cleaned_data), done=_("Saved."))


@require_POST
def forget(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody of us does not know a person any more."""
    gone = get_object_or_404(
        Acquaintance.objects.visible_to(request.user).select_related("contact__client", "person"), uuid=uuid
    )
    actions.forget(gone, by=request.user)
    return redirect(gone.contact)


@require_POST
def export(request: Request, uuid: UUID) -> HttpResponse:
    """Everything that is held of a person, as a file for that person."""
    found = _contact(request, uuid)
    rows = actions.hand_out(found, by=request.user)
    name, at = f"contact-{found.uuid}", timezone.localtime().strftime("%Y-%m-%d %H:%M")
    taken = _("Taken by %(person)s (%(number)s) on %(at)s") % {
        "person": request.user,
        "number": request.user.staff_number,
        "at": at,
    }
    if request.POST.get("format") == "json":
        lines = [{"what": what, "name": label, "value": value} for what, label, value in rows]
        response = JsonResponse({"taken": taken, "held": lines}, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        response["Cache-Control"] = "no-store"
        return response
    return sheets.answer(sheets.Sheet(name, taken, [_("What"), _("Item"), _("Content")], rows), "xlsx")


@require_http_methods(["GET", "POST"])
@proved_recently
def erase(request: Request, uuid: UUID) -> HttpResponse:
    """Show what would be gone for good, then erase it."""
    found = _contact(request, uuid)
    if not queries.may_erase(found.client, request.user):
        raise NotAllowedError
    form = EraseForm(request.POST or None)
    if request.method == "POST" and (client := attempt(form, lambda: actions.erase(found, by=request.user))):
        messages.success(request, _("Erased. The audit trail keeps that it was done, not who it was."))
        return redirect("clients:contacts", client.uuid)
    return show(
        request, "clients/contact_erase.html", ErasePage(found, queries.held_of(found), form), status=status(form)
    )
