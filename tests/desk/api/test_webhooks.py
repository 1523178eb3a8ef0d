"""Webhooks: what is told to whom, signed how, tried again how often; against a real server."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone
from listening import Listener, listening
from pytest_django import Settings

from qiao.desk.api.hooks import actions, addresses, sending
from qiao.desk.api.models import Hook, Message
from qiao.desk.api.models.hooks import State
from qiao.desk.audit import actions as audit
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.notices.models import Notice
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]


@pytest.fixture
def listener(settings: Settings) -> Iterator[Listener]:
    """A program that listens at an address which the bank has named."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with listening() as found:
        yield found


@pytest.fixture
def made(listener: Listener, cast: Cast) -> actions.Made:
    """A webhook for ends of runs and standards."""
    return actions.make(by=cast.admin, name="数据平台", url=listener.url, kinds=["run.done", "standard.published"])


def happen(code: str = "run.done", **details: Any) -> Event:
    """Something happens."""
    return audit.record(code, by=None, **details)


def due_now() -> None:
    """Time passes until everything that waits is due."""
    Message.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def test_what_is_told_is_signed_and_holds_ids_and_codes(made: actions.Made, listener: Listener, cast: Cast) -> None:
    event = audit.record("run.done", by=cast.hr, on=cast.rm, seal="ab", manager="rm", kinds=["x"])
    happen("run.shown")  # it is not told of that
    assert sending.send_due() == 1
    (heard,) = listener.heard
    assert heard.is_signed_with(made.secret) and not heard.is_signed_with("whsec_" + "A" * 44)
    assert heard.told["type"] == "run.done"
    assert heard.told["data"] == {"event": str(event.uuid), "record": str(cast.rm.uuid), "link": None, "seal": "ab"}
    message = Message.objects.get()
    assert (str(message.uuid), message.state) == (heard.id, State.DELIVERED)
    assert message.attempts.get().status == 204


def test_an_act_that_is_undone_tells_nothing(made: actions.Made) -> None:
    with transaction.atomic():
        happen()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_it_is_tried_again_under_the_same_id_and_the_others_wait_in_order(
    made: actions.Made, listener: Listener
) -> None:
    listener.answers = [500, 302, 204]
    first, second = happen(seal="1"), happen(seal="2")
    assert sending.send_due() == 1  # the second waits behind the first
    assert sending.send_due() == 0  # and the first for its time
    for _again in range(2):
        due_now()
        sending.send_due()
    assert [one.told["data"]["event"] for one in listener.heard] == [str(first.uuid)] * 3 + [str(second.uuid)]
    assert len({one.id for one in listener.heard}) == 2
    assert {one.path for one in listener.heard} == {"/"}  # the redirect was not followed
    assert [one.status for one in Message.objects.last().attempts.all()] == [204, 302, 500]  # type: ignore[union-attr]
    assert Hook.objects.get().failing_since is None


def test_after_a_day_it_is_given_up_and_the_administrators_are_told(
    made: actions.Made, listener: Listener, cast: Cast
) -> None:
    listener.answers = [503] * 20
    happen(seal="1")
    happen(seal="2")
    for _ in range(len(sending.WAITS) + 3):
        due_now()
        sending.send_due()
    assert len(listener.heard) == len(sending.WAITS) + 1
    hook = Hook.objects.get()
    assert hook.paused_why == "failing"
    assert Event.objects.get(code="hook.paused").by is None
    assert Notice.objects.filter(code="hook.paused", to=cast.admin).exists()
    listener.answers = []
    actions.go_on(hook, by=cast.admin)
    sending.send_due()
    assert [one.state for one in Message.objects.order_by("pk")] == [State.FAILED, State.DELIVERED]
    assert sum(sending.WAITS, timedelta()) > timedelta(hours=24)


def test_one_that_is_gone_is_paused_at_once(made: actions.Made, listener: Listener) -> None:
    listener.answers = [410]
    happen()
    sending.send_due()
    assert Hook.objects.get().paused_why == "gone"


def test_what_happens_while_it_is_paused_waits(made: actions.Made, listener: Listener, cast: Cast) -> None:
    actions.pause(made.hook, by=cast.admin)
    events = [happen(seal=str(number)) for number in range(3)]
    assert (sending.send_due(), listener.heard) == (0, [])
    actions.go_on(made.hook, by=cast.admin)
    assert sending.send_due() == 3
    assert [one.told["data"]["event"] for one in listener.heard] == [str(event.uuid) for event in events]


def test_one_message_or_all_since_a_moment_are_sent_again(made: actions.Made, listener: Listener, cast: Cast) -> None:
    for number in range(3):
        happen(seal=str(number))
    sending.send_due()
    first = Message.objects.order_by("pk").first()
    assert first
    actions.replay(first, by=cast.admin)
    sending.send_due()
    assert [one.told["data"]["seal"] for one in listener.heard] == ["0", "1", "2", "0"]
    assert listener.heard[3].id == listener.heard[0].id
    Message.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=1))
    assert actions.replay_since(made.hook, by=cast.admin, since=timezone.now() - timedelta(hours=1)) == 2
    sending.send_due()
    assert [one.told["data"]["seal"] for one in listener.heard[4:]] == ["1", "2"]
    assert Event.objects.filter(code="hook.replayed", by=cast.admin).count() == 2


