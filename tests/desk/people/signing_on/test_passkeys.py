"""Passkeys, made and used by a real browser with a virtual key."""

import shutil
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from cast import Cast, gather
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from qiao.desk.audit.models import Event

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(live_server: LiveServer) -> Iterator[Page]:
    """A browser with a key in it; whatever its console complains of fails the test."""
    said: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="en")
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        yield page
        browser.close()
    assert said == []


def test_a_passkey_is_made_and_signs_on_without_a_password(page: Page) -> None:
    cast: Cast = gather()
    page.goto("/account/login/")
    page.fill("[name=login]", "rm")
    page.fill("[name=password]", "qiao-sample")
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url("**/")
    page.goto("/account/factors/passkey/")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url("**/account/factors/codes/")
    assert Authenticator.objects.filter(user=cast.rm, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/account/login/?next=/account/")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url(lambda address: address.endswith("/account/") and "?" not in address)
    assert Event.objects.filter(code="user.signed_in").latest("pk").details == {"method": "webauthn"}

    page.goto("/account/proof/?next=/account/factors/")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url(lambda address: address.endswith("/account/factors/") and "?" not in address)
    assert Event.objects.latest("pk").details == {"method": "passkey"}
