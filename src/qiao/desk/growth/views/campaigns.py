"""Pages of campaigns, for assessment officers and auditors: all of them, one with its progress, and its acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.common.access import only
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.growth.actions import campaigns as actions
from qiao.desk.growth.actions import deliveries, seats
from qiao.desk.growth.forms.campaigns import BeginForm, CampaignForm
from qiao.desk.growth.models import Campaign
from qiao.desk.growth.queries import progress
from qiao.desk.growth.queries.progress import Progress
from qiao.desk.people import calendar
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

READERS = (Role.HR, Role.AUDITOR)
_WEEKS = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """Every campaign."""

    rows: list[Campaign]
    may_write: bool
    is_banks: bool


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign and how far it is; `left` is days."""

    campaign: Campaign
    progress: Progress
    left: int | None
    may_write: bool
    takes_marks: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """A campaign in a form; None for one to prepare."""

    campaign: Campaign | None
    form: forms.BaseForm


@only(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Every campaign."""
    found = Campaign.objects.visible_to(request.user).select_related("period", "made_by")
    is_banks = not ledger.is_ours(deliveries.TABLE)
    may_write = request.user.has_role(*actions.WRITERS) and not is_banks
    return show(request, "growth/campaigns.html", CampaignsPage(list(found), may_write, is_banks))


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One campaign."""
    found, day = find(request, uuid), calendar.today()
    audit.seen(request.user, on=found)
    page = CampaignPage(
        campaign=found,
        progress=progress.of(found),
        left=(found.closes_on - day).days if found.takes_marks(day) else None,
        may_write=request.user.has_role(*actions.WRITERS),
        takes_marks=found.takes_marks(day),
    )
    return show(request, "growth/campaign.html", page)


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def begin(request: Request) -> HttpResponse:
    """Prepare a campaign."""
    day = calendar.today()
    blank = Campaign(opens_on=day, closes_on=day + _WEEKS)
    form = BeginForm(request.POST if request.method == "POST" else None, instance=blank, by=request.user)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.begin(form.cleaned_data["period"], form.terms, by=request.user))
    ):
        return redirect(made)
    return show(request, "growth/campaign_form.html", FormPage(None, form), status=status(form))


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def change(request: Request, uuid: UUID) -> HttpResponse:
    """Move a campaign's days or bounds."""
    found = find(request, uuid)
    form = CampaignForm(request.POST if request.method == "POST" else None, instance=find(request, uuid))
    if request.method == "POST" and (
        made := attempt(
            form, lambda: actions.change(found, form.terms, by=request.user, version=form.cleaned_data["version"])
        )
    ):
        return redirect(made)
    return show(request, "growth/campaign_form.html", FormPage(found, form), status=status(form))


@only(*actions.WRITERS)
@require_POST
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Have raters proposed once more, after somebody moved."""
    found = find(request, uuid)
    count = seats.propose(found, by=request.user)
    messages.success(
        request, ngettext("%(count)s rater is added.", "%(count)s raters are added.", count) % {"count": count}
    )
    return redirect(found)


@only(*actions.WRITERS)
@require_POST
def open_(request: Request, uuid: UUID) -> HttpResponse:
    """Ask everybody."""
    found = find(request, uuid)
    return _done(request, found, lambda: actions.open_(found, by=request.user))


@only(*actions.WRITERS)
@require_POST
def close(request: Request, uuid: UUID) -> HttpResponse:
    """End it."""
    found = find(request, uuid)
    return _done(request, found, lambda: actions.close(found, by=request.user))


@only(*actions.WRITERS)
@require_POST
def remind(request: Request, uuid: UUID) -> HttpResponse:
    """Ring the bell of whoever has not finished."""
    found = find(request, uuid)

    def act() -> None:
        count = actions.remind(found, by=request.user)
        told = ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", count)
        messages.success(request, told % {"count": count})

    return _done(request, found, act)


def _done(request: Request, campaign: Campaign, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(campaign)


def find(request: Request, uuid: UUID) -> Campaign:
    """A campaign that the reader may see."""
    found = Campaign.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("period__standard", "made_by", "opened_by", "closed_by"), uuid=uuid)
