"""What an upheld objection to a rating leads to, and whose marks it is about."""

from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.desk.assess.models import Objection
from qiao.desk.assess.objecting import Remedy
from qiao.desk.growth.actions.deliveries import TABLE
from qiao.desk.growth.models import Campaign, Seat


def of_ratings(objection: Objection) -> list[Remedy]:
    """Where two officers strike a mark of the appellant's; nothing where the ratings are the bank's."""
    campaign = (
        Campaign.objects.filter(period=objection.period_id, state="closed").first() if _is_ours(objection) else None
    )
    if campaign is None:
        return []
    return [Remedy(_("Strike the mark"), reverse("growth:manager", args=[campaign.uuid, objection.appellant.uuid]))]


def raters(objection: Objection) -> list[int]:
    """Who rated the appellant: nobody judges a mark of one's own."""
    if not _is_ours(objection):
        return []
    seats = Seat.objects.filter(campaign__period=objection.period_id, rated=objection.appellant_id)
    return list(seats.exclude(rater=None).values_list("rater", flat=True))


def _is_ours(objection: Objection) -> bool:
    return objection.table == TABLE
