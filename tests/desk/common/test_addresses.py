"""Addresses put together are those that are resolved."""

from uuid import uuid4

import pytest
from django.urls import reverse

from qiao.desk.common import addresses


@pytest.mark.parametrize("name", ["clients:client", "clients:timeline"])
def test_an_address_is_as_it_is_resolved(name: str) -> None:
    for uuid in (uuid4(), uuid4()):
        assert addresses.of(name, uuid) == reverse(name, args=[uuid])
