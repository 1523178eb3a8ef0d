"""The one lock on guessing."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from cast import Cast
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from qiao.desk.audit.models import Event
from qiao.desk.people.signing_on import actions, lockout
from qiao.desk.people.signing_on.models import Guesses


def guess(client: Client, number: str = "rm", password: str = "wrong", **headers: str) -> str:
    answer = client.post("/account/login/", {"login": number, "password": password}, **headers)  # type: ignore[arg-type]
    return answer.content.decode() if answer.status_code == 422 else "in"


def test_the_last_try_locks_whoever_is_named_known_or_not(cast: Cast, client: Client) -> None:
    for number in ("rm", "nobody"):
        pages = [guess(client, number) for _ in range(lockout.PERSON_TRIES)]
        assert ["尝试次数过多" in page for page in pages] == [False] * 4 + [True]
    assert "尝试次数过多" in guess(client, password="qiao-sample")
    assert list(Event.objects.filter(code="user.locked").order_by("pk").values_list("on_uuid", flat=True)) == [
        cast.rm.uuid,
        None,
    ]
    assert lockout.locked_until(cast.rm)


def test_spelling_a_number_otherwise_gives_no_more_guesses(cast: Cast, client: Client) -> None:
    pages = [guess(client, number) for number in ("rm", "RM", " rm", "ｒｍ", "Rm ")]
    assert "尝试次数过多" in pages[-1]


def test_nothing_that_was_typed_is_kept(cast: Cast, client: Client) -> None:
    guess(client, "my-secret-password")
    assert "my-secret" not in str(list(Guesses.objects.values())) + str(list(Event.objects.values()))


def test_a_lock_ends_by_itself(cast: Cast, client: Client) -> None:
    for _ in range(lockout.PERSON_TRIES):
        guess(client)
    for row in Guesses.objects.exclude(locked_until=None):
        row.locked_until -= lockout.LOCK + timedelta(seconds=1)
        row.save()
    assert guess(client, password="qiao-sample") == "in"


def test_old_failures_are_forgotten(cast: Cast, client: Client) -> None:
    for _ in range(lockout.PERSON_TRIES - 1):
        guess(client)
    for row in Guesses.objects.all():
        row.since -= lockout.WINDOW
        row.save()
    assert "尝试次数过多" not in guess(client)


def test_signing_on_forgets_failures(cast: Cast, client: Client) -> None:
    for _ in range(lockout.PERSON_TRIES - 1):
        guess(client)
    assert guess(client, password="qiao-sample") == "in"
    client.post("/account/logout/")
    assert "尝试次数过多" not in guess(client)


def test_an_administrator_unlocks(cast: Cast, client: Client) -> None:
    for _ in range(lockout.PERSON_TRIES):
        guess(client)
    actions.unlock(cast.rm, by=cast.admin)
    event = Event.objects.latest("pk")
    assert (event.code, event.by, event.on_uuid) == ("user.unlocked", cast.admin, cast.rm.uuid)
    assert guess(client, password="qiao-sample") == "in"


def test_one_address_may_not_try_many_people(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "ADDRESS_TRIES", 8)
    for number in range(lockout.ADDRESS_TRIES):
        page = guess(client, f"nobody-{number}")
    assert "尝试次数过多" in page
    assert "尝试次数过多" in guess(client, password="qiao-sample")
    assert guess(client, password="qiao-sample", REMOTE_ADDR="10.0.0.2") == "in"


@pytest.mark.parametrize(
    ("proxies", "seen"), [([], "10.0.0.1"), (["10.0.0.1"], "10.1.1.1"), (["10.0.0.0/8"], "203.0.113.9")]
)
def test_only_named_proxies_are_believed(
    cast: Cast, client: Client, settings: Settings, proxies: list[str], seen: str
) -> None:
    settings.PROXIES = proxies
    guess(client, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9, 10.1.1.1")
    assert Guesses.objects.filter(key=lockout._digest("address", seen)).exists()


def test_proof_again_counts_in_the_same_lock(cast: Cast, sign_in: Callable[..., Client], client: Client) -> None:
    browser = sign_in(cast.rm)
    for _ in range(lockout.PERSON_TRIES):
        answer = browser.post("/account/proof/", {"password": "wrong"})
    assert "尝试次数过多" in answer.content.decode()
    assert "尝试次数过多" in guess(client, password="qiao-sample")


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_time_get_no_more_guesses() -> None:
    """Twenty connections at once, as from several processes."""
    went = []
    start = threading.Barrier(20)

    def attempt() -> None:
        request = RequestFactory().post("/")
        start.wait()
        try:
            lockout.begin(request, "rm")
            went.append(True)
        except lockout.LockedError:
            went.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (went.count(True), went.count(False)) == (lockout.PERSON_TRIES, 15)
