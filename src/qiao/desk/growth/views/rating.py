"""What a rater sees: whom they rate until when, and the sheet for one person."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.growth.actions import marks as actions
from qiao.desk.growth.forms.marks import Part, RateForm
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.growth.queries import raters
from qiao.desk.people import calendar
from qiao.desk.score.queries import people
from qiao.desk.score.views.found import READERS as SCORED
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class Round:
    """A campaign, and whom one rates in it."""

    campaign: Campaign
    seats: list[Seat]
    is_on: bool

    @property
    def done(self) -> int:
        """How many are handed in."""
        return sum(seat.is_done for seat in self.seats)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.seats)


@dataclass(frozen=True, slots=True)
class MinePage:
    """Whom one rates; and the way to one's own quality score, and to the campaigns."""

    rounds: list[Round]
    today: date
    has_quality: bool
    reads_campaigns: bool


@dataclass(frozen=True, slots=True)
class SeatPage:
    """The sheet for one person."""

    seat: Seat
    campaign: Campaign
    form: RateForm
    parts: list[Part]
    is_on: bool


@require_GET
def index(request: Request) -> HttpResponse:
    """Whom I rate."""
    user, day = request.user, calendar.today()
    seats = raters.mine(user)
    campaigns = {seat.campaign_id: seat.campaign for seat in seats}
    rounds = [
        Round(one, [seat for seat in seats if seat.campaign_id == pk], one.takes_marks(day))
        for pk, one in campaigns.items()
    ]
    has_quality = user.has_role(*SCORED) and people.newest_of(user, user) is not None
    page = MinePage(rounds, day, has_quality, user.has_role(Role.HR, Role.AUDITOR))
    return show(request, "growth/mine.html", page)


@require_http_methods(["GET", "POST"])
def seat(request: Request, uuid: UUID) -> HttpResponse:
    """Rate one person; nobody but the rater opens it."""
    found = Seat.objects.visible_to(request.user).select_related(
        "campaign__period__standard", "rated", "team", "branch"
    )
    one = get_object_or_404(found, uuid=uuid)
    if one.rater_id != request.user.pk:
        raise NotAllowedError
    said = {mark.item: mark for mark in Mark.objects.visible_to(request.user).filter(seat=one)}
    form = RateForm(request.POST if request.method == "POST" else None, seat=one, said=said)
    if request.method == "POST" and (kept := attempt(form, lambda: _rate(request, one, form))):
        messages.success(request, _("Handed in.") if kept.is_done else _("Kept as a draft."))
        return redirect("growth:index") if kept.is_done else redirect(kept)
    is_on = one.campaign.takes_marks(calendar.today())
    page = SeatPage(one, one.campaign, form, list(form.parts()), is_on)
    return show(request, "growth/seat.html", page, status=status(form))


def _rate(request: Request, one: Seat, form: RateForm) -> Seat:
    return actions.rate(
        one, by=request.user, version=form.cleaned_data["version"], given=form.given, submit="submit" in request.POST
    )