def test_a_new_secret_counts_at_once_and_the_old_one_for_a_day(
    made: actions.Made, listener: Listener, cast: Cast
) -> None:
    renewed = actions.renew(made.hook, by=cast.admin)
    happen()
    sending.send_due()
    assert [listener.heard[0].is_signed_with(secret) for secret in (made.secret, renewed.secret)] == [True, True]
    Hook.objects.update(old_until=timezone.now())
    happen()
    sending.send_due()
    assert [listener.heard[1].is_signed_with(secret) for secret in (made.secret, renewed.secret)] == [False, True]


def test_a_changed_key_of_the_desk_pauses_instead_of_signing_wrongly(
    made: actions.Made, listener: Listener, settings: Settings
) -> None:
    settings.SECRET_KEY = "another"
    happen()
    assert (sending.send_due(), listener.heard) == (0, [])
    assert Hook.objects.get().paused_why == "secret"


def test_the_secret_is_kept_and_logged_nowhere(
    made: actions.Made, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        happen()
        sending.send_due()
    kept = str(Hook.objects.values().get()) + str(list(Event.objects.values_list("details", flat=True))) + caplog.text
    assert made.secret not in kept and made.secret.removeprefix("whsec_") not in kept


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.com/", "no_address"),
        ("https:///path", "no_address"),
        ("https://user:word@example.com/", "no_address"),
        ("https://example.com/#part", "no_address"),
        ("https://example.com:99999/", "no_address"),
        ("https://exa mple.com/", "no_address"),
        ("http://example.com/", "unencrypted"),
        ("https://127.0.0.1/", "inside"),
        ("https://10.1.2.3/", "inside"),
        ("https://169.254.169.254/latest/", "inside"),
        ("https://[::1]/", "inside"),
        ("https://[::ffff:10.0.0.1]/", "inside"),
        ("https://[64:ff9b::a00:1]/", "inside"),
        ("https://[2002:a00:1::]/", "inside"),
        ("https://[fe80::1]/", "inside"),
        ("https://[fec0::1]/", "inside"),
        ("https://[64:ff9b:1::7f00:1]/", "inside"),
        ("https://[::ffff:8.8.8.8]/", "inside"),
        ("https://[::8.8.8.8]/", "inside"),
        ("https://[2001:0:808:808::1]/", "inside"),
        ("https://[2001:db8::1]/", "inside"),
        ("https://[4000::1]/", "inside"),
        ("https://0/", "inside"),
        ("https://2130706433/", "inside"),
        ("https://localhost/", "inside"),
    ],
)
def test_nothing_inside_is_called_that_the_bank_has_not_named(url: str, code: str) -> None:
    with pytest.raises(addresses.BadAddressError) as refusal:
        addresses.found(addresses.place_of(url))
    assert refusal.value.code == code


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "240e::1"])
def test_what_lies_outside_is_called_unnamed(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    assert addresses.found(addresses.place_of(f"https://{host}/")) == address


def test_a_host_that_is_named_no_more_is_not_called(made: actions.Made, listener: Listener, settings: Settings) -> None:
    settings.WEBHOOK_HOSTS = []
    happen()
    sending.send_due()
    assert (listener.heard, Message.objects.get().attempts.get().fault) == ([], "unencrypted")


def test_only_an_administrator_keeps_them(made: actions.Made, listener: Listener, cast: Cast) -> None:
    wanted = {"name": "x", "url": listener.url, "kinds": ["run.done"]}
    for person in (cast.rm, cast.hr, cast.auditor):
        with pytest.raises(NotAllowedError):
            actions.make(by=person, **wanted)
        with pytest.raises(NotAllowedError):
            actions.renew(made.hook, by=person)
    seen = {person.staff_number for person in User.objects.all() if Hook.objects.visible_to(person).exists()}
    assert seen == {"admin", "auditor"}
    with pytest.raises(RefusedError) as refusal:
        actions.make(by=cast.admin, **{**wanted, "kinds": ["everything"]})
    assert refusal.value.field == "kinds"


def test_the_pages_make_show_and_steer_one(listener: Listener, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.admin, proved=True)
    assert browser.get("/api/webhooks/new/").status_code == 200
    refused = browser.post("/api/webhooks/new/", {"name": "x", "url": "https://10.0.0.1/", "kinds": ["run.done"]})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["url"])
    page = browser.post("/api/webhooks/new/", {"name": "总线", "url": listener.url, "kinds": ["run.done"]})
    hook = Hook.objects.get()
    assert page.context["secret"].startswith("whsec_")
    happen()
    sending.send_due()
    place = f"/api/webhooks/{hook.uuid}/"
    assert "204" in browser.get(place).content.decode() and "总线" in browser.get("/api/webhooks/").content.decode()
    message = Message.objects.get()
    for path in (f"{place}pause/", f"{place}go-on/", f"/api/webhooks/messages/{message.uuid}/replay/"):
        assert browser.post(path).status_code == 302
    assert browser.post(f"{place}replay/", {"since": "no"}).status_code == 422
    assert browser.post(f"{place}replay/", {"since": "2020-01-01T00:00"}).status_code == 302
    assert browser.post(f"{place}secret/").context["secret"] != page.context["secret"]
    assert sign_in(cast.admin).post(f"{place}secret/").headers["Location"].startswith("/account/proof/")
    auditor = sign_in(cast.auditor)
    assert (auditor.get(place).status_code, auditor.post(f"{place}pause/").status_code) == (200, 403)
    assert sign_in(cast.hr).get(place).status_code == 403
