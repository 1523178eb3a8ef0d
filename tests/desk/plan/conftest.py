"""Fixtures of the plan: the small bank with its year open."""

from pathlib import Path

import pytest
from closing import Officers, finished, officers, published

from qiao.desk.assess.actions import periods
from qiao.desk.assess.models import Period, Run

__all__ = ["officers"]


@pytest.fixture
def year(officers: Officers) -> Period:
    """2025, open, under the default standard."""
    return periods.open_period("2025", published(*officers), by=officers[0])


@pytest.fixture
def run(year: Period, officers: Officers, tmp_path: Path) -> Run:
    """A run of it, with everybody's standing worked out."""
    return finished(year, officers[0], tmp_path / "work")
