"""What tests of the assessment desk begin with: two officers, and the small bank's ledger before them."""

from datetime import date
from pathlib import Path

import delivered
import pytest
from cast import Cast
from pytest_django import Settings

from qiao.desk.clients.actions import deliveries
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Post, User

Officers = tuple[User, User]


@pytest.fixture
def officers(cast: Cast, settings: Settings, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Officers:
    """Two assessment officers with the small bank's ledger before them."""
    settings.LEDGER = delivered.store_once(tmp_path_factory)
    settings.HOME = tmp_path
    deliveries.feed(by=None)
    place = Post.objects.get(user=cast.hr, role=Role.HR)
    Post.objects.create(user=cast.office, role=Role.HR, branch=place.branch, from_date=date(2020, 1, 1))
    return cast.hr, User.objects.get(pk=cast.office.pk)
