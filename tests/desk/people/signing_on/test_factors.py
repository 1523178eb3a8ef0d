"""Second factors: who needs one, how it is set up, used, kept and lost."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cast import Cast
from django.test import Client

from qiao.desk.audit.models import Event
from qiao.desk.people.signing_on import actions, lockout
from qiao.desk.server.models import Installation

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(steps: int = 0, secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def half_way(client: Client, number: str = "rm") -> None:
    answer = client.post("/account/login/", {"login": number, "password": "qiao-sample"})
    assert answer.headers["Location"] == "/account/login/second-factor/"


def step(client: Client, words: str) -> int:
    return client.post("/account/login/second-factor/", {"code": words}).status_code


@pytest.fixture
def bank(cast: Cast) -> Cast:
    """The same people, in a database that is no sample."""
    Installation.objects.all().delete()
    return cast


@pytest.fixture
def app(cast: Cast) -> Authenticator:
    """An authenticator app of `rm`."""
    return TOTP.activate(cast.rm, SECRET).instance


@pytest.mark.parametrize("role", ["hr", "admin", "auditor"])
def test_who_could_do_most_harm_sets_up_a_second_factor_first(
    bank: Cast, sign_in: Callable[..., Client], role: str
) -> None:
    browser = sign_in(getattr(bank, role))
    assert browser.get("/").headers["Location"] == "/account/factors/"
    assert browser.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/account/factors/"
    assert browser.get("/account/factors/").status_code == 200
    TOTP.activate(getattr(bank, role), SECRET)
    assert browser.get("/").status_code == 200


def test_others_and_samples_need_none(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert sign_in(cast.admin).get("/").status_code == 200
    Installation.objects.all().delete()
    assert sign_in(cast.rm).get("/").status_code == 200


def test_an_app_is_set_up_with_its_first_code(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert sign_in(cast.rm).get("/account/factors/app/").headers["Location"].startswith("/account/proof/")
    browser = sign_in(cast.rm, proved=True)
    page = browser.get("/account/factors/app/")
    assert b'src="data:image/svg+xml;base64,' in page.content
    secret = page.context["form"].secret
    assert browser.post("/account/factors/app/", {"code": "000000"}).status_code == 422
    assert (
        browser.post("/account/factors/app/", {"code": code(secret=secret)}).headers["Location"]
        == "/account/factors/codes/"
    )
    assert browser.get("/account/factors/codes/").content.count(b"<code>") == 10
    stored = Authenticator.objects.get(user=cast.rm, type="totp").data["secret"]
    assert secret not in stored
    assert Event.objects.filter(code="user.factor_added", by=cast.rm, details={"factor": "totp"}).exists()
    half_way(Client())


def test_a_code_opens_the_desk_once(app: Authenticator, client: Client) -> None:
    half_way(client)
    assert client.get("/").status_code == 302
    now = code()
    assert step(client, now) == 302
    assert client.get("/").status_code == 200
    assert Event.objects.latest("pk").details == {"method": "password+totp"}
    another = Client()
    half_way(another)
    assert step(another, now) == 422


@pytest.mark.parametrize(("steps", "answer"), [(-2, 422), (-1, 302), (1, 302), (2, 422)])
def test_clocks_may_differ_by_half_a_minute(app: Authenticator, client: Client, steps: int, answer: int) -> None:
    half_way(client)
    assert step(client, code(steps)) == answer


def test_wrong_codes_lock_the_person_for_passwords_too(app: Authenticator, cast: Cast, client: Client) -> None:
    """Knowing the password gives nobody fresh tries at the code."""
    for _ in range(lockout.PERSON_TRIES):
        half_way(client) if not lockout.locked_until(cast.rm) else None
        step(client, "000000")
    assert lockout.locked_until(cast.rm)
    assert Client().post("/account/login/", {"login": "rm", "password": "qiao-sample"}).status_code == 422
    assert step(client, code()) == 422


def test_a_recovery_code_works_once(app: Authenticator, cast: Cast, client: Client) -> None:
    codes = RecoveryCodes.activate(cast.rm).get_unused_codes()
    half_way(client)
    assert step(client, codes[0]) == 302
    another = Client()
    half_way(another)
    assert step(another, codes[0]) == 422
    assert step(another, codes[1]) == 302


def test_the_last_factor_of_who_needs_one_stays(bank: Cast, sign_in: Callable[..., Client]) -> None:
    factor = TOTP.activate(bank.admin, SECRET).instance
    browser = sign_in(bank.admin, proved=True)
    browser.post(f"/account/factors/{factor.pk}/remove/")
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_factor_is_removed_after_proof(app: Authenticator, cast: Cast, sign_in: Callable[..., Client]) -> None:
    path = f"/account/factors/{app.pk}/remove/"
    assert sign_in(cast.rm2, proved=True).post(path).status_code == 404
    assert sign_in(cast.rm).post(path).headers["Location"].startswith("/account/proof/")
    assert sign_in(cast.rm, proved=True).post(path).headers["Location"] == "/account/factors/"
    assert not Authenticator.objects.filter(user=cast.rm).exists()
    assert Event.objects.filter(code="user.factor_removed", by=cast.rm).exists()


def test_an_administrator_takes_a_lost_phone_off(app: Authenticator, cast: Cast, client: Client) -> None:
    half_way(client)
    step(client, code())
    assert actions.remove_factors(cast.rm, by=cast.admin) == 1
    assert client.get("/").status_code == 302
    assert client.post("/account/login/", {"login": "rm", "password": "qiao-sample"}).headers["Location"] == "/"


def test_giving_up_half_way_begins_anew(app: Authenticator, client: Client) -> None:
    half_way(client)
    client.post("/account/logout/")
    assert client.get("/account/login/second-factor/").headers["Location"] == "/account/login/"
