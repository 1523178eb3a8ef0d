"""What waits for somebody: managers to rate, struck marks to decide on."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.growth.models import Seat, Strike
from qiao.desk.growth.models.campaigns import State
from qiao.desk.growth.models.marks import Standing
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.desk.ui.agenda import Due


def due(user: User) -> list[Due]:
    """For the page of the day: a line a campaign, and one a mark that a second officer is to decide on."""
    return [*_ratings(user), *_strikes(user)]


def to_rate(user: User) -> list[Seat]:
    """What one has not handed in of campaigns that take marks today."""
    return _to_rate(user.reach, rater=user.pk, day=calendar.today())


@composed
def _to_rate(reach: Reach, *, rater: int, day: date) -> QuerySet[Seat]:
    found = Seat.objects.visible_to(reach.bearer).filter(
        rater=rater,
        submitted_at=None,
        campaign__state=State.OPEN,
        campaign__opens_on__lte=day,
        campaign__closes_on__gte=day,
    )
    return found.select_related("campaign__period", "rated").order_by("campaign__closes_on", "pk")


def _ratings(user: User) -> list[Due]:
    seats = to_rate(user)
    campaigns = {seat.campaign_id: seat.campaign for seat in seats}
    found = []
    for pk, campaign in campaigns.items():
        mine = [seat for seat in seats if seat.campaign_id == pk]
        title = ngettext("%(count)s rating", "%(count)s ratings", len(mine)) % {"count": len(mine)}
        url = mine[0].get_absolute_url() if len(mine) == 1 else reverse("growth:index")
        found.append(
            Due(title, _("Rate colleagues"), url, day=campaign.closes_on, detail=str(campaign.period), is_waiting=True)
        )
    return found


def _strikes(user: User) -> list[Due]:
    if not user.has_role(Role.HR):
        return []
    waiting = Strike.objects.visible_to(user).filter(state=Standing.PROPOSED).exclude(proposed_by=user)
    return [
        Due(
            str(one.mark.seat.rated),
            _("Decide on striking a mark"),
            one.mark.get_absolute_url(),
            detail=str(one.mark.seat.campaign.period),
            is_waiting=True,
        )
        for one in waiting.select_related("mark__seat__rated", "mark__seat__campaign__period")
    ]
