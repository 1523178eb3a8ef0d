"""Handovers: the inbox, one handover and what may be done with it, the form that proposes one, the bank's file."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import handovers as actions
from qiao.desk.clients.actions import shares
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.forms.handovers import AnswerForm, HandoverForm, ReceiptForm
from qiao.desk.clients.models import Assignment, Client, Handover, Package, ShareChange
from qiao.desk.clients.models.handovers import STANDING
from qiao.desk.clients.panels import Act, Look
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries import orphans, requested, trails
from qiao.desk.clients.queries.handovers import Acts
from qiao.desk.clients.queries.trails import Mark, Step
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

PER_PAGE = 50
READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)
CARERS = (Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


# --- the inbox -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InboxPage:
    """What waits for the reader, and every handover that concerns them."""

    waiting: list[Handover]
    packages: list[Package]
    handovers: Page[Handover]
    here: str
    has_orphans: bool
    awaiting: int


@only(*READERS)
@require_GET
def inbox(request: Request) -> HttpResponse:
    """What waits for me, and all that concerns me."""
    user = request.user
    waiting = queries.listed_waiting(user, PER_PAGE)
    rest = Paginator(Handover.objects.visible_to(user).listed(), PER_PAGE).get_page(request.GET.get("page"))
    queries.tell_changes([*waiting, *rest.object_list])
    page = InboxPage(
        waiting=waiting,
        packages=queries.packages_waiting_for(user),
        handovers=rest,
        here="handovers",
        has_orphans=user.has_role(*CARERS),
        awaiting=requested.awaiting_count(user),
    )
    return show(request, "clients/handovers/inbox.html", page)


@only(*CARERS)
@require_GET
def requests(request: Request) -> HttpResponse:
    """The changes that await the bank, as the ledger's own table of assignments."""
    written = io.StringIO()
    rows = requested.rows(request.user)
    writer = csv.DictWriter(written, requested.COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    audit.exported(request.user, "handover.requests_exported", rows=len(rows))
    headers = {"Content-Disposition": 'attachment; filename="assignments.csv"', "Cache-Control": "no-store"}
    return HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)


# --- one handover ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """One handover: how far it is, the shares before and after, and what the reader may do."""

    handover: Handover
    changes: list[ShareChange]
    steps: list[Step]
    marks: list[Mark]
    acts: Acts
    receipt: ReceiptForm
    answer: AnswerForm
    sees_client: bool
    until: date


@require_GET
def handover(request: Request, uuid: UUID) -> HttpResponse:
    """One handover."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return _show(request, found)


@require_POST
def agree(request: Request, uuid: UUID) -> HttpResponse:
    """The receiver takes the client over."""
    found, form = _found(request, uuid), ReceiptForm(request.POST)

    def act() -> Handover:
        return actions.agree(found, by=request.user, checklist=form.cleaned_data["checklist"])

    return _do(request, found, form, act, done=_("You take this client over. The supervisor decides next."))


@require_POST
def approve(request: Request, uuid: UUID) -> HttpResponse:
    """The supervisor approves."""
    found = _found(request, uuid)
    return _do(request, found, forms.Form({}), lambda: actions.approve(found, by=request.user), done=_("Approved."))


@require_POST
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """The receiver or the supervisor says no."""
    found, form = _found(request, uuid), AnswerForm(request.POST)
    if not queries.may_refuse(found, request.user):
        raise NotAllowedError

    def act() -> Handover:
        return actions.refuse(found, by=request.user, answer=form.cleaned_data["answer"])

    return _do(request, found, form, act, done=_("Refused."))


@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Whoever proposed it takes it back."""
    found = _found(request, uuid)
    return _do(request, found, forms.Form({}), lambda: actions.withdraw(found, by=request.user), done=_("Taken back."))


def _found(request: Request, uuid: UUID) -> Handover:
    return get_object_or_404(Handover.objects.visible_to(request.user).told(), uuid=uuid)


def _do(request: Request, found: Handover, form: forms.Form, act: Callable[[], Handover], *, done: str) -> HttpResponse:
    """Do it and show what has become of it, or say on the page why not."""
    if attempt(form, act):
        messages.success(request, done)
        return redirect(found)
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    return _show(request, found, form)


def _show(request: Request, found: Handover, form: forms.Form | None = None) -> HttpResponse:
    acts = queries.acts_for(found, request.user)
    page = HandoverPage(
        handover=found,
        changes=list(found.changes.all()),
        steps=trails.steps(found),
        marks=trails.marks(found),
        acts=acts,
        receipt=form if isinstance(form, ReceiptForm) else ReceiptForm(initial={"checklist": found.checklist}),
        answer=form if isinstance(form, AnswerForm) else AnswerForm(),
        sees_client=Client.objects.figures_visible_to(request.user).filter(pk=found.client_id).exists(),
        until=queries.day_before(found),
    )
    return show(request, "clients/handovers/handover.html", page, status=status(form) if form else 200)


# --- propose one -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class After:
    """The shares as the form has them now: the lines before and after, their sum, and what is wrong."""

    changes: list[ShareChange]
    total: Decimal
    fault: str


@dataclass(frozen=True, slots=True)
class ProposePage:
    """The form that proposes a handover of one client."""

    client: Client
    form: HandoverForm
    after: After | None
    back: str


@require_http_methods(["GET", "POST"])
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Propose to hand a client over."""
    user = request.user
    found = get_object_or_404(orphans.givable(user), uuid=uuid)
    managed = queries.managed(found, user.reach.day)
    if not queries.may_propose(found, user, managed):
        raise NotAllowedError
    form = HandoverForm(request.POST or None, user=user, before=managed)

    def act() -> Handover:
        new = [Share(*one) for one in form.wanted]
        return actions.propose(found, by=user, new=new, terms=form.terms)

    is_look = "look" in request.GET
    if request.method == "POST" and not is_look and (made := attempt(form, act)):
        messages.success(request, _("Proposed. The receiver is asked next."))
        return redirect(made)
    after = _after(form, managed) if request.method == "POST" else None
    back = found.get_absolute_url() if managed else reverse("clients:orphans")
    page = ProposePage(found, form, after, back)
    answer = 200 if is_look else status(form)
    return show(request, "clients/handovers/propose.html", page, part="after" if is_look else "", status=answer)


def _after(form: HandoverForm, managed: list[Assignment]) -> After:
    """What the form says so far; a form that is only looked at tells its fault beside the sum."""
    form.is_valid()
    new, fault = [Share(*one) for one in form.wanted], ""
    try:
        shares.check(new)
    except RefusedError as refusal:
        fault = str(refusal)
    return After(shares.changes(managed, new), form.total, fault)


def acts(look: Look) -> list[Act]:
    """The act of the client page: hand over, or the handover that is under way."""
    if not look.is_whole:
        return []
    if standing := [one for one in look.handovers if one.state in STANDING]:
        return [Act(_("Handover under way"), standing[0].get_absolute_url(), icon="arrows-exchange")]
    if not queries.may_propose(look.client, look.user, look.managed):
        return []
    return [Act(_("Hand over"), reverse("clients:hand_over", args=[look.client.uuid]), icon="arrows-exchange")]
