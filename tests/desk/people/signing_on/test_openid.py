"""Sign-on by the bank's identity provider: a certified one, in a process of its own, told to misbehave."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import identity_provider
import pytest
from cast import Cast
from django.test import Client
from identity_provider import Provider
from pytest_django import Settings

from qiao.desk.audit.models import Event
from qiao.desk.people.models import User


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with identity_provider.running() as provider:
        yield provider


@pytest.fixture
def provider(process: Provider, settings: Settings, cast: Cast) -> Provider:
    """A provider that behaves, named in the desk's settings."""
    process.tell()
    process.join(settings)
    return process


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def refusal() -> str:
    return str(Event.objects.filter(code="user.refused").latest("pk").details["reason"])


def test_a_person_signs_on_by_staff_number(provider: Provider, cast: Cast, client: Client) -> None:
    answer = provider.sign_on(client, next="/account/")
    assert answer.headers["Location"] == "/account/"
    assert is_in(client)
    event = Event.objects.latest("pk")
    assert (event.code, event.by, event.details) == ("user.signed_in", cast.rm, {"method": "openid"})


def test_a_terse_token_is_completed_by_the_user_info(provider: Provider, client: Client) -> None:
    provider.tell(inIdToken=False)
    provider.sign_on(client)
    assert is_in(client)


@pytest.mark.parametrize("staff", ["stranger", "rm2"])
def test_strangers_and_leavers_read_the_same_and_nobody_is_made(
    provider: Provider, cast: Cast, client: Client, staff: str
) -> None:
    User.objects.filter(pk=cast.rm2.pk).update(left_on="2024-06-30")
    before = User.objects.count()
    provider.tell(staff=staff)
    answer = provider.sign_on(client)
    assert answer.status_code == 403
    assert b"stranger" not in answer.content
    assert not is_in(client)
    assert User.objects.count() == before
    assert Event.objects.latest("pk").on_uuid == (cast.rm2.uuid if staff == "rm2" else None)


HOUR = 3600


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "another program"}, "invalidaudienceerror"),
        ({"aud": ["qiao", "another program"]}, "azp"),
        ({"aud": ["qiao"], "azp": "another program"}, "azp"),
        ({"iss": "http://127.0.0.1:1"}, "invalidissuererror"),
        ({"exp": int(time.time()) - HOUR}, "expiredsignatureerror"),
        ({"iat": int(time.time()) + HOUR}, "immaturesignatureerror"),
        ({"nonce": "of an earlier sign-on"}, "nonce"),
        ({"nonce": None}, "missingrequiredclaimerror"),
        ({"sub": None}, "missingrequiredclaimerror"),
    ],
)
def test_a_token_for_others_or_from_another_time_is_refused(
    provider: Provider, client: Client, claims: dict[str, object], reason: str
) -> None:
    provider.tell(claims=claims)
    assert provider.sign_on(client).status_code == 403
    assert not is_in(client)
    assert refusal() == f"openid_{reason}"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [("stranger", "invalidsignatureerror"), ("unsigned", "signing_key"), ("other kid", "signing_key")],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    provider: Provider, client: Client, spoil: str, reason: str
) -> None:
    provider.tell(spoil=spoil)
    assert provider.sign_on(client).status_code == 403
    assert not is_in(client)
    assert refusal() == f"openid_{reason}"


def test_a_rolled_key_is_picked_up_at_once(provider: Provider, client: Client) -> None:
    provider.sign_on(client)
    provider.tell(key=1)
    another = Client()
    provider.sign_on(another)
    assert is_in(another)


def test_an_answer_counts_once_and_only_in_its_own_browser(provider: Provider, client: Client) -> None:
    address = provider.walk(client)
    assert Client().get(address).status_code == 403
    assert client.get(address).status_code == 302
    client.post("/account/logout/")
    assert client.get(address).status_code == 403
    assert not is_in(client)


def test_a_code_used_elsewhere_is_refused_by_the_provider(provider: Provider, client: Client) -> None:
    stolen = parse_qs(urlsplit(provider.walk(client)).query)["code"][0]
    another = Client()
    own = parse_qs(urlsplit(provider.walk(another)).query)["state"][0]
    assert another.get("/account/login/openid/callback/", {"code": stolen, "state": own}).status_code == 403
    assert not is_in(another)


def test_signing_out_signs_out_at_the_provider_too(provider: Provider, client: Client) -> None:
    provider.sign_on(client)
    address = urlsplit(client.post("/account/logout/").headers["Location"])
    words = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}" == provider.issuer
    assert words["post_logout_redirect_uri"] == ["http://testserver/account/login/"]
    assert words["id_token_hint"][0].count(".") == 2
    assert not is_in(client)


def test_proof_again_by_the_provider_takes_the_same_person(provider: Provider, cast: Cast, client: Client) -> None:
    provider.sign_on(client)
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert client.post("/account/sessions/end/").headers["Location"].startswith("/account/proof/")
    provider.tell(staff="rm2")
    assert client.get(provider.walk(client, "/account/login/openid/proof/", next="/account/")).status_code == 403
    provider.tell()
    assert (
        client.get(provider.walk(client, "/account/login/openid/proof/", next="/account/")).headers["Location"]
        == "/account/"
    )
    assert client.post("/account/sessions/end/").headers["Location"] == "/account/"


def test_a_provider_that_does_not_answer_is_named_as_such(
    provider: Provider, client: Client, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:1"
    assert client.post("/account/login/openid/").status_code == 403


def test_a_provider_under_another_name_is_refused(provider: Provider, client: Client, settings: Settings) -> None:
    settings.OPENID = {**settings.OPENID, "issuer": "https://id.lanjiang-bank.cn"}
    assert client.post("/account/login/openid/").status_code == 403


def test_without_a_provider_there_is_no_such_page(cast: Cast, client: Client) -> None:
    assert client.post("/account/login/openid/").status_code == 404
    assert client.get("/account/login/openid/callback/").status_code == 404
