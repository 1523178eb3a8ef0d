"""Who is asked about whom, manager by manager, for assessment officers; auditors read."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.growth.actions import campaigns
from qiao.desk.growth.actions import seats as actions
from qiao.desk.growth.forms.campaigns import FindForm, SeatForm
from qiao.desk.growth.models import Campaign, Seat
from qiao.desk.growth.models.seats import Group
from qiao.desk.growth.queries import items, marks, raters
from qiao.desk.growth.queries.marks import OfItem
from qiao.desk.growth.queries.raters import Asked, Rated
from qiao.desk.growth.views.campaigns import READERS, find
from qiao.desk.people.models import User
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class ManagersPage:
    """A page of a campaign's managers, and how many are asked about each."""

    campaign: Campaign
    groups: list[Group]
    rows: list[Rated]
    page: Page[User]
    find: FindForm


@dataclass(frozen=True, slots=True)
class ManagerPage:
    """Who is asked about one manager; once it is closed, the marks."""

    campaign: Campaign
    person: User
    asked: list[Asked]
    items: list[OfItem]
    form: SeatForm
    may_write: bool


@only(*READERS)
@require_GET
def managers(request: Request, uuid: UUID) -> HttpResponse:
    """The managers of a campaign."""
    campaign, wish = find(request, uuid), FindForm(request.GET)
    if not wish.is_valid():
        return HttpResponse(status=422)
    groups = [group for group in Group if items.codes(campaign, group)]
    words, number = wish.cleaned_data["q"], wish.cleaned_data["page"] or 1
    page, rows = raters.managers(campaign, groups, by=request.user, words=words, page=number)
    return show(request, "growth/managers.html", ManagersPage(campaign, groups, rows, page, wish))


@only(*READERS)
@require_http_methods(["GET", "POST"])
def manager(request: Request, uuid: UUID, person: UUID) -> HttpResponse:
    """Who is asked about one manager; ask somebody more."""
    campaign, rated = find(request, uuid), get_object_or_404(User.objects.visible_to(request.user), uuid=person)
    if not Seat.objects.visible_to(request.user).filter(campaign=campaign, rated=rated).exists():
        raise Http404
    may_write = request.user.has_role(*campaigns.WRITERS)
    if request.method == "POST" and not may_write:
        raise NotAllowedError
    form = SeatForm(request.POST if request.method == "POST" else None, groups=items.asked(campaign), by=request.user)
    if request.method == "POST" and (_made := attempt(form, lambda: _add(request, campaign, rated, form))):
        return redirect("growth:manager", campaign.uuid, rated.uuid)
    audit.record("mark.seen", by=request.user, on=campaign, manager=rated.uuid)
    page = ManagerPage(
        campaign=campaign,
        person=rated,
        asked=raters.of_manager(campaign, rated, request.user),
        items=marks.of_manager(campaign, rated, request.user) if campaign.is_closed else [],
        form=form,
        may_write=may_write and not campaign.is_closed,
    )
    return show(request, "growth/manager.html", page, status=status(form))


def _add(request: Request, campaign: Campaign, rated: User, form: SeatForm) -> Seat:
    group = Group(form.cleaned_data["group"])
    return actions.add(campaign, rated, form.cleaned_data["rater"], group, by=request.user)


@only(Role.HR)
@require_POST
def remove(request: Request, uuid: UUID) -> HttpResponse:
    """No longer ask somebody."""
    found = Seat.objects.visible_to(request.user).select_related("campaign__period__standard", "rated")
    seat = get_object_or_404(found, uuid=uuid)
    try:
        actions.remove(seat, by=request.user)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("growth:manager", seat.campaign.uuid, seat.rated.uuid)
