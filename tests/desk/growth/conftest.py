"""Fixtures of the ratings: the small bank with its year open and a campaign that is open."""

from pathlib import Path

import pytest
from closing import Officers, officers, opened, own_store
from pytest_django import Settings
from rating import begun

from qiao.desk.assess.models import Period
from qiao.desk.growth.actions import campaigns
from qiao.desk.growth.models import Campaign

__all__ = ["officers"]


@pytest.fixture
def year(officers: Officers) -> Period:
    """2025, open, under the default standard."""
    return opened(*officers)


@pytest.fixture
def campaign(year: Period, officers: Officers) -> Campaign:
    """Its campaign, open: rm, rm2 and rm3 are rated by themselves, the lead, each other and the office."""
    return campaigns.open_(begun(year, officers[0]), by=officers[0])


@pytest.fixture
def store(officers: Officers, settings: Settings, tmp_path: Path) -> Path:
    """A store of one's own, to which a batch may be added."""
    return own_store(settings, tmp_path)
