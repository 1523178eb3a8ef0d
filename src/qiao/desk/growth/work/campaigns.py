"""Campaigns end by themselves after their last day, and whoever has not finished is reminded some days before."""

from datetime import timedelta

from qiao.desk.growth.actions import campaigns
from qiao.desk.growth.models import Campaign
from qiao.desk.growth.models.campaigns import State
from qiao.desk.jobs import loops
from qiao.desk.people import calendar


@loops.daily(0, 20)
def end_campaigns() -> None:
    """Close what is over; one of a locked period stays as it is, for it can change nothing any more."""
    over = Campaign.objects.filter(state=State.OPEN, closes_on__lt=calendar.today(), period__locked_at=None)
    for campaign in over.select_related("period"):
        campaigns.close(campaign, by=None)


@loops.daily(8, 30)
def remind_raters() -> None:
    """Once, so many days before the last one, unless somebody has reminded them since that day."""
    today = calendar.today()
    for campaign in Campaign.objects.filter(state=State.OPEN, closes_on__gte=today).select_related("period"):
        since = max(campaign.opens_on, campaign.closes_on - timedelta(days=campaign.remind))
        is_told = campaign.reminded_on is not None and campaign.reminded_on >= since
        if campaign.remind and since <= today and not is_told:
            campaigns.remind(campaign, by=None)
