"""Campaigns, who rates whom in them, the marks, and marks that two people struck."""

from qiao.desk.growth.models.campaigns import Campaign
from qiao.desk.growth.models.marks import Mark, Strike
from qiao.desk.growth.models.seats import Seat

__all__ = ["Campaign", "Mark", "Seat", "Strike"]
