"""Signing on by the bank's identity provider in a browser, and out again."""

import re
from typing import Any

import identity_provider
import pytest
from browsing import Window
from cast import Cast
from playwright.sync_api import expect
from pytest_django import Settings

from qiao.desk.audit.models import Event

pytestmark = pytest.mark.slow


def test_a_person_signs_on_at_the_bank_and_out_there_too(
    window: Window, bank: Cast, live_server: Any, settings: Settings
) -> None:
    with identity_provider.running(live_server.url) as provider:
        provider.join(settings)
        page = window()
        page.goto("/account/")
        page.get_by_role("button", name="Bank ID").click()
        expect(page.locator(".q-me")).to_contain_text(bank.rm.name)
        event = Event.objects.filter(code="user.signed_in").latest("pk")
        assert (event.by, event.details) == (bank.rm, {"method": "openid"})

        page.locator(".q-me").click()
        page.locator("form[action='/account/logout/'] button").click()
        expect(page).to_have_url(re.compile(rf"{provider.issuer}/session/end\?"))
        page.locator("button[name=logout]").click()
        expect(page).to_have_url(f"{live_server.url}/account/login/")
        page.goto("/")
        expect(page).to_have_url(f"{live_server.url}/account/login/?next=/")
