"""What the tests of the clients room share."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from book import assign, client
from cast import Cast
from chairman import VALUES, fresh
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from working import carry_out

from qiao.desk.clients.actions import contacts
from qiao.desk.clients.models import Client, Contact
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@pytest.fixture
def send(sign_in: Callable[..., Browser], tmp_path: Path) -> Callable[..., Any]:
    """`send(person, content)` uploads a list, has it checked, and gives its page."""

    def sent(person: User, content: bytes, *, of: str = "clients", name: str = "名单.xlsx") -> Any:
        browser = sign_in(person)
        page = browser.post(f"/clients/import/?of={of}", {"file": SimpleUploadedFile(name, content)}, follow=True)
        if carry_out(tmp_path / "job"):
            page = browser.get(page.redirect_chain[-1][0])
        return page

    return sent


@pytest.fixture
def company(cast: Cast) -> Client:
    """A client of rm's."""
    made = client("C1", "东城轴承厂")
    assign(made, cast.rm, calendar.today() - timedelta(days=400))
    return made


@pytest.fixture
def zhou(company: Client, cast: Cast) -> Contact:
    """Its chairman, written down by rm."""
    return contacts.write_down(company, by=fresh(cast.rm), **VALUES)


@pytest.fixture
def ours(settings: Any) -> None:
    """The desk keeps the assignments."""
    settings.OWNED = frozenset({"assignments"})


@pytest.fixture
def managed(cast: Cast, ours: None) -> Client:
    """A client that rm has for 70% and rm2 for 30%."""
    found, since = client("C1"), calendar.today() - timedelta(days=400)
    assign(found, cast.rm, since, share="0.7")
    assign(found, cast.rm2, since, share="0.3", part="assist")
    return found
