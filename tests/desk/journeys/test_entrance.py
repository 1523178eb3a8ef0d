"""Coming in: with a second factor, with a passkey, not after too many guesses."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from browsing import Visitor, Window
from cast import Cast
from django.utils import timezone
from playwright.sync_api import Page, expect
from walking import enter, leave, prove, send

from qiao.desk.audit.models import Event
from qiao.desk.people.signing_on import lockout

pytestmark = pytest.mark.slow
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def shown_by_app(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_second_factor_is_set_up_and_asked_for(window: Window, visitor: Visitor, bank: Cast) -> None:
    page = window()
    enter(page, "rm")
    page.locator(".q-me").click()
    page.get_by_role("link", name="我的账户").click()
    page.locator("a[href='/account/factors/']").click()
    page.locator("a[href='/account/factors/app/']").click()
    secret = page.locator(".q-secret").inner_text()
    page.fill("[name=code]", shown_by_app(secret))
    send(page)
    expect(page.locator(".q-codes li")).to_have_count(10)
    leave(page)

    enter(page, "rm")
    expect(page).to_have_url("/account/login/second-factor/")
    page.goto("/")  # half way in is not in
    expect(page).to_have_url("/account/login/second-factor/")
    page.fill("[name=code]", "000000" if shown_by_app(secret) != "000000" else "111111")
    send(page)
    expect(page.locator(".q-error")).to_have_text("验证未通过,请核对后重试。")
    visitor.forgive("422")
    page.fill("[name=code]", shown_by_app(secret))
    send(page)
    expect(page).to_have_url("/")
    assert Event.objects.filter(code="user.signed_in").latest("pk").details == {"method": "password+totp"}


def test_a_passkey_is_made_and_opens_the_desk_alone(window: Window, bank: Cast) -> None:
    page = window()
    give_key(page)
    enter(page, "rm")
    page.goto("/account/factors/")
    page.locator("a[href='/account/factors/passkey/']").click()
    page.locator("[data-passkey-go]").click()
    expect(page).to_have_url("/account/factors/codes/")
    leave(page)
    page.locator("[data-passkey-go]").click()
    expect(page).to_have_url("/")
    assert Event.objects.filter(code="user.signed_in").latest("pk").details == {"method": "webauthn"}

    page.goto("/account/proof/?next=/account/factors/")
    page.locator("[data-passkey-go]").click()
    expect(page).to_have_url("/account/factors/")
    assert Event.objects.latest("pk").details == {"method": "passkey"}


def give_key(page: Page) -> None:
    """Put a key into the browser that its owner's finger opens."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_whoever_guesses_is_locked_out_until_an_administrator_unlocks(
    window: Window, visitor: Visitor, bank: Cast
) -> None:
    page = window()
    for _ in range(lockout.PERSON_TRIES):
        enter(page, "rm", "not the password")
        expect(page.locator("main [role=alert], .q-error").first).to_be_visible()
    enter(page, "rm")  # by now the right one is of no use either
    until = lockout.locked_until(bank.rm)
    assert until is not None
    expect(page.locator("main")).to_contain_text(f"{timezone.localtime(until):%H:%M} 之后再试")
    visitor.forgive("422")

    admin = window(bank.admin)
    admin.goto("/admin/sign-on/")
    admin.get_by_role("link", name="沈若溪").click()
    admin.locator("[data-menu]:has(a[href$='/sign-on/unlock']) summary").click()
    admin.locator("a[href$='/sign-on/unlock']").click()
    prove(admin)
    send(admin)
    expect(admin.locator(".q-alert-success")).to_be_visible()
    enter(page, "rm")
    expect(page).to_have_url("/")
