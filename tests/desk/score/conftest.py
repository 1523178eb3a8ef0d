"""Fixtures of the scorecard: the small bank's 2025, reviewed and shown to its managers."""

from pathlib import Path

import pytest
from closing import officers, reviewed

from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Run
from qiao.desk.people.models import User

__all__ = ["officers", "run"]


@pytest.fixture
def run(officers: tuple[User, User], tmp_path: Path) -> Run:
    """A reviewed run of 2025 that is shown to managers."""
    first, second = officers
    return runs.show(reviewed(first, second, tmp_path / "work"), by=first)
