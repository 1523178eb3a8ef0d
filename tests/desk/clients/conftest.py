"""What the tests of the clients room share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from working import carry_out

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
