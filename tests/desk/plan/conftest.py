"""Fixtures of the plan: the small bank with its year open."""

from pathlib import Path

import pytest
import remembered
from closing import Officers, finished, officers, opened

from qiao.desk.assess.models import Period, Run

__all__ = ["officers"]


@pytest.fixture
def year(officers: Officers) -> Period:
    """2025, open, under the default standard."""
    return opened(*officers)


@pytest.fixture
def run(year: Period, officers: Officers, tmp_path: Path) -> Run:
    """A run of it, with everybody's standing worked out."""
    remembered.once("run", lambda: finished(year, officers[0], tmp_path / "work"))
    return Run.objects.get()
